import { cookieBrowser } from "../cookies/browser";
import type { StoredCookie } from "../cookies/mirror";
import { SiteCookies } from "../cookies/site-cookies";
import { storageName } from "../names";
import { StateStore } from "./state-store";

export interface OpenedState {
  readonly store: StateStore;
  readonly cookies: SiteCookies;
}

/** What a site keeps of its visitor: durable files and cookies. Opened when first needed. */
export class SiteState {
  readonly #base: URL;
  #opened: Promise<OpenedState> | undefined;

  constructor(base: URL) {
    this.#base = base;
  }

  /** Returns the same each time, until it is closed or if it could not be opened. */
  open(): Promise<OpenedState> {
    this.#opened ??= this.#open().catch((error: unknown) => {
      this.#opened = undefined;
      throw error;
    });
    return this.#opened;
  }

  /** Has it opened anew, as another worker has changed it. */
  close(): void {
    this.#opened = undefined;
  }

  /** Looks at the browser's cookies, before there is a request that would have to wait for that. */
  prepare(): void {
    this.open()
      .then(({ cookies }) => cookies.prepare())
      .catch(() => {}); // told to who needs it
  }

  /** Returns the Cookie field of a request; none if there is nothing to send. */
  async cookieField(request: Request, client: string): Promise<string | undefined> {
    if (request.credentials === "omit") return undefined;
    const { cookies } = await this.open();
    return cookies.header(request, client);
  }

  /** Takes over what pages have done with cookies, as far as the browser tells only afterwards. */
  async cookiesChanged(
    changed: readonly StoredCookie[],
    deleted: readonly StoredCookie[],
  ): Promise<void> {
    const { store, cookies } = await this.open();
    await cookies.heed(changed, deleted);
    if (cookies.takeChanged()) await store.save(undefined, cookies.all());
  }

  async #open(): Promise<OpenedState> {
    const store = await StateStore.open(storageName(this.#base, "state"));
    // Before anything is read: from then on no other worker changes it.
    await store.claim();
    const cookies = await store.cookies();
    return { store, cookies: new SiteCookies(cookies, this.#base, cookieBrowser(this.#base)) };
  }
}
