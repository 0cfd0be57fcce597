import { type CookieContext, isSent, isTaken } from "./context";
import { defaultPath, domainMatches, hasParents, pathMatches } from "./match";
import { type CookieRules, STANDARD_RULES } from "./rules";
import { parseSetCookie, type SetCookie } from "./set-cookie";

export interface Cookie extends Omit<SetCookie, "domain" | "path"> {
  readonly domain: string;
  readonly hostOnly: boolean;
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  /** When it was last sent or set; it is kept to the minute only. */
  readonly used: number;
  /** Whether a script has set it; then the browser's own store has it and knows when it ends. */
  readonly byScript: boolean;
  /**
   * Whether the browser's own store has it too, where pages see it; or something older in its place.
   * A cookie that has ended is kept for as long as the store has it.
   */
  readonly shown: "no" | "yes" | "stale";
  /** The value that the store still has of what is stale. */
  readonly remains?: string | undefined;
}

/** What a script says of a cookie that it has set. */
export type ScriptCookie = Pick<Cookie, "name" | "value" | "path"> &
  Partial<Pick<Cookie, "expires" | "secure" | "sameSite" | "partitioned" | "domain">>;

const MAX_COOKIES = 180;
const USE_STEP_MS = 60_000;

/**
 * The cookies of the site, as a browser's network stack would keep them (RFC 6265bis §5): a service
 * worker sees neither `Cookie` nor `Set-Cookie`.
 */
export class CookieJar {
  readonly #rules: CookieRules;
  /** In the order of their creation. */
  #cookies: Cookie[];

  constructor(cookies: Iterable<Cookie> = [], rules: CookieRules = STANDARD_RULES) {
    this.#cookies = [...cookies];
    this.#rules = rules;
  }

  /** All cookies, for keeping. */
  all(): readonly Cookie[] {
    return this.#cookies;
  }

  /** Takes a Set-Cookie field of the response to a URL; tells whether anything came of it. */
  set(field: string, url: URL, now: number, context: CookieContext = "same-site"): boolean {
    const parsed = parseSetCookie(field, now, this.#rules);
    if (parsed === undefined || !isTaken(parsed.sameSite, context, this.#rules)) return false;
    const cookie = admit(parsed, url, now, this.#rules);
    return cookie !== undefined && this.#put(cookie, now);
  }

  /**
   * Takes a cookie that a script of the site has set, which the browser has checked; unless it would
   * replace one that scripts can't see (§5.7, step 23.2), and then tells so.
   */
  setByScript(cookie: ScriptCookie, url: URL, now: number): boolean {
    const { domain = url.hostname } = cookie;
    const whole: Cookie = {
      expires: undefined,
      secure: false,
      sameSite: "default",
      partitioned: false,
      ...cookie,
      domain,
      hostOnly: cookie.domain === undefined,
      httpOnly: false,
      created: now,
      used: now,
      byScript: true,
      shown: "yes",
    };
    const isHidden = (other: Cookie) => other.httpOnly && isAlive(other, now);
    if (this.#cookies.some((other) => isHidden(other) && isSame(other, whole))) return false;
    this.#put(whole, now);
    return true;
  }

  remove(cookie: Cookie): void {
    this.#cookies = this.#cookies.filter((other) => other !== cookie);
  }

  /** Notes what the browser's own store has of a cookie. */
  mark(cookie: Cookie, shown: Cookie["shown"]): void {
    if (shown === "no" && cookie.expires === 0) this.remove(cookie);
    else this.#replace(cookie, { ...cookie, shown });
  }

  /**
   * Ends the cookies of the session; those that scripts have set end with the browser's session.
   * Tells whether there were any.
   */
  endSession(): boolean {
    const ended = this.#cookies.filter(isOfSession);
    for (const cookie of ended) this.#end(cookie);
    return ended.length > 0;
  }

  hasSession(): boolean {
    return this.#cookies.some(isOfSession);
  }

  /** Returns those of which the browser's own store may still show something older at a URL. */
  staleAt(url: URL): Cookie[] {
    return this.#cookies.filter((cookie) => cookie.shown === "stale" && matches(cookie, url));
  }

  /** Returns what is visible at a URL, in the order of the Cookie field (§5.8.3). */
  at(url: URL, now: number): Cookie[] {
    return this.#cookies
      .filter((cookie) => isAlive(cookie, now) && matches(cookie, url))
      .sort((a, b) => b.path.length - a.path.length || a.created - b.created);
  }

  /** Returns the Cookie field for a request to a URL; undefined if there is none to send. */
  header(url: URL, now: number, context: CookieContext = "same-site"): string | undefined {
    const sent = this.at(url, now).filter((cookie) => isSent(cookie, context, now, this.#rules));
    for (const cookie of sent) {
      if (now - cookie.used >= USE_STEP_MS) this.#replace(cookie, { ...cookie, used: now });
    }
    if (sent.length === 0) return undefined;
    return sent.map(({ name, value }) => (name ? `${name}=${value}` : value)).join("; ");
  }

  #put(cookie: Cookie, now: number): boolean {
    const former = this.#cookies.find((other) => isSame(other, cookie));
    this.#cookies = this.#cookies.filter(
      (other) => other === former || isAlive(other, now) || other.shown === "stale",
    );
    if (isAlive(cookie, now)) {
      this.#add(cookie, former, now);
      this.#evict(now);
      return true;
    }
    if (former !== undefined) this.#end(former);
    return former !== undefined;
  }

  #add(cookie: Cookie, former: Cookie | undefined, now: number): void {
    const stored = cookie.byScript || !former ? cookie : { ...cookie, ...staleness(former) };
    if (former !== undefined && isAlive(former, now) && this.#keepsPlace(former, cookie)) {
      this.#replace(former, { ...stored, created: former.created });
      return;
    }
    this.#cookies = [...this.#cookies.filter((other) => other !== former), stored];
  }

  #end(cookie: Cookie): void {
    if (cookie.shown === "no") this.remove(cookie);
    else this.#replace(cookie, { ...cookie, ...staleness(cookie), expires: 0 });
  }

  #keepsPlace(former: Cookie, cookie: Cookie): boolean {
    return this.#rules.keepsPlace || former.value === cookie.value;
  }

  #replace(cookie: Cookie, by: Cookie): void {
    this.#cookies = this.#cookies.map((other) => (other === cookie ? by : other));
  }

  /**
   * Makes room as RFC 6265bis §5.7 says: after what has ended, what may go without TLS goes first, and
   * then the rest; of each what was not used for the longest time.
   */
  #evict(now: number): void {
    const alive = this.#cookies.filter((cookie) => isAlive(cookie, now));
    const excess = alive.length - MAX_COOKIES;
    if (excess <= 0) return;
    const bySecurity = (a: Cookie, b: Cookie) => Number(a.secure) - Number(b.secure);
    const leaving = alive.sort((a, b) => bySecurity(a, b) || a.used - b.used).slice(0, excess);
    for (const cookie of leaving) this.#end(cookie);
  }
}

