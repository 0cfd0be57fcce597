import { parseSetCookie, type SetCookie } from "./set-cookie";

export interface Cookie extends Omit<SetCookie, "domain" | "path"> {
  readonly domain: string;
  readonly hostOnly: boolean;
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

const MAX_COOKIES = 180;

/**
 * The cookies of the site, as a browser's network stack would keep them (RFC 6265bis §5): a service
 * worker sees neither `Cookie` nor `Set-Cookie`.
 */
export class CookieJar {
  #cookies: Cookie[];

  constructor(cookies: Iterable<Cookie> = []) {
    this.#cookies = [...cookies];
  }

  /** All cookies, for keeping. */
  all(): readonly Cookie[] {
    return this.#cookies;
  }

  /** Takes a Set-Cookie field of the response to a URL; tells whether the jar has changed. */
  set(field: string, url: URL, now: number): boolean {
    const parsed = parseSetCookie(field, now);
    const cookie = parsed && admit(parsed, url, now);
    if (cookie === undefined) return false;
    const former = this.#cookies.find((other) => sameCookie(other, cookie));
    this.#cookies = this.#cookies.filter((other) => other !== former);
    if (isAlive(cookie, now)) {
      const replaced = former !== undefined && isAlive(former, now);
      this.#cookies.push(replaced ? { ...cookie, created: former.created } : cookie);
      this.#evict(now);
    } else if (former === undefined) {
      return false;
    }
    return true;
  }

  /** Returns the Cookie field for a request to a URL; undefined if there is none to send. */
  header(url: URL, now: number): string | undefined {
    const matching = this.#cookies
      .filter((cookie) => isAlive(cookie, now) && matches(cookie, url))
      .sort((a, b) => b.path.length - a.path.length || a.created - b.created);
    if (matching.length === 0) return undefined;
    return matching.map(({ name, value }) => (name ? `${name}=${value}` : value)).join("; ");
  }

  /** Drops what has ended and then what was not set for the longest time, which stands first. */
  #evict(now: number): void {
    if (this.#cookies.length <= MAX_COOKIES) return;
    const alive = this.#cookies.filter((cookie) => isAlive(cookie, now));
    this.#cookies = alive.slice(-MAX_COOKIES);
  }
}

/** Checks a cookie against where it came from (RFC 6265bis §5.7). */
function admit(parsed: SetCookie, url: URL, now: number): Cookie | undefined {
  const host = url.hostname;
  if (parsed.domain !== undefined && !domainMatches(host, parsed.domain)) return undefined;
  // A worker runs in secure contexts only, and browsers take localhost for one too.
  const name = parsed.name.toLowerCase();
  if (name.startsWith("__secure-") && !parsed.secure) return undefined;
  if (name.startsWith("__host-")) {
    if (!parsed.secure || parsed.domain !== undefined || parsed.path !== "/") return undefined;
  }
  if (parsed.name === "" && /^__(?:secure|host)-/i.test(parsed.value)) return undefined;
  if (parsed.sameSite === "none" && !parsed.secure) return undefined;
  return {
    ...parsed,
    domain: parsed.domain ?? host,
    hostOnly: parsed.domain === undefined,
    path: parsed.path ?? defaultPath(url.pathname),
    created: now,
  };
}

function isAlive(cookie: Cookie, now: number): boolean {
  return cookie.expires === undefined || cookie.expires > now;
}

function sameCookie(a: Cookie, b: Cookie): boolean {
  return (
    a.name === b.name && a.domain === b.domain && a.hostOnly === b.hostOnly && a.path === b.path
  );
}

function matches(cookie: Cookie, url: URL): boolean {
  const domainFits = cookie.hostOnly
    ? url.hostname === cookie.domain
    : domainMatches(url.hostname, cookie.domain);
  return domainFits && pathMatches(url.pathname, cookie.path);
}

/** RFC 6265bis §5.1.3; an IP address has no parent domains. */
function domainMatches(host: string, domain: string): boolean {
  if (host === domain) return true;
  const isAddress = /^[\d.]+$/.test(host) || host.startsWith("[");
  return !isAddress && host.endsWith(`.${domain}`);
}

/** RFC 6265bis §5.1.4. */
function pathMatches(path: string, cookiePath: string): boolean {
  if (path === cookiePath) return true;
  return (
    path.startsWith(cookiePath) && (cookiePath.endsWith("/") || path[cookiePath.length] === "/")
  );
}

function defaultPath(path: string): string {
  const end = path.lastIndexOf("/");
  return end <= 0 ? "/" : path.slice(0, end);
}
