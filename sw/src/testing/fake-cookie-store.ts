import { pathMatches } from "../cookies/match";
import type { BrowserStore, StoredCookie } from "../cookies/mirror";

interface Ability {
  /** Whether a worker may write; if not, it may not read either, and nothing says so. */
  readonly worker: "reads and writes" | "reads" | "nothing";
  /** Whether all workers may do the same. */
  readonly isOpen: boolean;
  /** Whether it may read at any URL; if not, only at those that begin with its script's. */
  readonly anywhere: boolean;
  /** Whether it tells more of a cookie than its name and value. */
  readonly tells: boolean;
  /** Whether a path that a worker writes gets a slash at its end. */
  readonly slashes: boolean;
}

/** What workers of browsers can do with cookies. */
export const ABILITIES = {
  Chromium: {
    worker: "reads and writes",
    isOpen: true,
    anywhere: false,
    tells: true,
    slashes: true,
  },
  Firefox: { worker: "nothing", isOpen: false, anywhere: true, tells: false, slashes: false },
  "WebKit without TLS": {
    worker: "reads",
    isOpen: true,
    anywhere: true,
    tells: false,
    slashes: false,
  },
  "WebKit with TLS": {
    worker: "reads and writes",
    isOpen: true,
    anywhere: true,
    tells: false,
    slashes: false,
  },
} as const satisfies Record<string, Ability>;

type Held = Required<Pick<StoredCookie, "name" | "value" | "path">> & StoredCookie;

/** A browser's store of cookies, as scripts and one worker see it. */
export class FakeCookieStore implements BrowserStore {
  readonly ability: Ability;
  /** Whether this worker may read and write, though others may not. */
  isOpen = false;
  readonly #script: URL;
  #cookies: Held[] = [];

  constructor(ability: Ability, script: URL) {
    this.ability = ability;
    this.#script = script;
  }

  /** What `document.cookie` is at a path. */
  document(path: string): string {
    return this.#at(path)
      .filter(({ name }) => name !== "hipflask-session")
      .map(({ name, value }) => (name ? `${name}=${value}` : value))
      .join("; ");
  }

  /** A script of a page sets a cookie, or deletes it. */
  assign(name: string, value: string | undefined, path: string): void {
    this.#cookies = this.#cookies.filter((one) => one.name !== name || one.path !== path);
    if (value !== undefined) this.#cookies.push({ name, value, path, partitioned: false });
  }

  /** The browser is closed: what is of its session goes. */
  endSession(): void {
    this.#cookies = this.#cookies.filter(({ expires }) => expires != null);
  }

  getAll(options?: { url: string }): Promise<readonly StoredCookie[]> {
    const url = options?.url ?? this.#script.href;
    if (!this.ability.anywhere && !url.startsWith(this.#script.href)) {
      return Promise.reject(new TypeError("URL must be within Service Worker scope"));
    }
    if (!this.isOpen && this.ability.worker === "nothing") return Promise.resolve([]);
    const seen = this.#at(new URL(url).pathname);
    if (this.ability.tells) return Promise.resolve(seen);
    return Promise.resolve(seen.map(({ name, value }) => ({ name, value })));
  }

  set(cookie: StoredCookie & { name: string; value: string }): Promise<void> {
    if (!this.#writes) return Promise.resolve();
    if (cookie.value === "refused") return Promise.reject(new TypeError("malformed"));
    const path = this.#written(cookie.path);
    this.assign(cookie.name, undefined, path);
    if (cookie.value !== "dropped") this.#cookies.push({ ...cookie, path });
    return Promise.resolve();
  }

  delete({ name, path }: { name: string; path?: string }): Promise<void> {
    if (this.#writes) {
      this.assign(name, undefined, this.#written(path));
    }
    return Promise.resolve();
  }

  get #writes(): boolean {
    return this.isOpen || this.ability.worker === "reads and writes";
  }

  #written(path = "/"): string {
    return this.ability.slashes ? path.replace(/\/?$/, "/") : path;
  }

  #at(path: string): Held[] {
    return this.#cookies
      .filter((cookie) => pathMatches(path, cookie.path))
      .sort((a, b) => b.path.length - a.path.length);
  }
}
