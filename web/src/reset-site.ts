/** What a reset needs of the browser. */
export interface ResetTargets {
  readonly serviceWorker: Pick<ServiceWorkerContainer, "getRegistrations">;
  readonly caches: Pick<CacheStorage, "keys" | "delete">;
  readonly indexedDB: Pick<IDBFactory, "databases" | "deleteDatabase">;
}

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

function deleteDatabase(factory: ResetTargets["indexedDB"], name: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = factory.deleteDatabase(name);
    request.onsuccess = () => resolve();
    request.onerror = () => reject(request.error);
    // Deleted as soon as the worker, which is unregistered by now, lets go of it.
    request.onblocked = () => resolve();
  });
}

/** Removes the site's worker from this browser, and all that it has stored. */
export async function resetSite(scope: string, targets: ResetTargets): Promise<void> {
  // The worker first: else it might write again what is being deleted.
  const registrations = await targets.serviceWorker.getRegistrations();
  const own = registrations.filter((registration) => registration.scope === scope);
  await Promise.all(own.map((registration) => registration.unregister()));

  const caches = await targets.caches.keys();
  const databases = await targets.indexedDB.databases();
  await Promise.all([
    ...caches.filter((name) => belongsTo(scope, name)).map((name) => targets.caches.delete(name)),
    ...databases
      .map((database) => database.name ?? "")
      .filter((name) => belongsTo(scope, name))
      .map((name) => deleteDatabase(targets.indexedDB, name)),
  ]);
}
