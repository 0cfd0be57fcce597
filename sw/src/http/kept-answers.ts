import type { RepeatableAnswer, StaticPolicy } from "../python/interpreter";
import type { Field } from "./fields";
import { toResponse } from "./responses";
import { dated, isUnmodified, withoutContentFields } from "./validators";

/** The fields that ask for something else than the whole, or nothing. */
const NOT_SIMPLE = ["range", "if-range", "if-match", "if-unmodified-since"] as const;

/** In an entry of the cache: what else there is of an answer besides its content. */
const HEAD = "hipflask-answer";

interface Head {
  readonly reason: string;
  readonly fields: readonly Field[];
}

/** An answer may renew a session's cookie. */
interface Sessions {
  /** The cookie's name. */
  readonly cookie: string;
  /** The digest of a value that the application has left as it was. */
  readonly unchanged?: string;
}

/**
 * The application's own answers to requests for static files, which are given again without it.
 * They are of one build, and so is what they are made of; what of it changes while the application
 * runs makes an end of that, until it starts anew with the files as they were built.
 */
export class KeptAnswers {
  readonly #name: string;
  readonly #prefix: string;
  readonly #isAllowed: boolean;
  #paths = new Set<string>();
  #sessions: Sessions | undefined;
  /** Whether the application that runs has to answer all. */
  #isSuspended: boolean;
  /** Begun at once, beside all else that a worker does when it starts. */
  readonly #read: Promise<void>;
  #saving: Promise<void> = Promise.resolve();

  /**
   * @param name - of the cache that holds them
   * @param isAllowed - whether this build keeps any
   */
  constructor(base: URL, name: string, build: string, isAllowed: boolean) {
    this.#name = name;
    this.#prefix = new URL(`hipflask-assets/answers?build=${build}&`, base).href;
    this.#isAllowed = isAllowed;
    this.#isSuspended = !isAllowed;
    this.#read = isAllowed ? this.#load().catch(() => {}) : Promise.resolve();
  }

