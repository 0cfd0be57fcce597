import { Application, type KeptState } from "./application";
import type { StoredCookie } from "./cookies/mirror";
import { HipflaskError, toFailure } from "./errors";
import { Failures } from "./failures";
import { KeptAnswers } from "./http/kept-answers";
import { OpenStreams, type Successor } from "./http/open-streams";
import { Installation } from "./installation";
import { withLiveReload } from "./live-reload";
import { storageName } from "./names";
import { nestedSite } from "./nested-site";
import { OwnPages } from "./own-pages";
import { afterFirstPage } from "./pause";
import { Precache } from "./precache";
import type { SiteManifest, Stage } from "./protocol";
import type { Interpreter } from "./python/interpreter";
import { InterpreterFactory } from "./python/interpreter-factory";
import { InterpreterStopped, type Stop } from "./python/lifeline";
import type { PyodideModules } from "./python/pyodide-runtime";
import { Snapshots } from "./python/snapshots";
import { StopLog } from "./python/stop-log";
import { looping } from "./python/supervision";
import { type Files, filesOf } from "./python/unpack";
import { SiteState } from "./state/site-state";
import { keepsAnswers } from "./static-policy";
import type { Figures } from "./tools/protocol";
import type { RequestTrace } from "./tools/request-log";
import { storageFigures } from "./tools/storage-figures";
import { type Inspected, Tools } from "./tools/tools";
import { Watchers } from "./watchers";

/** How long a new worker waits to be asked for the application before it stores its snapshot. */
const UNASKED_MS = 5000;

/** One exported site: from its installation to the answer to each request. */
export class Site {
  readonly #manifest: SiteManifest;
  readonly #base: URL;
  readonly #precache: Precache;
  readonly #installation: Installation;
  readonly #snapshots: Snapshots;
  readonly #answers: KeptAnswers;
  readonly #interpreters: InterpreterFactory;
  readonly #watchers: Watchers;
  readonly #openStreams: OpenStreams;
  readonly tools: Tools;
  readonly pages: OwnPages;
  /** The interpreter that was frozen at the installation goes on to answer the first requests. */
  #booted: Interpreter | undefined;
  #application: Promise<Application> | undefined;
  /** The same, once it answers. */
  #running: Application | undefined;
  /** What a first visit does not wait for. */
  #completed: Promise<void> | undefined;
  readonly #stops: StopLog;
  readonly #failures: Failures;
  /** What the application before the present one saves; only then can that read what was kept. */
  #formerSaved: Promise<void> = Promise.resolve();
  /** Needed before there is an application too, and after its end. */
  readonly #state: SiteState;
  /** Whether the state is this worker's from the beginning on. */
  #isFirst = false;
  /** Aborted when the site is being removed from this browser; the reason is what requests get then. */
  readonly #retired = new AbortController();

