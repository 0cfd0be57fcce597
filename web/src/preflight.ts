import type { Failure, SiteManifest } from "../../sw/src/protocol";
import {
  insecureOrigin,
  noServiceWorker,
  notEnoughRoom,
  openedAsFile,
  storageRefused,
} from "./page-failures";

/** The parts of a window that tell whether service workers can be had. */
export interface Surroundings {
  readonly href: string;
  readonly isSecureContext: boolean;
  readonly userAgent: string;
  /** Whether `navigator.serviceWorker` is there; asking may throw in a sandboxed frame. */
  hasServiceWorker(): boolean;
}

/** Finds what makes it useless to go on before anything is asked of the network. */
export function checkSurroundings(surroundings: Surroundings): Failure | null {
  const url = new URL(surroundings.href);
  if (url.protocol !== "https:" && url.protocol !== "http:") return openedAsFile(url.href);
  // Asked first: browsers hide service workers from addresses that are not secure.
  if (!surroundings.isSecureContext) return insecureOrigin(url);
  try {
    if (surroundings.hasServiceWorker()) return null;
  } catch {
    // A sandboxed frame has no service workers either.
  }
  return noServiceWorker(surroundings.userAgent);
}

/** The storage that the worker will need. */
export interface Storages {
  readonly caches: Pick<CacheStorage, "has">;
  readonly indexedDB: Pick<IDBFactory, "open" | "deleteDatabase">;
  estimate(): Promise<StorageEstimate>;
}

const PROBE_NAME = "hipflask:probe";

function openDatabase(factory: Storages["indexedDB"]): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = factory.open(PROBE_NAME);
    request.onerror = () => reject(request.error);
    request.onblocked = () => resolve();
    request.onsuccess = () => {
      request.result.close();
      factory.deleteDatabase(PROBE_NAME);
      resolve();
    };
  });
}

/** Bytes that the site's files take in the browser, which keeps them packed. */
export function bytesOf(manifest: SiteManifest): number {
  const fetched = (manifest.assets ?? []).filter((asset) => asset.instead_of === undefined);
  return fetched.reduce((sum, asset) => sum + (asset.packed ?? asset.bytes), 0);
}

/**
 * Finds out whether the browser lets the site store `needed` bytes.
 *
 * Room for the snapshot is not asked for: without one the site starts more slowly, but it starts.
 */
export async function checkStorage(storages: Storages, needed: number): Promise<Failure | null> {
  try {
    await Promise.all([storages.caches.has(PROBE_NAME), openDatabase(storages.indexedDB)]);
  } catch (cause) {
    return storageRefused(cause);
  }
  // An estimate is a courtesy: a browser without it will say so when the room is used up.
  const { quota, usage = 0 } = await storages.estimate().catch((): StorageEstimate => ({}));
  if (quota === undefined) return null;
  const free = Math.max(quota - usage, 0);
  return free < needed ? notEnoughRoom(needed, free) : null;
}

/**
 * Asks the browser not to evict what the site stores when it runs out of room.
 *
 * Nobody waits for the answer: Firefox asks the visitor, and without it the site works all the same.
 */
export function askToKeep(storage: Pick<StorageManager, "persist">): void {
  // Where there is no such function, that too is no reason to fail.
  void Promise.resolve()
    .then(() => storage.persist())
    .catch(() => false);
}
