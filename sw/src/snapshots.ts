import type { SiteManifest } from "./protocol";

/** What is in the memory when it is frozen; if none of that changed, a snapshot goes on to fit. */
const FROZEN_ROLES: ReadonlySet<string> = new Set([
  "loader",
  "engine",
  "wasm",
  "stdlib",
  "packages",
  "framework",
  "worker",
]);

/** Keeps the snapshot of the interpreter, named after everything that went into it. */
export class Snapshots {
  readonly #name: string;
  readonly #key: string;

  constructor(base: URL, name: string, manifest: SiteManifest) {
    this.#name = name;
    const hashes = manifest.assets
      .filter((asset) => FROZEN_ROLES.has(asset.role))
      .map((asset) => asset.sha256.slice(0, 16) + (asset.unpack ? "u" : ""));
    this.#key = new URL(`hipflask-assets/snapshot?of=${hashes.sort().join("-")}`, base).href;
  }

  async has(): Promise<boolean> {
    const cache = await caches.open(this.#name);
    return (await cache.keys(this.#key)).length > 0;
  }

  async get(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const cache = await caches.open(this.#name);
    const response = await cache.match(this.#key);
    return response && new Uint8Array(await response.arrayBuffer());
  }

  async put(snapshot: Uint8Array<ArrayBuffer>): Promise<void> {
    const cache = await caches.open(this.#name);
    await cache.put(this.#key, new Response(snapshot));
  }

  /** Drops a snapshot that turned out to be of no use. */
  async discard(): Promise<void> {
    await (await caches.open(this.#name)).delete(this.#key);
  }

  /** Drops the snapshots of former builds. */
  async prune(): Promise<void> {
    const cache = await caches.open(this.#name);
    for (const request of await cache.keys()) {
      if (request.url !== this.#key) await cache.delete(request);
    }
  }
}
