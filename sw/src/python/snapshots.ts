import { BlobStore, type Kept } from "../blob-store";
import type { Holds, SiteManifest } from "../protocol";
import type { Frozen } from "./freezer";
import type { Parts } from "./pyodide-runtime";
import { type Layout, packSnapshot, readSnapshot, type Surroundings } from "./snapshot-content";

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

/** A snapshot, to be restored. */
export interface Snapshot {
  readonly holds: Holds;
  /** Reads it, which takes a while; see `readSnapshot`. */
  readonly parts: (compiled: Promise<unknown>) => Omit<Parts, "wasm">;
}

/** What is known of a snapshot before it is read. */
interface SnapshotFacts {
  readonly holds: Holds;
  readonly layout: Layout;
}

/** Keeps the snapshot of the interpreter, named after everything that went into it. */
export class Snapshots {
  readonly #store: BlobStore;
  /** One for this build, whose application it holds; and one for all that share the framework. */
  readonly #keys: { readonly application: string; readonly framework: string };
  readonly #templates: string;

  constructor(base: URL, name: string, manifest: SiteManifest) {
    this.#store = new BlobStore(name);
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
    return (await this.#find()) !== undefined;
  }

  /** Finds what was stored, unless there is nothing. */
  async find(): Promise<Snapshot | undefined> {
    const kept = await this.#find();
    if (kept === undefined) return undefined;
    const { holds, layout } = kept.facts as unknown as SnapshotFacts;
    return { holds, parts: (compiled) => readSnapshot(kept.content(), layout, compiled) };
  }

  /**
   * Stores a snapshot in the place of the one there was for this build.
   *
   * @param surroundings - what the memory was frozen with
   */
  async put({ memory, holds }: Frozen, surroundings: Surroundings): Promise<void> {
    const { application, framework } = this.#keys;
    const [key, other] =
      holds === "framework" ? [framework, application] : [application, framework];
    const { content, layout } = await packSnapshot(memory, surroundings);
    const facts: SnapshotFacts = { holds, layout };
    await this.#store.put(key, content, { ...facts });
    await this.#store.delete(other);
  }

  /** The application's compiled templates, which are no part of the memory. */
  async templates(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const kept = await this.#store.find(this.#templates);
    return kept && new Uint8Array(await (await kept.content()).arrayBuffer());
  }

  async putTemplates(compiled: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.#store.put(this.#templates, new Blob([compiled]));
  }

  /** How many bytes the snapshot takes, if there is one. */
  async bytes(): Promise<number | undefined> {
    return (await this.#find())?.size;
  }

  /** Drops a snapshot that turned out to be of no use. */
  async discard(): Promise<void> {
    await this.#store.delete(...Object.values(this.#keys));
  }

  /** Drops the snapshots of former builds. */
  async prune(): Promise<void> {
    await this.#store.keepOnly(...Object.values(this.#keys), this.#templates);
  }

  #find(): Promise<Kept | undefined> {
    return this.#store.find(this.#keys.application, this.#keys.framework);
  }
}
