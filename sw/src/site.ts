import { Application, type KeptState } from "./application";
import { cookieBrowser } from "./cookie-browser";
import type { StoredCookie } from "./cookie-mirror";
import { HipflaskError, toFailure } from "./errors";
import type { Interpreter } from "./interpreter";
import { InterpreterFactory } from "./interpreter-factory";
import { withLiveReload } from "./live-reload";
import { storageName } from "./names";
import { nestedSite } from "./nested-site";
import { OpenStreams, type Successor } from "./open-streams";
import { Precache } from "./precache";
import type { Failure, FailureCode, SiteManifest, Stage } from "./protocol";
import type { PyodideModules } from "./pyodide-runtime";
import { bootPage, failureText, InvalidResponseError } from "./responses";
import { SiteCookies } from "./site-cookies";
import { Snapshots } from "./snapshots";
import { StateStore } from "./state-store";
import { Watchers } from "./watchers";

/** How long a new worker waits to be asked for the application before it stores its snapshot. */
const UNASKED_MS = 5000;

/** Of answers to requests that have failed; 507 is RFC 4918's "Insufficient Storage". */
const STATUSES: Partial<Record<FailureCode, number>> = { "application-import": 500, quota: 507 };

/** After these the application goes on to answer, but a visitor is to know of what was lost. */
const UNSAVED: ReadonlySet<FailureCode> = new Set(["quota", "storage-denied"]);