  /** @param successor - how far a new version of the site has come, if there is one */
  constructor(
    modules: PyodideModules,
    manifest: SiteManifest,
    base: URL,
    successor: () => Successor | undefined,
  ) {
    this.#manifest = manifest;
    this.#base = base;
    this.#precache = new Precache(base, storageName(base, "assets"), manifest);
    this.#snapshots = new Snapshots(base, storageName(base, "snapshots"), manifest);
    const answers = storageName(base, "answers");
    this.#answers = new KeptAnswers(base, answers, manifest.build, keepsAnswers(manifest));
    this.tools = new Tools(manifest, this.#inspected());
    const { output } = this.tools;
    this.#interpreters = new InterpreterFactory(
      modules,
      this.#precache,
      this.#snapshots,
      output,
      this.#retired.signal,
      manifest.frozen,
    );
    this.#stops = new StopLog(base, storageName(base, "stops"), manifest.build);
    this.#failures = new Failures(this.#stops, this.#snapshots);
    this.pages = new OwnPages(this.#precache, base, this.#failures);
    this.#state = new SiteState(base);
    this.#watchers = new Watchers(manifest.build);
    this.#installation = new Installation(this.#precache, this.#watchers);
    this.#openStreams = new OpenStreams(successor);
  }

  /**
   * Fetches what the site needs and freezes a Python for all later starts.
   *
   * @param isFirst - whether there is no other worker of the site, which would have its state
   */
  async install(isFirst: boolean): Promise<void> {
    this.#isFirst = isFirst;
    // To make a database takes a browser a while.
    if (isFirst) void this.#state.open().catch(() => {}); // told to who needs it
    await this.#installation.run(isFirst, {
      boot: () => this.#boot(),
      // The page that waits for the application would ask for it once this worker is active.
      ...(isFirst && { start: () => this.#ensureStarted() }),
    });
    // No page may be left that asks for the application.
    setTimeout(() => void this.settle(), UNASKED_MS);
  }

  /** Takes what a page unpacks for this worker, while that is installed. */
  unpacking(paths: readonly string[], port: MessagePort): void {
    this.#installation.offer(paths, port);
  }

  async #boot(): Promise<boolean> {
    if (await this.#snapshots.has()) return false;
    this.#booted = await this.#interpreters.boot();
    return true;
  }

  /** Drops what former builds have left, now that this one has taken over. */
  async activate(): Promise<void> {
    if (this.#isFirst) this.#state.prepare();
    await Promise.all([this.#precache.prune(), this.#snapshots.prune(), this.#answers.prune()]);
  }

  /** Tells a page, from now on, how this worker is getting on. */
  async watch(port: MessagePort): Promise<void> {
    const loop = await this.#stops.loop();
    // A page asks an idle worker for the application, but this is for the visitor to decide.
    if (loop !== undefined)
      this.#watchers.tell({ type: "failed", failure: toFailure(looping(loop)) });
    this.#watchers.add(port);
  }

  /**
   * Starts the application if it is not running, anew if it could not be started before, or was
   * not because Python kept stopping.
   */
  async start(): Promise<void> {
    await this.#application?.catch(() => {
      this.#application = undefined;
    });
    this.#completed = undefined;
    if (await this.#stops.loop()) await this.#stops.forget();
    // Whether it succeeds is told to the watchers.
    await this.#ensureStarted().catch(() => {});
    await this.settle();
  }

  /** Does what an answer need not wait for, but the browser should before it ends this worker. */
  async settle(): Promise<void> {
    const application = await this.#application?.catch(() => undefined);
    await Promise.all([
      application?.saved(),
      this.#answers.saved(),
      this.#interpreters.settle(),
      this.#complete(),
      this.#stops.saved(),
      this.#keepTemplates(application),
    ]);
  }

  /**
   * Fetches what the site can start without as long as the browser has it elsewhere. What can't be had
   * now, the next worker will ask for.
   */
  #complete(): Promise<void> {
    this.#completed ??= afterFirstPage(() => this.#precache.complete(), this.#retired.signal).catch(
      (error: unknown) => this.#failLate(error),
    );
    return this.#completed;
  }

  /** Takes back an application that runs on another engine than the one that it was built with. */
  async #failLate(error: unknown): Promise<void> {
    console.warn("hipflask: the site is not complete yet, and may not work offline.", error);
    const failure = toFailure(error);
    if (failure.code !== "asset-corrupt") return;
    const application = this.#application;
    this.#application = Promise.reject(error);
    this.#application.catch(() => {}); // told to who needs it
    this.#running = undefined;
    this.#watchers.tell({ type: "failed", failure });
    await (await application?.catch(() => undefined))?.retire();
  }

