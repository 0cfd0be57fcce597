import type { WorkerMessage } from "./protocol";
import { ASSET_FOLDER } from "./route";

/** How long a page that is never left may go on before the host is asked for a newer version. */
const INTERVAL_MS = 10 * 60_000;

interface Registration {
  readonly waiting: ServiceWorker | null;
  /** Has the browser fetch the worker's script, and install it if it is new. */
  update(): Promise<unknown>;
}

/**
 * Brings newer versions of the site to pages that stay open: a browser looks for one at each
 * navigation, and else only once a day.
 */
export class Updates {
  readonly #manifest: URL;
  readonly #build: string;
  readonly #registration: Registration;
  #looked = Number.NEGATIVE_INFINITY;

  constructor(base: URL, build: string, registration: Registration) {
    this.#manifest = new URL(`${ASSET_FOLDER}manifest.json`, base);
    this.#build = build;
    this.#registration = registration;
  }

  /** Looks for a newer version behind a request's answer, if it is time for that. */
  async look(mode: RequestMode, now: number): Promise<void> {
    if (this.#registration.waiting !== null) return remind(this.#registration.waiting);
    const due = now - this.#looked >= INTERVAL_MS;
    if (mode !== "navigate" && !(due && navigator.onLine)) return;
    this.#looked = now;
    if (mode === "navigate") return;
    // The manifest is small; an update compares the scripts, of more than a megabyte.
    const build = await this.#deployed().catch(() => undefined);
    if (build === undefined || build === this.#build) return;
    await this.#registration.update().catch(() => {});
  }

  async #deployed(): Promise<string | undefined> {
    const response = await fetch(this.#manifest, { cache: "no-store" });
    const manifest: unknown = response.ok ? await response.json() : undefined;
    if (typeof manifest !== "object" || manifest === null || !("build" in manifest))
      return undefined;
    return typeof manifest.build === "string" ? manifest.build : undefined;
  }
}

/**
 * Has a version that waits ask once more to take over. Chromium forgets that it did when a request
 * comes while the former worker is being stopped for it: that is started anew then, and would go on
 * for as long as pages ask something of it every now and then.
 */
function remind(waiting: ServiceWorker): void {
  const message: WorkerMessage = { type: "hipflask:activate" };
  waiting.postMessage(message);
}