/** One exported site: from its installation to the answer to each request. */
export class Site {
  readonly #manifest: SiteManifest;
  readonly #base: URL;
  readonly #precache: Precache;
  readonly #snapshots: Snapshots;
  readonly #interpreters: InterpreterFactory;
  readonly #watchers: Watchers;
  readonly #openStreams: OpenStreams;
  /** The interpreter that was frozen at the installation goes on to answer the first requests. */
  #booted: Interpreter | undefined;
  #application: Promise<Application> | undefined;
  /** What was kept; the cookies are needed before there is an application, and after its end. */
  #kept: Promise<Pick<KeptState, "store" | "cookies">> | undefined;

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
    this.#interpreters = new InterpreterFactory(modules, this.#precache, this.#snapshots);
    this.#watchers = new Watchers(manifest.build);
    this.#openStreams = new OpenStreams(successor);
  }

  /** Fetches what the site needs and freezes a Python for all later starts. */
  async install(): Promise<void> {
    try {
      await this.#precache.fill((progress) =>
        this.#watchers.tell({ type: "progress", stage: "download", ...progress }),
      );
      if (!(await this.#snapshots.has())) {
        this.#booted = await this.#interpreters.boot((stage) => this.#report(stage));
      }
      this.#watchers.tell({ type: "installed" });
      // No page may be left that asks for the application.
      setTimeout(() => void this.#interpreters.settle(), UNASKED_MS);
    } catch (error) {
      await this.#watchers.tellAndWait({ type: "failed", failure: toFailure(error) });
      throw error;
    }
  }

  /** Drops what former builds have left, now that this one has taken over. */
  async activate(): Promise<void> {
    await Promise.all([this.#precache.prune(), this.#snapshots.prune()]);
  }

  /** Tells a page, from now on, how this worker is getting on. */
  watch(port: MessagePort): void {
    this.#watchers.add(port);
  }

  /** Starts the application if it is not running, anew if it could not be started before. */
  async start(): Promise<void> {
    await this.#application?.catch(() => {
      this.#application = undefined;
    });
    // Whether it succeeds is told to the watchers.
    await this.#ensureStarted().catch(() => {});
    await this.settle();
  }

  /** Does what an answer need not wait for, but the browser should before it ends this worker. */
  async settle(): Promise<void> {
    const application = await this.#application?.catch(() => undefined);
    await Promise.all([application?.saved(), this.#interpreters.settle()]);
  }

  /** Ends what would keep a newer version of the site from taking over. */
  yieldToSuccessor(): void {
    this.#openStreams.end();
  }

  /** Answers with the boot page, without Python, which may be what is broken. */
  async boot(): Promise<Response> {
    const [page] = this.#precache.ofRole("boot");
    if (page === undefined) return fetch(this.#base);
    const kept = await this.#precache.get(page).catch(() => undefined);
    return kept === undefined ? fetch(this.#base) : bootPage(kept, 200);
  }

  /** Takes over what pages have done with cookies, as far as the browser tells only afterwards. */
  async cookiesChanged(
    changed: readonly StoredCookie[],
    deleted: readonly StoredCookie[],
  ): Promise<void> {
    const { store, cookies } = await this.#openKept();
    await cookies.heed(changed, deleted);
    if (cookies.takeChanged()) await store.save(undefined, cookies.all());
  }

  /** Answers from the precache. */
  async asset(url: URL): Promise<Response> {
    const asset = this.#precache.find(url);
    return asset ? this.#precache.get(asset) : fetch(url);
  }

  /** Answers with the application; a failure of ours becomes a page that tells what to do. */
  async respond(request: Request, client: string): Promise<Response> {
    try {
      const application = await this.#ensureStarted();
      const response = await application.respond(request, client);
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
      console.error("hipflask:", error);
      return this.#fail(request, error);
    }
  }

  async #ensureStarted(): Promise<Application> {
    this.#application ??= this.#start();
    const starting = this.#application;
    const application = await starting;
    if (!application.isOutdated) return application;
    if (this.#application === starting) {
      this.#application = undefined;
      this.#kept = undefined;
    }
    return this.#ensureStarted();
  }

  async #start(): Promise<Application> {
    try {
      const booted = this.#booted;
      this.#booted = undefined;
      const [interpreter, archive, state] = await Promise.all([
        booted ?? this.#interpreters.restore((stage) => this.#report(stage)),
        this.#archive(),
        this.#state(),
      ]);
      this.#report("application");
      const application = await Application.start(
        interpreter,
        archive,
        this.#manifest,
        this.#base,
        state,
      );
      this.#watchers.tell({ type: "ready" });
      return application;
    } catch (error) {
      this.#watchers.tell({ type: "failed", failure: toFailure(error) });
      throw error;
    } finally {
      void this.#interpreters.settle();
    }
  }

  async #archive(): Promise<Uint8Array<ArrayBuffer>> {
    const [asset] = this.#precache.ofRole("application");
    if (asset === undefined) throw new Error("The manifest names no application.");
    return new Uint8Array(await (await this.#precache.get(asset)).arrayBuffer());
  }

  async #state(): Promise<KeptState> {
    const kept = await this.#openKept();
    return { ...kept, files: await kept.store.files() };
  }

  #openKept(): Promise<Pick<KeptState, "store" | "cookies">> {
    this.#kept ??= this.#readKept().catch((error: unknown) => {
      this.#kept = undefined;
      throw error;
    });
    return this.#kept;
  }

  async #readKept(): Promise<Pick<KeptState, "store" | "cookies">> {
    const store = await StateStore.open(storageName(this.#base, "state"));
    // Before anything is read: from then on no other worker changes it.
    await store.claim();
    const cookies = await store.cookies();
    return { store, cookies: new SiteCookies(cookies, this.#base, cookieBrowser(this.#base)) };
  }

  #report(stage: Stage): void {
    this.#watchers.tell({ type: "progress", stage });
  }

  async #fail(request: Request, error: unknown): Promise<Response> {
    if (error instanceof InvalidResponseError) return failureText(invalidResponse(error), 500);
    const known = error instanceof HipflaskError;
    if (!known) {
      // What Python throws here comes from a dead interpreter, not from the application, whose
      // exceptions the gateway answers. The next request gets a new one.
      this.#application = undefined;
    }
    const failure = known ? toFailure(error) : stopped(error);
    const status = STATUSES[failure.code] ?? 503;
    if (request.mode !== "navigate") return failureText(failure, status);
    if (!known || UNSAVED.has(failure.code)) this.#watchers.tell({ type: "failed", failure });
    const [page] = this.#precache.ofRole("boot");
    if (page === undefined) return failureText(failure, status);
    const response = bootPage(await this.#precache.get(page), status);
    return this.#manifest.live
      ? withLiveReload(response, this.#base, this.#manifest.build)
      : response;
  }
}

function stopped(cause: unknown): Failure {
  return toFailure(
    new HipflaskError(
      "interpreter",
      "The Python interpreter stopped while it answered a request.",
      "It has been started anew: reload the page. What was saved before is still there.",
      { cause },
    ),
  );
}

function invalidResponse(error: InvalidResponseError): Failure {
  return {
    code: "unknown",
    title: "The application's answer is not valid HTTP",
    message: error.message,
    hint: "Mend the view function that made the response.",
  };
}
