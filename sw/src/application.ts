import type { SiteCookies } from "./cookies/site-cookies";
import { HipflaskError } from "./errors";
import type { KeptAnswers } from "./http/kept-answers";
import { LastEventIds } from "./http/last-event-ids";
import { RedirectedBodies, type SentContent } from "./http/redirected-bodies";
import { readContent } from "./http/request-content";
import { type RequestHead, requestFields } from "./http/request-fields";
import { setCookieFields, toResponse } from "./http/responses";
import { withoutFragment } from "./http/urls";
import { WebSocketNotice } from "./http/websocket-notice";
import type { SiteManifest } from "./protocol";
import { applicationConfig } from "./python/application-config";
import type { GatewayResponse, Interpreter } from "./python/interpreter";
import { InterpreterStopped, type Stop } from "./python/lifeline";
import type { Files } from "./python/unpack";
import type { FileChangeTracker, KeptFiles } from "./state/file-changes";
import { FolderWatch } from "./state/folder-watch";
import type { OpenedState } from "./state/site-state";
import type { StateStore } from "./state/state-store";
import { explainUnsaved } from "./state/unsaved";
import { lastingPolicy } from "./static-policy";
import type { RouteRow } from "./tools/protocol";
import type { RequestTrace } from "./tools/request-log";

/** Requests with these methods change nothing that a visitor would miss (RFC 9110 §9.2.1). */
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** What outlives an interpreter, as it was kept. */
export interface KeptState extends OpenedState {
  readonly files: KeptFiles;
  readonly answers: KeptAnswers;
}

/** The application at work: in an interpreter, with the state that outlives it. */
export class Application {
  readonly #interpreter: Interpreter;
  readonly #files: FileChangeTracker;
  readonly #cookies: SiteCookies;
  readonly #store: StateStore;
  readonly #answers: KeptAnswers;
  readonly #webSockets = new WebSocketNotice();
  readonly #redirected = new RedirectedBodies(navigator.userAgent);
  readonly #lastEventIds = new LastEventIds();
  /** Saves run one after another, so that an older content can't overwrite a newer one. */
  #saving: Promise<void> = Promise.resolve();
  /** Why what is in memory here is not what is kept any more. */
  #outdated: HipflaskError | undefined;

  private constructor(
    interpreter: Interpreter,
    files: FileChangeTracker,
    { cookies, store, answers }: KeptState,
  ) {
    this.#interpreter = interpreter;
    this.#files = files;
    this.#cookies = cookies;
    this.#store = store;
    this.#answers = answers;
  }

  /**
   * Imports the application, with its files and the durable ones in place before.
   *
   * @param sources - its own files; they are the interpreter's afterwards
   */
  static async start(
    interpreter: Interpreter,
    sources: Files,
    manifest: SiteManifest,
    base: URL,
    state: KeptState,
    compiled: Uint8Array | undefined,
  ): Promise<Application> {
    interpreter.putFiles(sources, manifest.application.root);
    const watch = new FolderWatch();
    const files = interpreter.trackFiles(manifest.persist, (path) => watch.touched(path));
    files.restore(state.files);
    const config = applicationConfig(manifest, base);
    // While an application is being written, each build would be frozen for a few requests only.
    interpreter.start(config, manifest.live ? undefined : manifest.persist, compiled);
    const policy = lastingPolicy(interpreter.staticPolicy(), manifest.persist);
    await state.answers.begin(policy);
    watch.tell(policy?.folders ?? [], () => state.answers.drop());
    const application = new Application(interpreter, files, state);
    await application.#save();
    return application;
  }

