import { type Cookie, type CookieJar, isAlive, type ScriptCookie } from "./jar";
import { pathMatches, pathsAbove } from "./match";
import { octetsOf, textOf } from "./text";

/** What a browser's store tells of a cookie: a name and a value, and in Chromium the rest. */
export interface StoredCookie {
  readonly name?: string;
  readonly value?: string;
  readonly path?: string;
  readonly domain?: string | null;
  readonly expires?: number | null;
  readonly secure?: boolean;
  readonly sameSite?: "strict" | "lax" | "none";
  readonly partitioned?: boolean;
}

/** The part of `CookieStore` that is used. */
export interface BrowserStore {
  getAll(options?: { url: string }): Promise<readonly StoredCookie[]>;
  set(cookie: StoredCookie & { name: string; value: string }): Promise<void>;
  delete(
    cookie: Pick<StoredCookie, "path" | "partitioned" | "domain"> & { name: string },
  ): Promise<void>;
}

/** Tells whether an application of another export has set a cookie. */
export interface CookieNeighbours {
  haveSet(name: string, value: string): Promise<boolean>;
}

/** A cookie of the browser's session that no page sees: while it is there, the session is the same. */
const MARKER = "hipflask-session";
/** Something that was written, of which an event will tell; a deletion has no value. */
interface Echo {
  readonly key: string;
  readonly value: string | undefined;
  readonly until: number;
}

/** How long a request waits for the events of what was done before it. */
const CATCH_UP_MS = 1000;
/** How long an event may take to tell of what was written here. */
const ECHO_MS = 2000;

/**
 * Keeps a jar and the browser's own store alike, which is where scripts of pages have their cookies.
 *
 * Chromium's worker sees there only what matches its script's path; what pages set deeper it learns
 * from events. Firefox 153 lets a worker neither read nor write there in a process that had no page of
 * the site, such as one that was started for the worker; but it tells of changes. WebKit refuses what a worker writes, for that is
 * always `Secure`, unless there is TLS.
 */
export class CookieMirror {
  readonly #store: BrowserStore;
  readonly #jar: CookieJar;
  readonly #base: URL;
  readonly #neighbours: CookieNeighbours;
  /** The URL of this worker's script, at which every browser lets it read. */
  readonly #home: URL;
  /** Where the cookie is that no page sees. Chromium adds a slash to a path that ends without. */
  readonly marker: URL;
  #readsAnywhere = true;
  #writes = false;
  #isReliable = true;
  #sessionIsNew = false;
  /** Cookies of neighbours, as they were seen in the store. */
  readonly #foreign = new Set<string>();
  /** What was written where only events tell of changes, until they tell of it. */
  #echoes: Echo[] = [];
  /** Whether events come at all. */
  #isTold = true;
  /** Who waits for the event about a value of the marker. */
  readonly #waiting = new Map<string, () => void>();

  private constructor(
    store: BrowserStore,
    jar: CookieJar,
    base: URL,
    neighbours: CookieNeighbours,
  ) {
    this.#store = store;
    this.#jar = jar;
    this.#base = base;
    this.#neighbours = neighbours;
    this.#home = new URL("sw.js", base);
    this.marker = new URL("sw.js/", base);
  }

  /**
   * Finds out what this browser allows.
   *
   * @param storeIsOpen whether it always allows the same; if not, a store that can't be written can't
   *   be read either, and nothing can be told of its session
   */
  static async open(
    store: BrowserStore,
    jar: CookieJar,
    base: URL,
    neighbours: CookieNeighbours,
    storeIsOpen: boolean,
  ): Promise<CookieMirror> {
    const mirror = new CookieMirror(store, jar, base, neighbours);
    await mirror.#probe();
    mirror.#isReliable = storeIsOpen;
    return mirror;
  }

  /** Whether the browser has ended the session in which this site was used before. */
  get sessionIsNew(): boolean {
    return this.#isReliable && this.#sessionIsNew;
  }

