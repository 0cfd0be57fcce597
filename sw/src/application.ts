import { type Cookie, CookieJar } from "./cookie-jar";
import { HipflaskError } from "./errors";
import { EventStreams } from "./event-streams";
import type { FileChangeTracker, FileRecord } from "./file-changes";
import type { GatewayResponse, Interpreter } from "./interpreter";
import type { SiteManifest } from "./protocol";
import { RedirectedBodies, type SentContent } from "./redirected-bodies";
import { readContent } from "./request-content";
import { type RequestHead, requestFields } from "./request-fields";
import { setCookieFields, toResponse } from "./responses";
import type { StateStore } from "./state-store";
import { WebSocketNotice } from "./websocket-notice";

/** Requests with these methods change nothing that a visitor would miss (RFC 9110 §9.2.1). */
const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);

/** What outlives an interpreter, as it was kept. */
export interface KeptState {
  readonly store: StateStore;
  readonly files: readonly FileRecord[];
  readonly cookies: readonly Cookie[];
}

/** Reads what was kept, while there may be no interpreter yet. */
export async function keptState(store: StateStore): Promise<KeptState> {
  const [files, cookies] = await Promise.all([store.files(), store.cookies()]);
  return { store, files, cookies };
}

/** The application at work: in an interpreter, with the state that outlives it. */
export class Application {
  readonly #interpreter: Interpreter;
  readonly #files: FileChangeTracker;
  readonly #jar: CookieJar;
  readonly #store: StateStore;
  readonly #webSockets = new WebSocketNotice();
  readonly #redirected = new RedirectedBodies(navigator.userAgent);
  readonly #eventStreams = new EventStreams();
  /** Saves run one after another, so that an older content can't overwrite a newer one. */
  #saving: Promise<void> = Promise.resolve();

  private constructor(
    interpreter: Interpreter,
    files: FileChangeTracker,
    jar: CookieJar,
    store: StateStore,
  ) {
    this.#interpreter = interpreter;
    this.#files = files;
    this.#jar = jar;
    this.#store = store;
  }

  /** Unpacks and imports the application, with its durable files in place before. */
  static async start(
    interpreter: Interpreter,
    archive: Uint8Array<ArrayBuffer>,
    manifest: SiteManifest,
    base: URL,
    state: KeptState,
  ): Promise<Application> {
    const { spec, root } = manifest.application;
    interpreter.unpack(archive, root);
    const files = interpreter.trackFiles(manifest.persist);
    files.restore(state.files);
    interpreter.start({
      spec,
      root,
      script_name: base.pathname.replace(/\/$/, ""),
      environment: manifest.environment,
      flask_alias: manifest.flask_alias,
      debug: manifest.debug,
    });
    const jar = new CookieJar(state.cookies);
    const application = new Application(interpreter, files, jar, state.store);
    await application.#save(false);
    return application;
  }

  /**
   * Answers a request of a client, which is named by its id. What an unsafe request changed is on
   * disk before its answer is sent.
   */
  async respond(request: Request, client: string): Promise<Response> {
    const url = new URL(request.url);
    const withCookies = request.credentials !== "omit";
    const received = {
      method: request.method,
      contentType: request.headers.get("content-type"),
      body: await readContent(request),
    };
    const address = withoutFragment(url);
    const sent = this.#redirected.complete(client, address, received, Date.now());
    const cookies = withCookies ? this.#jar.header(url, Date.now()) : undefined;
    const fields = requestFields(sent === received ? request : headOf(request, sent), cookies, {
      origin: url.origin,
      userAgent: navigator.userAgent,
      languages: navigator.languages,
    });
    const answer = await this.#interpreter.handle({
      method: sent.method,
      url: address,
      fields: this.#eventStreams.complete(client, request, fields),
      body: sent.body,
    });
    this.#webSockets.inspect(answer);
    const newCookies = withCookies && this.#takeCookies(answer, url);
    const saved = this.#save(newCookies);
    if (!SAFE_METHODS.has(sent.method) || newCookies) await saved;
    else saved.catch((error: unknown) => console.error("hipflask: a change is not saved.", error));
    const followed = request.mode === "navigate" || request.redirect === "follow";
    const passed = followed
      ? this.#redirected.hold(client, address, sent, answer, Date.now())
      : answer;
    const read = this.#eventStreams.follow(client, request, passed);
    return toResponse(this.#savingWhenEnded(read), url);
  }

  #takeCookies(answer: GatewayResponse, url: URL): boolean {
    const now = Date.now();
    const taken = setCookieFields(answer.fields).map((field) => this.#jar.set(field, url, now));
    return taken.includes(true);
  }

  /** A streamed response may change files with each chunk. */
  #savingWhenEnded(answer: GatewayResponse): GatewayResponse {
    const { body } = answer;
    if (body instanceof Uint8Array) return answer;
    const save = () =>
      this.#save(false).catch((error: unknown) =>
        console.error("hipflask: a change is not saved.", error),
      );
    const next = async () => {
      const chunk = await body.next();
      void save();
      return chunk;
    };
    const close = async () => {
      await body.close();
      void save();
    };
    return { ...answer, body: { next, close } };
  }

  #save(withCookies: boolean): Promise<void> {
    const files = this.#files.take();
    if (files === undefined && !withCookies) return this.#saving;
    const cookies = withCookies ? this.#jar.all() : undefined;
    const save = () => this.#store.save(files, cookies);
    // A save that failed has told whoever waited for it; the next one is not to fail for it.
    const saved = this.#saving.then(save, save).catch((cause: unknown) => {
      throw notSaved(cause);
    });
    this.#saving = saved.catch(() => {});
    return saved;
  }
}

function notSaved(cause: unknown): HipflaskError {
  return new HipflaskError(
    cause instanceof DOMException && cause.name === "QuotaExceededError"
      ? "quota"
      : "storage-denied",
    "The application has answered, but the browser could not keep what it changed.",
    "Free some space on the device, or allow this site to store data, and send it once more.",
    { cause },
  );
}

/** A request's head, with what a redirect that led to it has lost. */
function headOf(request: Request, { method, contentType }: SentContent): RequestHead {
  const { mode, destination, referrer, cache } = request;
  const headers = new Headers(request.headers);
  if (contentType !== null) headers.set("content-type", contentType);
  return { method, headers, mode, destination, referrer, cache };
}

function withoutFragment(url: URL): string {
  const copy = new URL(url);
  copy.hash = "";
  return copy.href;
}
