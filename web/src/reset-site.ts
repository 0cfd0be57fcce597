import type { PageMessage } from "../../sw/src/protocol";
import { deletionsOf, keptCookies } from "./forget-cookies";

/** What a reset needs of the browser. */
export interface ResetTargets {
  readonly serviceWorker: Pick<ServiceWorkerContainer, "getRegistrations">;
  readonly caches: Pick<CacheStorage, "keys" | "delete">;
  readonly indexedDB: Pick<IDBFactory, "databases" | "deleteDatabase" | "open">;
  /** Of which only the cookies are needed. */
  readonly document: Pick<Document, "cookie" | "URL">;
}

/** How long a worker may take to end what it is about to keep. */
const RETIRE_MILLISECONDS = 2000;

/** How long a worker that holds a database may take to let it go. */
const LET_GO_MILLISECONDS = 5000;

/**
 * Whether a cache or database belongs to the site at `scope`.
 *
 * What follows the scope must be no path, so that a site at "/a/" leaves alone what a site at
 * "/a/b/" has stored.
 */
export function belongsTo(scope: string, name: string): boolean {
  const prefix = `hipflask:${scope}:`;
  return name.startsWith(prefix) && !name.slice(prefix.length).includes("/");
}

/** Deletes a database. */
function deleteDatabase(factory: ResetTargets["indexedDB"], name: string): Promise<true> {
  return new Promise((resolve, reject) => {
    const request = factory.deleteDatabase(name);
    request.onsuccess = () => resolve(true);
    request.onerror = () => reject(request.error);
  });
}

/** What a promise resolves to, or something else if a worker that hangs keeps it from doing so. */
function inTime<T, F>(
  promise: Promise<T>,
  fallback: F,
  milliseconds = LET_GO_MILLISECONDS,
): Promise<T | F> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<F>((resolve) => {
    timer = setTimeout(() => resolve(fallback), milliseconds);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

/** Has the workers of a site keep nothing any more; resolves when that is so. */
function retire({ active, waiting, installing }: ServiceWorkerRegistration): Promise<unknown> {
  const message: PageMessage = { type: "hipflask:retire" };
  const workers = [active, waiting, installing].filter((worker) => worker !== null);
  const retiring = workers.map((worker) => {
    const { port1, port2 } = new MessageChannel();
    const answered = new Promise<void>((resolve) => {
      port1.onmessage = () => {
        port1.close();
        resolve();
      };
    });
    worker.postMessage(message, [port2]);
    return answered;
  });
  return Promise.all(retiring);
}

/**
 * Removes the site's worker from this browser, and all that it has stored.
 *
 * @returns whether all of it is gone; if not, a worker that does not answer still holds the state,
 * which will be gone once the browser ends that.
 */
export async function resetSite(scope: string, targets: ResetTargets): Promise<boolean> {
  // The worker first: else it might write again what is being deleted. It lives as long as its pages.
  const registrations = await targets.serviceWorker.getRegistrations();
  const own = registrations.filter((registration) => registration.scope === scope);
  const retired = Promise.all(own.map(retire));
  await Promise.all(own.map((registration) => registration.unregister()));
  await inTime(retired, undefined, RETIRE_MILLISECONDS);

  const cookies = await inTime(keptCookies(scope, targets.indexedDB), []);
  const seen = { cookie: targets.document.cookie, url: targets.document.URL };
  for (const deletion of deletionsOf(cookies, scope, seen)) targets.document.cookie = deletion;
  const caches = await targets.caches.keys();
  const databases = await targets.indexedDB.databases();
  const [, gone] = await Promise.all([
    Promise.all(
      caches.filter((name) => belongsTo(scope, name)).map((name) => targets.caches.delete(name)),
    ),
    Promise.all(
      databases
        .map((database) => database.name ?? "")
        .filter((name) => belongsTo(scope, name))
        .map((name) => inTime(deleteDatabase(targets.indexedDB, name), false)),
    ),
  ]);
  return !gone.includes(false);
}
