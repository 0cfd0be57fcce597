import { contextOf } from "./context";
import { type Cookie, CookieJar } from "./jar";
import {
  type BrowserStore,
  CookieMirror,
  type CookieNeighbours,
  type StoredCookie,
} from "./mirror";
import { type CookieRules, cookieRulesOf } from "./rules";
import { type Arrival, isOnlyPage, mayComeBack, type WindowClients } from "./session";

/** What a browser has to do with cookies, as a service worker sees it. */
export interface CookieBrowser {
  readonly userAgent: string;
  readonly clients: WindowClients;
  readonly neighbours: CookieNeighbours;
  readonly store?: BrowserStore | undefined;
  /** Asks for events about the cookies that are visible at URLs. */
  readonly subscribe?: ((urls: readonly string[]) => Promise<void>) | undefined;
}

/** How many folders events are asked for; each asks the browser to wake this worker. */
const MAX_FOLDERS = 100;

/** The cookies of a site: what its application sets and is sent, and what its pages do with them. */
export class SiteCookies {
  readonly #base: URL;
  readonly #browser: CookieBrowser;
  readonly #rules: CookieRules;
  readonly #jar: CookieJar;
  /** Paths of folders that events were asked for. */
  readonly #folders = new Set<string>();
  #mirror: Promise<CookieMirror> | undefined;
  #changed = false;
  /** One thing after another, for the jar and the browser's store change together. */
  #turn: Promise<unknown> = Promise.resolve();

  constructor(kept: readonly Cookie[], base: URL, browser: CookieBrowser) {
    this.#base = base;
    this.#browser = browser;
    this.#rules = cookieRulesOf(browser.userAgent);
    this.#jar = new CookieJar(kept, this.#rules);
  }

  /** All cookies, for keeping. */
  all(): readonly Cookie[] {
    return this.#jar.all();
  }

  /** Tells whether there are changes to keep; they are taken for kept then. */
  takeChanged(): boolean {
    const changed = this.#changed;
    this.#changed = false;
    return changed;
  }

  /** Notes that changes could not be kept. */
  notKept(): void {
    this.#changed = true;
  }

  /** Finds out beforehand what the browser allows. */
  async prepare(): Promise<void> {
    await this.#inTurn(() => this.#ready());
  }

  /**
   * Returns the Cookie field for a request; undefined if there is none to send.
   *
   * @param client the id of the client that asks, or of the page to be
   */
  async header(request: Request, client: string): Promise<string | undefined> {
    const url = new URL(request.url);
    if (this.#mayBeTold(url)) await (await this.#ready())?.catchUp();
    return this.#inTurn(async () => {
      const mirror = await this.#ready();
      if (request.mode === "navigate") await this.#endSession(request, client, mirror);
      const now = Date.now();
      if (await mirror?.read(url, now)) this.#changed = true;
      if (request.mode === "navigate" && mirror) await this.#follow(mirror, url);
      return this.#jar.header(url, now, contextOf(request, url));
    });
  }

  /** Takes the Set-Cookie fields of the answer to a request; tells whether that changed anything. */
  take(fields: readonly string[], request: Request): Promise<boolean> {
    if (fields.length === 0) return Promise.resolve(false);
    const url = new URL(request.url);
    return this.#inTurn(async () => {
      const mirror = await this.#ready();
      const now = Date.now();
      const context = contextOf(request, url);
      const set = fields.filter((field) => this.#jar.set(field, url, now, context));
      if (set.length > 0) await this.#show(mirror, now);
      return set.length > 0;
    });
  }

  /** Takes what a `cookiechange` event tells; tells whether that changed anything. */
  heed(changed: readonly StoredCookie[], deleted: readonly StoredCookie[]): Promise<boolean> {
    return this.#inTurn(async () => {
      const news = (await this.#ready())?.heed(changed, deleted, Date.now()) ?? false;
      if (news) this.#changed = true;
      return news;
    });
  }

  /** Looks once at what the browser allows, and whether its session is still the same. */
  async #ready(): Promise<CookieMirror | undefined> {
    const { store, neighbours } = this.#browser;
    if (store === undefined) return undefined;
    if (this.#mirror !== undefined) return this.#mirror;
    const { storeIsOpen } = this.#rules;
    this.#mirror = CookieMirror.open(store, this.#jar, this.#base, neighbours, storeIsOpen);
    const mirror = await this.#mirror;
    if (mirror.sessionIsNew) await this.#dropSession(mirror);
    // Another worker may have been kept from it.
    await mirror.write(Date.now());
    return mirror;
  }

  /** A session ends with the last page of the site, or with the browser. */
  async #endSession(
    arrival: Arrival,
    client: string,
    mirror: CookieMirror | undefined,
  ): Promise<void> {
    if (!this.#jar.hasSession()) return;
    if (mirror?.knowsSession && mayComeBack(arrival)) return;
    if (await isOnlyPage(this.#browser.clients, this.#base, client))
      await this.#dropSession(mirror);
  }

  async #dropSession(mirror: CookieMirror | undefined): Promise<void> {
    if (this.#jar.endSession()) await this.#show(mirror, Date.now());
  }

  /** Shows scripts what has changed. */
  async #show(mirror: CookieMirror | undefined, now: number): Promise<void> {
    this.#changed = true;
    await mirror?.write(now);
  }

  /** Sees to it that what scripts do at a URL is told, if it can't be read. */
  async #follow(mirror: CookieMirror, url: URL): Promise<void> {
    const { subscribe } = this.#browser;
    const folder = mirror.blindSpot(url);
    if (folder === undefined || subscribe === undefined) return;
    if (this.#folders.has(folder.pathname) || this.#folders.size >= MAX_FOLDERS) return;
    await subscribe([folder.href, mirror.marker.href]).catch(() => {});
    this.#folders.add(folder.pathname);
  }

  /** Whether a request to a URL may carry cookies that events tell of. */
  #mayBeTold({ pathname }: URL): boolean {
    return [...this.#folders].some((folder) => `${pathname}/`.startsWith(folder));
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(task);
    this.#turn = done.catch(() => {});
    return done;
  }
}