  /**
   * Answers a request if the application would do so with what is kept.
   *
   * @param cookies - returns the Cookie field of the request
   */
  async find(
    request: Request,
    cookies: () => Promise<string | undefined>,
  ): Promise<Response | undefined> {
    if (this.#isSuspended || !isSimple(request)) return undefined;
    await this.#read;
    const path = pathOf(request.url);
    if (path === undefined || !this.#paths.has(path)) return undefined;
    if (!(await this.#leavesSession(await cookies()))) return undefined;
    const kept = await this.#get(path);
    // A file may have changed meanwhile.
    if (kept === undefined || this.#isSuspended) return undefined;
    return answerFrom(kept, request);
  }

  /**
   * Takes what an application that has started says of its static files.
   *
   * @param policy - none if it wants to answer all
   */
  async begin(policy: StaticPolicy | undefined): Promise<void> {
    if (!this.#isAllowed) return;
    await this.#read;
    this.#isSuspended = false;
    if (policy === undefined) this.drop();
    if (policy === undefined || policy.session_cookie === this.#sessions?.cookie) return;
    this.#sessions = { cookie: policy.session_cookie };
    this.#save((cache) => this.#putSessions(cache));
  }

  /** Takes the application's answer to a request, and keeps it if it may be given again. */
  take(url: string, cookies: string | undefined, answer: RepeatableAnswer): void {
    if (answer.repeatable === "nothing") this.drop();
    if (this.#isSuspended) return;
    const path = pathOf(url);
    const { body, reason, fields } = answer;
    if (answer.repeatable !== "this" || path === undefined || !(body instanceof Uint8Array)) return;
    const head: Head = { reason, fields };
    this.#save(async (cache) => {
      await this.#noteSession(cache, cookies);
      if (this.#paths.has(path)) return;
      const headers = { [HEAD]: encodeURIComponent(JSON.stringify(head)) };
      await cache.put(this.#key(path), new Response(body, { headers }));
      this.#paths.add(path);
    });
  }

  /** Gives up all there is: from now on the application answers. */
  drop(): void {
    if (this.#isSuspended) return;
    this.#isSuspended = true;
    this.#paths = new Set();
    this.#save((cache) => this.#remove(cache, (url) => url.startsWith(this.#prefix)));
  }

  /** Drops what former builds have left. */
  async prune(): Promise<void> {
    const cache = await caches.open(this.#name);
    await this.#remove(cache, (url) => !url.startsWith(this.#prefix));
  }

  /** Resolves when all is kept that there was to keep. */
  saved(): Promise<void> {
    return this.#saving;
  }

  async #load(): Promise<void> {
    const cache = await caches.open(this.#name);
    const [entries, sessions] = await Promise.all([cache.keys(), cache.match(this.#sessionsKey)]);
    // Noted before anything else is kept, and removed with the first.
    if (sessions === undefined) return;
    this.#sessions = (await sessions.json()) as Sessions;
    const kept = entries.filter(({ url }) => url.startsWith(this.#prefix));
    const paths = kept.map(({ url }) => new URL(url).searchParams.get("path"));
    this.#paths = new Set(paths.filter((path) => path !== null));
  }

  async #get(path: string): Promise<Response | undefined> {
    const cache = await caches.open(this.#name);
    const kept = await cache.match(this.#key(path));
    if (kept === undefined) this.#paths.delete(path);
    return kept;
  }

  /** Whether an answer to a request with these cookies would leave the session's as it is. */
  async #leavesSession(cookies: string | undefined): Promise<boolean> {
    const digest = await this.#digest(cookies);
    return digest === undefined || digest === this.#sessions?.unchanged;
  }

  async #noteSession(cache: Cache, cookies: string | undefined): Promise<void> {
    const digest = await this.#digest(cookies);
    if (this.#sessions === undefined || digest === undefined) return;
    if (digest === this.#sessions.unchanged) return;
    this.#sessions = { ...this.#sessions, unchanged: digest };
    await this.#putSessions(cache);
  }

  /** Whatever may be taken for the session's cookie, as a digest: scripts may read what is here. */
  async #digest(cookies: string | undefined): Promise<string | undefined> {
    const name = this.#sessions?.cookie ?? "";
    const own = (cookies ?? "").split(/; */).filter((cookie) => cookie.includes(name));
    if (cookies === undefined || own.length === 0) return undefined;
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(own.join(";")));
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16)).join("-");
  }

  #putSessions(cache: Cache): Promise<void> {
    return cache.put(this.#sessionsKey, Response.json(this.#sessions));
  }

  async #remove(cache: Cache, isOutdated: (url: string) => boolean): Promise<void> {
    for (const request of await cache.keys()) {
      if (isOutdated(request.url)) await cache.delete(request);
    }
  }

  /** One thing after another; what can't be kept will be asked for again. */
  #save(work: (cache: Cache) => Promise<void>): void {
    this.#saving = this.#saving
      .then(async () => work(await caches.open(this.#name)))
      .catch(() => {});
  }

  get #sessionsKey(): string {
    return `${this.#prefix}sessions`;
  }

  #key(path: string): string {
    return `${this.#prefix}${new URLSearchParams({ path })}`;
  }
}

/** Navigations start the application in any case: what follows them will need it. */
function isSimple(request: Request): boolean {
  const isRead = request.method === "GET" || request.method === "HEAD";
  return (
    isRead && request.mode !== "navigate" && !NOT_SIMPLE.some((name) => request.headers.has(name))
  );
}

/** The path as an application sees it, however it was written. Static files have no query. */
function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(new URL(url).pathname);
  } catch {
    return undefined;
  }
}

async function answerFrom(kept: Response, request: Request): Promise<Response | undefined> {
  const { reason, fields } = JSON.parse(decodeURIComponent(kept.headers.get(HEAD) ?? "")) as Head;
  const unmodified = isUnmodified(request.headers, fields);
  if (unmodified === undefined) return undefined;
  const now = Date.now();
  const url = new URL(request.url);
  const nothing = new Uint8Array();
  if (unmodified) {
    const left = dated(withoutContentFields(fields), now);
    return toResponse({ status: 304, reason: "NOT MODIFIED", fields: left, body: nothing }, url);
  }
  const body = request.method === "HEAD" ? nothing : new Uint8Array(await kept.arrayBuffer());
  return toResponse({ status: 200, reason, fields: dated(fields, now), body }, url);
}