/** Whether two cookies are one, so that the later one replaces the other (§5.7, step 23). */
export function isSame(a: Cookie, b: Cookie): boolean {
  return (
    a.name === b.name &&
    a.domain === b.domain &&
    a.hostOnly === b.hostOnly &&
    a.path === b.path &&
    a.partitioned === b.partitioned
  );
}

/** Checks a cookie against where it came from (RFC 6265bis §5.7). */
function admit(parsed: SetCookie, url: URL, now: number, rules: CookieRules): Cookie | undefined {
  const { domain = url.hostname } = parsed;
  if (!domainMatches(url.hostname, domain)) return undefined;
  // A cookie for the hosts below one that can't have any is a cookie for that host.
  const hostOnly = parsed.domain === undefined || !hasParents(url.hostname);
  const path = parsed.path ?? defaultPath(url.pathname);
  const cookie: Cookie = {
    ...parsed,
    domain,
    hostOnly,
    path,
    created: now,
    used: now,
    byScript: false,
    shown: "no",
  };
  // A worker runs in secure contexts only: with TLS, or on this very machine.
  const secureOrigin = url.protocol === "https:" || rules.secureOnLoopback;
  if (cookie.secure ? !secureOrigin : parsed.sameSite === "none" && secureOrigin) return undefined;
  if (cookie.partitioned && !cookie.secure) return undefined;
  return keepsPromise(cookie, parsed.path !== undefined) ? cookie : undefined;
}

/** Checks what the prefix of a cookie's name says of it (RFC 6265bis §4.1.3). */
function keepsPromise(cookie: Cookie, hasPath: boolean): boolean {
  const name = cookie.name.toLowerCase();
  if (name === "") return !/^__(?:secure|host|http|host-http)-/i.test(cookie.value);
  const prefix = /^__(?:secure|host-http|host|http)-/.exec(name)?.[0] ?? "";
  if (prefix !== "" && !cookie.secure) return false;
  if (prefix.includes("host") && !(cookie.hostOnly && hasPath && cookie.path === "/")) return false;
  return !prefix.includes("http") || cookie.httpOnly;
}

/** What the browser's own store has once a cookie has changed here. */
function staleness({ shown, value, remains }: Cookie): Pick<Cookie, "shown" | "remains"> {
  if (shown === "no") return { shown };
  return { shown: "stale", remains: shown === "yes" ? value : remains };
}

export function isAlive(cookie: Cookie, now: number): boolean {
  return cookie.expires === undefined || cookie.expires > now;
}

function isOfSession(cookie: Cookie): boolean {
  return cookie.expires === undefined && !cookie.byScript;
}

function matches(cookie: Cookie, url: URL): boolean {
  const domainFits = cookie.hostOnly
    ? url.hostname === cookie.domain
    : domainMatches(url.hostname, cookie.domain);
  return domainFits && pathMatches(url.pathname, cookie.path);
}
