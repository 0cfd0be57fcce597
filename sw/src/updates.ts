import { ASSET_FOLDER } from "./route";

/** How long a page that is never left may go on before the host is asked for a newer version. */
const INTERVAL_MS = 10 * 60_000;

/**
 * Looks for newer versions of the site for the sake of pages that stay open: a browser does so at
 * each navigation, and else only once a day.
 */
export class Updates {
  readonly #manifest: URL;
  readonly #build: string;
  readonly #update: () => Promise<unknown>;
  #looked = Number.NEGATIVE_INFINITY;

  /** @param update - has the browser fetch the worker's script, and install it if it is new */
  constructor(base: URL, build: string, update: () => Promise<unknown>) {
    this.#manifest = new URL(`${ASSET_FOLDER}manifest.json`, base);
    this.#build = build;
    this.#update = update;
  }

  /** Looks for a newer version behind a request's answer, if it is time for that. */
  async look(mode: RequestMode, now: number): Promise<void> {
    const due = now - this.#looked >= INTERVAL_MS;
    if (mode !== "navigate" && !(due && navigator.onLine)) return;
    this.#looked = now;
    if (mode === "navigate") return;
    // The manifest is small; an update compares the scripts, of more than a megabyte.
    const build = await this.#deployed().catch(() => undefined);
    if (build === undefined || build === this.#build) return;
    await this.#update().catch(() => {});
  }

  async #deployed(): Promise<string | undefined> {
    const response = await fetch(this.#manifest, { cache: "no-store" });
    const manifest: unknown = response.ok ? await response.json() : undefined;
    if (typeof manifest !== "object" || manifest === null || !("build" in manifest))
      return undefined;
    return typeof manifest.build === "string" ? manifest.build : undefined;
  }
}
