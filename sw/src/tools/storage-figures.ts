import type { Figures } from "./protocol";

/** What a browser tells of what it stores for a site. */
export type BrowserStorage = Pick<StorageManager, "estimate" | "persisted">;

/**
 * Asks how much room the site has, and for how long.
 *
 * @throws DOMException - the browser does not even tell the room
 */
export async function storageFigures(
  storage: BrowserStorage,
): Promise<Pick<Figures, "usage" | "quota" | "persisted">> {
  const [{ usage, quota }, persisted] = await Promise.all([
    storage.estimate(),
    // Where there is no such function, or no answer, nothing is known.
    Promise.resolve()
      .then(() => storage.persisted())
      .catch(() => undefined),
  ]);
  return { usage, quota, persisted };
}