  /** Without them the next start compiles them anew, so that nobody need hear of a failure. */
  async #keepTemplates(application: Application | undefined): Promise<void> {
    const compiled = application?.takeTemplates();
    if (compiled !== undefined) await this.#snapshots.putTemplates(compiled).catch(() => {});
  }

  /** Ends what would keep a newer version of the site from taking over. */
  yieldToSuccessor(): void {
    this.#openStreams.end();
  }

  /** Keeps nothing any more, as the site is being removed, and resolves when nothing is under way. */
  async retire(): Promise<void> {
    this.#retired.abort(removed());
    await this.settle();
  }

  /** Takes over what pages have done with cookies, as far as the browser tells only afterwards. */
  async cookiesChanged(
    changed: readonly StoredCookie[],
    deleted: readonly StoredCookie[],
  ): Promise<void> {
    if (!this.#retired.signal.aborted) await this.#state.cookiesChanged(changed, deleted);
  }

  /** Answers from the precache. */
  async asset(url: URL): Promise<Response> {
    const asset = this.#retired.signal.aborted ? undefined : this.#precache.find(url);
    return asset ? this.#precache.get(asset) : fetch(url);
  }

  /** Answers with the application; a failure of ours becomes a page that tells what to do. */
  async respond(request: Request, client: string): Promise<Response> {
    const trace = this.#manifest.tools ? this.tools.requests.begin(request) : undefined;
    const response = await this.#answer(request, client, trace);
    trace?.end(response);
    return response;
  }

  async #answer(
    request: Request,
    client: string,
    trace: RequestTrace | undefined,
  ): Promise<Response> {
    try {
      this.#retired.signal.throwIfAborted();
      const kept = await this.#answers.find(request, () =>
        this.#state.cookieField(request, client),
      );
      if (kept !== undefined) return kept;
      // While Python starts there is time to ask the browser for it.
      const early =
        this.#application === undefined ? this.#state.cookieField(request, client) : undefined;
      early?.catch(() => {}); // told to who needs it
      const application = await this.#ensureStarted();
      trace?.enter("transport");
      const cookies = await (early ?? this.#state.cookieField(request, client));
      const response = await application.respond(request, client, cookies, trace);
      if (request.mode !== "navigate") return this.#openStreams.track(response);
      if (response.status === 404) {
        const other = await nestedSite(new URL(request.url), this.#base);
        if (other !== undefined) {
          await response.body?.cancel();
          return other;
        }
      }
      const { live, build } = this.#manifest;
      return live ? withLiveReload(response, this.#base, build) : response;
    } catch (error) {
      // Of a stop the console is told once, not by all who were waiting.
      if (!(error instanceof InterpreterStopped)) console.error("hipflask:", error);
      return this.pages.failure(request, error);
    }
  }

  async #ensureStarted(): Promise<Application> {
    this.#retired.signal.throwIfAborted();
    this.#application ??= this.#start();
    const starting = this.#application;
    const application = await starting;
    if (!application.isOutdated) return application;
    if (this.#application === starting) {
      this.#application = undefined;
      this.#state.close();
    }
    return this.#ensureStarted();
  }

  async #start(): Promise<Application> {
    try {
      const [interpreter, sources, state, compiled] = await Promise.all([
        this.#interpreter(),
        this.#sources(),
        this.#keptState(),
        this.#snapshots.templates(),
      ]);
      this.#report("application");
      const application = await Application.start(
        interpreter,
        sources,
        this.#manifest,
        this.#base,
        state,
        compiled,
      );
      void application.stopped.then((stop) => this.#replace(application, stop));
      this.#running = application;
      this.#watchers.tell({ type: "ready" });
      return application;
    } catch (error) {
      if (error instanceof InterpreterStopped) this.#application = undefined;
      this.#watchers.tell({ type: "failed", failure: this.#failures.of(error) });
      throw error;
    } finally {
      void this.#interpreters.settle();
    }
  }

  async #interpreter(): Promise<Interpreter> {
    const booted = this.#booted;
    // Begun at once: mostly there is no loop, and nothing of the application's is run before it is known.
    const restored = booted ? undefined : this.#interpreters.restore((it) => this.#report(it));
    restored?.catch(() => {}); // told to who needs it
    const loop = await this.#stops.loop();
    if (loop !== undefined) throw looping(loop);
    this.#booted = undefined;
    return restored ?? (booted as Interpreter);
  }

  /** Starts the application in a new interpreter, unless the former ones have all stopped soon. */
  async #replace(application: Application, stop: Stop): Promise<void> {
    this.#failures.ofStop(stop);
    if (this.#running !== application) return;
    this.#running = undefined;
    this.#application = undefined;
    this.#formerSaved = application.saved();
    // If it can't be started, the next request will tell why.
    await this.#ensureStarted().catch(() => {});
  }

  /** The application's own files, unpacked while the interpreter is on its way. */
  async #sources(): Promise<Files> {
    const [asset] = this.#precache.ofRole("application");
    if (asset === undefined) throw new Error("The manifest names no application.");
    return filesOf(await this.#precache.bytes(asset));
  }

  async #keptState(): Promise<KeptState> {
    await this.#formerSaved;
    const opened = await this.#state.open();
    return { ...opened, answers: this.#answers, files: await opened.store.files() };
  }

  /** What the tools may see and do. */
  #inspected(): Inspected {
    const isRunning = () => this.#running !== undefined;
    return {
      get isRunning() {
        return isRunning();
      },
      store: async () => (await this.#state.open()).store,
      routes: async () => (await this.#ensureStarted()).routes(),
      figures: () => this.#figures(),
      exportState: async () => (await this.#ensureStarted()).exportState(),
      importState: async (archive) => {
        await (await this.#ensureStarted()).importState(archive);
        await this.#restart();
      },
      restart: () => this.#restart(),
    };
  }

  /** Puts the application into a new interpreter, with what is kept. */
  async #restart(): Promise<void> {
    await (await this.#application?.catch(() => undefined))?.retire();
    await this.start();
  }

  async #figures(): Promise<Figures> {
    const { assets } = this.#manifest;
    return {
      snapshot: await this.#snapshots.bytes(),
      frozen: this.#interpreters.described,
      assets: { count: assets.length, bytes: assets.reduce((sum, { bytes }) => sum + bytes, 0) },
      memory: this.#running?.memoryBytes,
      ...(await storageFigures(navigator.storage)),
    };
  }

  #report(stage: Stage): void {
    this.#watchers.tell({ type: "progress", stage });
  }
}

function removed(): HipflaskError {
  return new HipflaskError(
    "superseded",
    "The site was reset in this browser: what this page belongs to is not there any more.",
    "Reload the page.",
  );
}