  /**
   * Answers a request of a client, which is named by its id. What an unsafe request changed is on
   * disk before its answer is sent.
   *
   * @param cookies - the Cookie field, if there is anything to send
   */
  async respond(
    request: Request,
    client: string,
    cookies: string | undefined,
    trace?: RequestTrace,
  ): Promise<Response> {
    const url = new URL(request.url);
    const withCookies = request.credentials !== "omit";
    const received = {
      method: request.method,
      contentType: request.headers.get("content-type"),
      body: await readContent(request),
    };
    const address = withoutFragment(url);
    const sent = this.#redirected.complete(client, request.url, received, Date.now());
    const fields = requestFields(sent === received ? request : headOf(request, sent), cookies, {
      origin: url.origin,
      userAgent: navigator.userAgent,
      languages: navigator.languages,
    });
    trace?.enter("python");
    const answer = await this.#interpreter.handle({
      method: sent.method,
      url: address,
      fields: this.#lastEventIds.complete(client, request, fields),
      body: sent.body,
    });
    this.#answers.take(address, cookies, answer);
    if (answer.inspection !== undefined) trace?.inspected(answer.inspection);
    trace?.enter("persist");
    this.#webSockets.inspect(answer);
    const newCookies =
      withCookies && (await this.#cookies.take(setCookieFields(answer.fields), request));
    const saved = this.#save();
    if (!SAFE_METHODS.has(sent.method) || newCookies) await saved;
    else saved.catch(tellUnsaved);
    trace?.enter("transport");
    const navigates = request.mode === "navigate";
    const followed = navigates || request.redirect === "follow";
    const passed = followed
      ? this.#redirected.hold(client, address, sent, answer, navigates, Date.now())
      : answer;
    const read = this.#lastEventIds.follow(client, request, passed);
    return toResponse(this.#savingWhenEnded(read), url);
  }

  /** Resolves when its interpreter has come to its end. */
  get stopped(): Promise<Stop> {
    return this.#interpreter.stopped;
  }

  /**
   * Whether what is in memory here is not what is kept: another worker has the state now, or files
   * could not be saved. Nothing is saved from here any more, since only changes ever are.
   */
  get isOutdated(): boolean {
    return this.#outdated !== undefined;
  }

  /** Saves what there is to save, and nothing any more afterwards: another is to take its place. */
  async retire(): Promise<void> {
    await this.#saving;
    this.#outdated ??= restarted();
  }

  /** Its routes, if it is of a kind that tells. */
  routes(): readonly RouteRow[] {
    return this.#interpreter.routes();
  }

  /** Returns the durable files as a zip; see `Interpreter.exportState`. */
  exportState(): Promise<Uint8Array<ArrayBuffer>> {
    return this.#interpreter.exportState();
  }

  /** Replaces the durable files, and saves them; see `Interpreter.importState`. */
  async importState(archive: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#interpreter.importState(archive);
    await this.#save();
  }

  /** How much memory its interpreter takes, in bytes. */
  get memoryBytes(): number {
    return this.#interpreter.memoryBytes;
  }

  /** Returns the compiled templates, if any were compiled since the last time. */
  takeTemplates(): Uint8Array<ArrayBuffer> | undefined {
    return this.#interpreter.takeTemplates();
  }

  /** Resolves when all is saved that there was to save. */
  saved(): Promise<void> {
    return this.#saving;
  }

  /** A streamed response may change files with each chunk, and when it breaks off. */
  #savingWhenEnded(answer: GatewayResponse): GatewayResponse {
    const { body } = answer;
    if (body instanceof Uint8Array) return answer;
    const saving = async <T>(step: Promise<T>): Promise<T> => {
      try {
        return await step;
      } finally {
        // What a lost interpreter has half done is not kept, which is told elsewhere.
        if (!this.#interpreter.isLost) {
          this.#save().catch(tellUnsaved);
        }
      }
    };
    return {
      ...answer,
      body: { next: () => saving(body.next()), close: () => saving(body.close()) },
    };
  }

  #save(): Promise<void> {
    // Whoever waits for it is told by the interpreter's end; what is half done is not kept.
    if (this.#interpreter.isLost) return this.#interpreter.stopped.then(giveUp);
    const files = this.#files.take();
    const withCookies = this.#cookies.takeChanged();
    if (files === undefined && !withCookies) return this.#saving;
    const save = () => {
      if (this.#outdated !== undefined) throw this.#outdated;
      return this.#store.save(files, withCookies ? this.#cookies.all() : undefined);
    };
    const saved = this.#saving.then(save).catch(async (cause: unknown) => {
      if (withCookies) this.#cookies.notKept();
      const error = await explainUnsaved(cause);
      if (files !== undefined || error.code === "superseded") this.#outdated ??= error;
      throw error;
    });
    // A save that failed has told whoever waited for it.
    this.#saving = saved.catch(() => {});
    return saved;
  }
}

/** What nobody waits for is told where its developer looks. */
function tellUnsaved(error: unknown): void {
  console.error("hipflask: a change is not saved.", error);
}

function giveUp(stop: Stop): never {
  throw new InterpreterStopped(stop);
}

function restarted(): HipflaskError {
  return new HipflaskError(
    "superseded",
    "Python was started anew while this request was answered, as somebody asked for with the tools. What the request has changed since was not kept.",
    "Send it once more.",
  );
}

/** A request's head, with what a redirect that led to it has lost. */
function headOf(request: Request, { method, contentType }: SentContent): RequestHead {
  const { mode, destination, referrer, cache } = request;
  const headers = new Headers(request.headers);
  if (contentType !== null) headers.set("content-type", contentType);
  return { method, headers, mode, destination, referrer, cache };
}
