import { storageName } from "../names";
import { Neighbours } from "./neighbours";
import type { CookieBrowser } from "./site-cookies";

declare const self: ServiceWorkerGlobalScope;

/** The browser that this worker runs in; some have no store for cookies, or no events about them. */
export function cookieBrowser(base: URL): CookieBrowser {
  const { cookieStore: store, registration }: Partial<ServiceWorkerGlobalScope> = self;
  const manager: CookieStoreManager | undefined = registration?.cookies;
  return {
    userAgent: navigator.userAgent,
    clients: self.clients,
    neighbours: new Neighbours(storageName(base, "state")),
    store,
    subscribe: manager && ((urls) => manager.subscribe(urls.map((url) => ({ url })))),
  };
}
