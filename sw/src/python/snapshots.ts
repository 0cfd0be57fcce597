import type { Holds, SiteManifest } from "../protocol";
import type { Frozen } from "./freezer";
import { MemoryImage } from "./memory-image";

/** What is in the memory when it is frozen; if none of that changed, a snapshot goes on to fit. */
const FROZEN_ROLES: ReadonlySet<string> = new Set([
  "loader",
  "engine",
  "wasm",
  "wasm-rest",
  "wasm-data",
  "memory",
  "memory-change",
  "stdlib",
  "packages",
  "framework",
  "worker",
]);

/** Which of a site's archives Python imports from: those without what is in its memory, or whole ones. */
export type Library = "rest" | "whole";

/** A snapshot, to be restored with the archives that it was frozen with. */
export interface Snapshot {
  readonly library: Library;
  readonly holds: Holds;
  /** Reads it, which takes a while. */
  readonly image: () => Promise<MemoryImage>;
}

const LIBRARY = "Hipflask-Library";
const HOLDS = "Hipflask-Holds";

/** Keeps the snapshot of the interpreter, named after everything that went into it. */
export class Snapshots {
  readonly #name: string;
  /** One for this build, whose application it holds; and one for all that share the framework. */
  readonly #keys: { readonly application: string; readonly framework: string };
  readonly #templates: string;

  constructor(base: URL, name: string, manifest: SiteManifest) {
    this.#name = name;
    const hashes = manifest.assets
      .filter((asset) => FROZEN_ROLES.has(asset.role))
      .map((asset) => asset.sha256.slice(0, 16) + (asset.unpack ? "u" : ""));
    const key = (query: string) => new URL(`hipflask-assets/snapshot?${query}`, base).href;
    this.#keys = {
      application: key(`build=${manifest.build}`),
      framework: key(`of=${hashes.sort().join("-")}`),
    };
    this.#templates = key(`templates=${manifest.build}`);
  }

  async has(): Promise<boolean> {
    return (await this.#match()) !== undefined;
  }

  /** Finds what was stored, unless there is nothing. */
  async find(): Promise<Snapshot | undefined> {
    const response = await this.#match();
    if (response === undefined) return undefined;
    const library = response.headers.get(LIBRARY) === "whole" ? "whole" : "rest";
    const holds = (response.headers.get(HOLDS) ?? "framework") as Holds;
    const image = async () => MemoryImage.of(new Uint8Array(await response.arrayBuffer()));
    return { library, holds, image };
  }

  /** Stores a snapshot in the place of the one there was for this build. */
  async put({ memory, holds }: Frozen, library: Library): Promise<void> {
    const cache = await caches.open(this.#name);
    const { application, framework } = this.#keys;
    const [key, other] =
      holds === "framework" ? [framework, application] : [application, framework];
    const headers = { [LIBRARY]: library, [HOLDS]: holds };
    await cache.put(key, new Response(memory, { headers }));
    await cache.delete(other);
  }

  /** The application's compiled templates, which are no part of the memory. */
  async templates(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const cache = await caches.open(this.#name);
    const response = await cache.match(this.#templates);
    return response && new Uint8Array(await response.arrayBuffer());
  }

  async putTemplates(compiled: Uint8Array<ArrayBuffer>): Promise<void> {
    const cache = await caches.open(this.#name);
    await cache.put(this.#templates, new Response(compiled));
  }

  /** How many bytes the snapshot takes, if there is one. */
  async bytes(): Promise<number | undefined> {
    return (await (await this.#match())?.blob())?.size;
  }

  /** Drops a snapshot that turned out to be of no use. */
  async discard(): Promise<void> {
    const cache = await caches.open(this.#name);
    await Promise.all(Object.values(this.#keys).map((key) => cache.delete(key)));
  }

  /** Drops the snapshots of former builds. */
  async prune(): Promise<void> {
    const cache = await caches.open(this.#name);
    const own = [...Object.values(this.#keys), this.#templates];
    for (const request of await cache.keys()) {
      if (!own.includes(request.url)) await cache.delete(request);
    }
  }

  async #match(): Promise<Response | undefined> {
    const cache = await caches.open(this.#name);
    return (await cache.match(this.#keys.application)) ?? cache.match(this.#keys.framework);
  }
}