  /** Whether the browser ends what is written here with its session. */
  get knowsSession(): boolean {
    return this.#isReliable && this.#writes;
  }

  /** For which folder changes must be told by events: those that can't be read. */
  blindSpot(url: URL): URL | undefined {
    if (!this.#writes) return this.#base;
    if (this.#readsAnywhere) return undefined;
    const folder = new URL("./", url);
    return folder.pathname === this.#base.pathname ? undefined : folder;
  }

  /** Takes over what scripts have changed of the cookies at a URL; tells whether that was anything. */
  async read(url: URL, now: number): Promise<boolean> {
    const isBlind = !this.#writes && !this.#isReliable;
    const seen = isBlind ? undefined : await this.#seenAt(url);
    if (seen === undefined) return false;
    const { at, cookies } = seen;
    const missing = this.#jar.at(at, now).filter(({ shown }) => shown === "yes");
    const stale = this.#jar.staleAt(at);
    const news = cookies.filter((cookie) => {
      const known = missing.findIndex((one) => isSeen(one, cookie));
      if (known >= 0) missing.splice(known, 1);
      return (
        known < 0 && !stale.some((one) => isSeen({ ...one, value: one.remains ?? "" }, cookie))
      );
    });
    for (const cookie of news) {
      if (!(await this.#isForeign(cookie))) await this.#take(cookie, at, now);
      else await this.#restore(missing, cookie, now);
    }
    for (const cookie of missing) this.#jar.remove(cookie);
    return news.length > 0 || missing.length > 0;
  }

  /** Shows scripts what the jar has, and no longer what it has not. */
  async write(now: number): Promise<void> {
    if (!this.#writes) return;
    const isWanted = (cookie: Cookie) => isAlive(cookie, now) && this.#isForScripts(cookie);
    const behind = this.#jar.all().filter(({ shown }) => shown !== "yes");
    const [wanted, unwanted] = [behind.filter(isWanted), behind.filter((one) => !isWanted(one))];
    const gone = unwanted.filter(({ shown }) => shown === "stale");
    // They are asked for in this order at once, and browsers do them in this order.
    const deletions = gone.map((cookie) => this.#delete(cookie, now));
    const settings = wanted.map((cookie) => this.#set(cookie, now));
    await Promise.all([...deletions, ...settings]);
    for (const cookie of gone) this.#jar.mark(cookie, "no");
    if (wanted.length > 0) await this.#confirm(wanted, now);
  }

  /** Takes an event's changes of those cookies that can't be read; tells whether there were any. */
  heed(changed: readonly StoredCookie[], deleted: readonly StoredCookie[], now: number): boolean {
    for (const { name, value = "" } of changed) if (name === MARKER) this.#waiting.get(value)?.();
    this.#echoes = this.#echoes.filter(({ until }) => until > now);
    const isNews = (cookie: StoredCookie) =>
      cookie.name !== MARKER && !this.#canRead(cookie) && !this.#isStale(cookie);
    const set = changed.filter(isNews).filter((cookie) => this.#heedSet(cookie, now));
    const gone = deleted.filter(isNews).flatMap((cookie) => this.#named(cookie) ?? []);
    for (const cookie of gone) this.#jar.remove(cookie);
    return set.length + gone.length > 0;
  }

  #heedSet(cookie: StoredCookie, now: number): boolean {
    const former = this.#named(cookie);
    if (former !== undefined && isSeen(former, cookie)) return false;
    const path = cookie.path ?? former?.path ?? "/";
    this.#jar.setByScript(toScriptCookie(cookie, path), this.#base, now);
    // What was written here for the same path got a slash at its end, and is another one therefore.
    const isBeside = former?.shown === "yes" && !former.byScript && !path.endsWith("/");
    if (isBeside && former.path === path) void this.#delete(former, now);
    return true;
  }

  /**
   * Waits for the events of all that was done until now: they come in order, so it does something
   * itself and waits for the event of that.
   */
  async catchUp(): Promise<void> {
    if (!this.#writes || !this.#isTold) return;
    const value = crypto.randomUUID();
    this.#isTold = await new Promise<boolean>((resolve) => {
      this.#waiting.set(value, () => resolve(true));
      setTimeout(resolve, CATCH_UP_MS, false);
      this.#store
        .set({ name: MARKER, value, path: this.marker.pathname })
        .catch(() => resolve(false));
    });
    this.#waiting.delete(value);
  }

  async #probe(): Promise<void> {
    const { href: url, pathname: path } = this.marker;
    const isThere = async () =>
      (await this.#store.getAll({ url })).some(({ name }) => name === MARKER);
    try {
      this.#writes = await isThere();
      if (this.#writes) return;
      await this.#store.set({ name: MARKER, value: "1", path });
      this.#writes = await isThere();
      this.#sessionIsNew = this.#writes;
    } catch {
      // Cookies are blocked: pages have none, and the jar is all there is.
      this.#writes = false;
    }
  }

  async #seenAt(url: URL): Promise<{ at: URL; cookies: readonly StoredCookie[] } | undefined> {
    if (this.#readsAnywhere) {
      const cookies = await this.#getAll({ url: url.href });
      if (cookies !== undefined) return { at: url, cookies };
      this.#readsAnywhere = false;
    }
    const cookies = await this.#getAll();
    return cookies && { at: this.#home, cookies };
  }

  async #getAll(options?: { url: string }): Promise<readonly StoredCookie[] | undefined> {
    try {
      const cookies = await this.#store.getAll(options);
      return cookies.filter(({ name }) => name !== MARKER);
    } catch {
      return undefined;
    }
  }

  /** Takes a cookie that a script has set; or undoes that, if scripts must not. */
  async #take(cookie: StoredCookie, at: URL, now: number): Promise<void> {
    const path = cookie.path ?? (await this.#pathOf(cookie, at, now));
    const script = toScriptCookie(cookie, path);
    if (this.#jar.setByScript(script, this.#base, now)) return;
    const { name = "", partitioned = false } = cookie;
    await this.#store.delete({ name, path, partitioned }).catch(() => {});
  }

  /** Finds the path of a new cookie: the shortest one at which there are more than the jar knows. */
  async #pathOf(cookie: StoredCookie, at: URL, now: number): Promise<string> {
    for (const path of pathsAbove(at.pathname)) {
      const url = new URL(at.origin + path);
      const there = await this.#getAll({ url: url.href });
      const same = there?.filter(
        ({ name, value }) => name === cookie.name && value === cookie.value,
      );
      const known = this.#jar
        .at(url, now)
        .filter((one) => one.shown === "yes" && isSeen(one, cookie));
      if (same !== undefined && same.length > known.length) return path;
    }
    return "/";
  }

  async #isForeign({ name = "", value = "" }: StoredCookie): Promise<boolean> {
    const key = `${octetsOf(name)}=${octetsOf(value)}`;
    if (this.#foreign.has(key)) return true;
    const foreign = await this.#neighbours.haveSet(octetsOf(name), octetsOf(value));
    if (foreign) this.#foreign.add(key);
    return foreign;
  }

  /** Shows scripts one of our own cookies again which a neighbour's has replaced in the store. */
  async #restore(missing: Cookie[], foreign: StoredCookie, now: number): Promise<void> {
    const replaced = missing.findIndex(({ name }) => name === octetsOf(foreign.name ?? ""));
    const [own] = replaced < 0 ? [] : missing.splice(replaced, 1);
    if (own !== undefined) await this.#set(own, now);
  }

  /** Notes what the store has indeed: browsers refuse with a word or without, and keep nothing then. */
  async #confirm(written: readonly Cookie[], now: number): Promise<void> {
    const seen = await this.#seenAt(this.#base);
    if (seen === undefined) return;
    const readable = this.#jar.at(seen.at, now);
    for (const cookie of written) {
      const there = seen.cookies.some((one) => isSeen(cookie, one));
      if (there || !readable.includes(cookie)) {
        this.#jar.mark(cookie, "yes");
        continue;
      }
      if (cookie.shown === "stale") await this.#delete(cookie, now);
      this.#jar.mark(cookie, "no");
    }
  }

  async #set(cookie: Cookie, now: number): Promise<void> {
    this.#expectEcho(cookie, cookie.value, now);
    await this.#store.set(toStored(cookie)).catch(() => {});
  }

  async #delete(cookie: Cookie, now: number): Promise<void> {
    this.#expectEcho(cookie, undefined, now);
    const { name, path, domain, partitioned } = toStored(cookie);
    const deleted = this.#store.delete({ name, path, partitioned, ...(domain && { domain }) });
    await deleted.catch(() => {});
  }

  /** Neighbours have cookies of their own, and so has what lies elsewhere on this origin. */
  #isForScripts({ httpOnly, path, partitioned }: Cookie): boolean {
    // A worker of Firefox can't delete partitioned ones any more.
    if (partitioned && !this.#isReliable) return false;
    const base = this.#base.pathname;
    // A store takes a path for part of a URL; in a field it is any text.
    const isPlain = new URL(this.#base.origin + path).pathname === path;
    return !httpOnly && isPlain && (pathMatches(base, path) || pathMatches(path, base));
  }

  #canRead({ path }: Pick<StoredCookie, "path">): boolean {
    if (path === undefined || this.#readsAnywhere) return this.#writes;
    return pathMatches(this.#home.pathname, path);
  }

  #expectEcho(cookie: Cookie, value: string | undefined, now: number): void {
    if (this.#canRead(cookie)) return;
    this.#echoes.push({ key: keyOf(cookie), value, until: now + ECHO_MS });
  }

  /** Whether an event tells of something written here, after which something else was written. */
  #isStale(cookie: StoredCookie): boolean {
    const key = keyOf(toScriptCookie(cookie, cookie.path ?? "/"));
    const value = cookie.value === undefined ? undefined : octetsOf(cookie.value);
    const heard = this.#echoes.find((echo) => echo.key === key && echo.value === value);
    this.#echoes = this.#echoes.filter((echo) => echo !== heard);
    return heard !== undefined && this.#echoes.some((echo) => echo.key === key);
  }

  /** Finds the cookie that an event means, which Chromium tells by name and path. */
  #named(cookie: StoredCookie): Cookie | undefined {
    const named = toScriptCookie(cookie, cookie.path ?? "/");
    const same = this.#jar
      .all()
      .filter((one) => one.name === named.name && !one.httpOnly && one.expires !== 0);
    if (cookie.path === undefined) return same[0];
    const meant = same.filter((one) => keyOf(one) === keyOf(named));
    return meant.find((one) => one.path === cookie.path) ?? meant[0];
  }
}

/** Chromium adds a slash to the path of what a worker writes. */
function keyOf({ name, path, partitioned = false }: ScriptCookie): string {
  return `${name}=${path.replace(/\/?$/, "/")}=${partitioned}`;
}

function isSeen(cookie: Cookie, { name = "", value = "" }: StoredCookie): boolean {
  return textOf(cookie.name) === name && textOf(cookie.value) === value;
}

function toScriptCookie(cookie: StoredCookie, path: string): ScriptCookie {
  const { name = "", value = "", expires, secure, sameSite, partitioned, domain } = cookie;
  return {
    name: octetsOf(name),
    value: octetsOf(value),
    path,
    ...(expires != null && { expires }),
    ...(secure !== undefined && { secure }),
    ...(sameSite !== undefined && { sameSite }),
    ...(partitioned !== undefined && { partitioned }),
    ...(domain != null && { domain }),
  };
}

function toStored(cookie: Cookie) {
  const { hostOnly, domain, path, expires, sameSite, partitioned } = cookie;
  return {
    name: textOf(cookie.name),
    value: textOf(cookie.value),
    path,
    partitioned,
    sameSite: sameSite === "default" ? ("lax" as const) : sameSite,
    ...(expires !== undefined && { expires }),
    ...(!hostOnly && { domain }),
  };
}
