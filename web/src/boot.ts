import type { Failure } from "../../sw/src/protocol";
import type { BootConfig } from "./boot-config";
import { findBase, type Search, type Site } from "./find-base";
import {
  baseNotFound,
  serverUnreachable,
  storageRefused,
  storageRefusedInFrame,
} from "./page-failures";
import { askToKeep, bytesOf, checkStorage, checkSurroundings } from "./preflight";
import { registerWorker } from "./register-worker";
import { unpackBeside } from "./unpack-beside";

interface Found {
  readonly base: string;
  /** Whether the server tells of new builds while this page is open. */
  readonly live: boolean;
}

/** Where the page has got to when it can follow a worker, or why it cannot. */
export type Booted =
  | (Found & { readonly script: string; readonly registration: ServiceWorkerRegistration })
  | ((Found | { readonly base: null }) & { readonly failure: Failure });

/** The base of the site whose worker answers this page, when its files cannot be asked for. */
async function baseOfWorker(config: BootConfig): Promise<string | null> {
  const registration = await navigator.serviceWorker.getRegistration(location.href);
  const scope = registration?.scope ?? "";
  return registration?.active?.scriptURL === scope + config.worker ? scope : null;
}

async function activeRegistration(
  base: string,
  script: string,
): Promise<ServiceWorkerRegistration | null> {
  const registration = await navigator.serviceWorker.getRegistration(base);
  const isOurs = registration?.scope === base && registration.active?.scriptURL === script;
  return isOurs ? registration : null;
}

/** A site's base for a page that does nothing but reset it. */
export type Located =
  | { readonly base: string }
  | { readonly base: null; readonly failure: Failure };

async function install(site: Site, script: string): Promise<Booted> {
  const found: Found = { base: site.base, live: site.manifest.live };
  const storages = {
    caches,
    indexedDB,
    estimate: async () => navigator.storage.estimate(),
  };
  const ask: typeof fetch = (input, init) => fetch(input, init);
  const { serviceWorker, storage, userAgent } = navigator;
  const unpacking = unpackBeside(
    site.base,
    site.manifest,
    (url) => new Worker(url, { type: "module" }),
  );
  // At once, for that takes a while too; where there is no room, nothing stays registered.
  const registering = registerWorker(serviceWorker, site, script, userAgent, ask);
  void registering.then((it) => {
    const installing = "registration" in it ? it.registration.installing : null;
    if (installing) unpacking?.offerTo(installing);
    else unpacking?.stop();
  });
  const refused = await checkStorage(storages, bytesOf(site.manifest));
  if (refused) {
    // Where storage is refused, the browser may not answer this either: nobody waits for it.
    unpacking?.stop();
    void registering.then((it) => "registration" in it && it.registration.unregister());
    return { ...found, failure: refused };
  }
  askToKeep(storage);
  return { ...found, script, ...(await registering) };
}

function checkBrowser(): Failure | null {
  return checkSurroundings({
    href: location.href,
    isSecureContext,
    userAgent: navigator.userAgent,
    hasServiceWorker: () => "serviceWorker" in navigator && Boolean(navigator.serviceWorker),
  });
}

async function search(config: BootConfig): Promise<Search & { readonly base: string | null }> {
  const search = await findBase(location, config, (input, init) => fetch(input, init));
  return { ...search, base: search.site?.base ?? (await baseOfWorker(config)) };
}

function notFound({ unreachable, tried }: Search): Failure {
  return unreachable ? serverUnreachable(tried) : baseNotFound(tried);
}

/** Finds the site that this page belongs to, whether its worker and its host answer or not. */
export async function locate(config: BootConfig): Promise<Located> {
  const failure = checkBrowser();
  if (failure) return { base: null, failure };
  const found = await search(config);
  return found.base === null ? { base: null, failure: notFound(found) } : { base: found.base };
}

/** Checks the browser, finds the site and sees that a worker of it is there or being installed. */
export async function boot(config: BootConfig): Promise<Booted> {
  const failure = checkBrowser();
  if (failure) return { base: null, failure };

  const found = await search(config);
  const { site, base } = found;
  if (base === null) return { base, failure: notFound(found) };

  const script = base + config.worker;
  const live = site?.manifest.live ?? false;
  let registration: ServiceWorkerRegistration | null;
  try {
    registration = await activeRegistration(base, script);
  } catch (cause) {
    const refused = window === top ? storageRefused : storageRefusedInFrame;
    return { base, live, failure: refused(cause) };
  }
  if (registration) return { base, live, script, registration };
  if (site) return install(site, script);
  return { base, live, failure: serverUnreachable(found.tried) };
}
