import { XzReadableStream } from "xz-decompress";
import { HipflaskError } from "./errors";
import type { Asset, SiteManifest } from "./protocol";

/** The browser keeps the worker's own scripts itself, and no one asks for the lock file. */
const NOT_CACHED: ReadonlySet<string> = new Set(["loader", "engine", "worker", "lock"]);

const PARALLEL_DOWNLOADS = 4;

/** How compressed files begin: RFC 1952 §2.3.1, and §2.1.1 of the format of .xz files. */
const GZIP = [0x1f, 0x8b] as const;
const XZ = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] as const;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  wasm: "application/wasm",
  webmanifest: "application/manifest+json",
  zip: "application/zip",
};

type Arrivals = Map<Asset, PromiseWithResolvers<Uint8Array<ArrayBuffer>>>;

/** What has come of an asset: the file, and the content that may be packed in it. */
interface Download {
  readonly received: Uint8Array<ArrayBuffer>;
  readonly content: Uint8Array<ArrayBuffer>;
}

export interface DownloadProgress {
  readonly loaded: number;
  readonly total: number;
  readonly asset: string;
}

/**
 * A site's assets in Cache Storage, each under its hash, so that a new build fetches only what is new.
 * Packed ones are kept unpacked: each start needs them, and reads them sooner so. But for the memory,
 * of which only the first start takes more than a look.
 */
export class Precache {
  readonly #base: URL;
  readonly #name: string;
  readonly #assets: readonly Asset[];
  /** While all is fetched, what is on its way: a start need not wait until it is kept. */
  #arriving: Promise<Arrivals> | undefined;

  constructor(base: URL, name: string, manifest: SiteManifest) {
    this.#base = base;
    this.#name = name;
    this.#assets = manifest.assets.filter((asset) => !NOT_CACHED.has(asset.role));
  }

  /**
   * Downloads what is not there yet and checks each file against its hash. `get` gives each as soon
   * as it has come, and fails with the rest.
   */
  async fill(report: (progress: DownloadProgress) => void): Promise<void> {
    this.#arriving = this.#announce();
    const arriving = await this.#arriving;
    const cache = await caches.open(this.#name);
    const missing = [...arriving.keys()].sort(
      (a, b) => (b.packed ?? b.bytes) - (a.packed ?? a.bytes),
    );
    const total = missing.reduce((sum, { packed, bytes }) => sum + (packed ?? bytes), 0);
    let loaded = 0;
    const abort = new AbortController();
    const puts: Promise<void>[] = [];
    const next = async (): Promise<void> => {
      for (let asset = missing.shift(); asset !== undefined; asset = missing.shift()) {
        const { path } = asset;
        const count = (bytes: number) => {
          loaded += bytes;
          report({ loaded: Math.min(loaded, total), total, asset: path });
        };
        const download = await this.#download(asset, count, abort.signal);
        arriving.get(asset)?.resolve(download.content);
        puts.push(cache.put(this.#key(asset), toKeep(asset, download)));
      }
    };
    // The first failure ends the other downloads, and is told only when they are silent.
    const ends = Array.from({ length: PARALLEL_DOWNLOADS }, () =>
      next().catch((error: unknown) => {
        abort.abort(error);
        throw error;
      }),
    );
    await Promise.allSettled(ends);
    await Promise.all(puts).catch((error: unknown) => abort.abort(error));
    for (const arrival of arriving.values()) arrival.reject(abort.signal.reason);
    this.#arriving = undefined;
    abort.signal.throwIfAborted();
  }

  /** Returns an asset's content; fetches it again if the browser has dropped it. */
  async get(asset: Asset): Promise<Response> {
    const arrival = (await this.#arriving)?.get(asset);
    if (arrival !== undefined) return responseOf(asset, await arrival.promise);
    const cache = await caches.open(this.#name);
    const cached = await cache.match(this.#key(asset));
    if (cached !== undefined) return isKeptPacked(asset) ? unpackedResponse(asset, cached) : cached;
    const download = await this.#download(asset, () => {}, new AbortController().signal);
    await cache.put(this.#key(asset), toKeep(asset, download));
    return responseOf(asset, download.content);
  }

  /** Where the host has an asset. */
  urlOf(asset: Asset): URL {
    return new URL(asset.path, this.#base);
  }

  /** Returns the asset at a URL, if the precache has one there. */
  find(url: URL): Asset | undefined {
    return this.#assets.find((asset) => new URL(asset.path, this.#base).pathname === url.pathname);
  }

  ofRole(role: Asset["role"]): readonly Asset[] {
    return this.#assets.filter((asset) => asset.role === role);
  }

  /** Drops what only former builds used. */
  async prune(): Promise<void> {
    const cache = await caches.open(this.#name);
    const wanted = new Set(this.#assets.map((asset) => this.#key(asset)));
    for (const request of await cache.keys()) {
      if (!wanted.has(request.url)) await cache.delete(request);
    }
  }

  /** Finds what is not there yet. */
  async #announce(): Promise<Arrivals> {
    const cache = await caches.open(this.#name);
    const arriving: Arrivals = new Map();
    for (const asset of this.#assets) {
      if (asset.instead_of !== undefined) continue;
      if ((await cache.match(this.#key(asset))) !== undefined) continue;
      const arrival = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
      arrival.promise.catch(() => {}); // nobody may have asked for it
      arriving.set(asset, arrival);
    }
    return arriving;
  }

  #key(asset: Asset): string {
    return new URL(`${asset.path}?sha256=${asset.sha256}`, this.#base).href;
  }

  async #download(
    asset: Asset,
    count: (bytes: number) => void,
    signal: AbortSignal,
  ): Promise<Download> {
    // An intermediary may still hold a former or a truncated copy: ask once more past all caches.
    for (const mode of ["default", "reload"] as const) {
      const received = await fetchBytes(this.urlOf(asset), { cache: mode, signal }, count);
      const content = await unpacked(received);
      if (content && (await sha256(content)) === asset.sha256) return { received, content };
      count(-received.byteLength);
    }
    throw new HipflaskError(
      "asset-corrupt",
      `${asset.path} is not the file that this build of the site was made with.`,
      "The site may just be changing: wait a minute and try again. Its owner should upload all files of one build together.",
    );
  }
}

async function fetchBytes(
  url: URL,
  init: RequestInit,
  count: (bytes: number) => void,
): Promise<Uint8Array<ArrayBuffer>> {
  const hint =
    "Check the connection and try again. If it goes on, the site's owner should upload the export again, with all its files.";
  const lost = (message: string, options?: ErrorOptions) =>
    new HipflaskError("asset-missing", message, hint, options);
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (cause) {
    throw lost(`${url.pathname} could not be reached.`, { cause });
  }
  if (!response.ok) throw lost(`${url.pathname} could not be found (status ${response.status}).`);
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  try {
    const reader = response.body?.getReader();
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      chunks.push(part.value);
      count(part.value.byteLength);
    }
  } catch (cause) {
    throw lost(`The connection was lost while ${url.pathname} was on its way.`, { cause });
  }
  return new Uint8Array(await new Blob(chunks).arrayBuffer());
}

/**
 * Returns what is packed in a file, or the file itself if nothing is; undefined if it is damaged. By its
 * first bytes, not by the manifest: a host may have taken the compression for the transfer's.
 */
async function unpacked(
  file: Uint8Array<ArrayBuffer>,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const is = (signature: readonly number[]) =>
    signature.every((byte, index) => file[index] === byte);
  const packed = new Blob([file]).stream();
  try {
    if (is(GZIP)) return await bytesOf(packed.pipeThrough(new DecompressionStream("gzip")));
    return is(XZ) ? await bytesOf(new XzReadableStream(packed)) : file;
  } catch {
    return undefined;
  }
}

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function isKeptPacked(asset: Asset): boolean {
  return asset.role === "memory";
}

function toKeep(asset: Asset, { received, content }: Download): Response {
  return responseOf(asset, isKeptPacked(asset) ? received : content);
}

async function unpackedResponse(asset: Asset, kept: Response): Promise<Response> {
  const file = new Uint8Array(await kept.arrayBuffer());
  return responseOf(asset, (await unpacked(file)) ?? file);
}

async function sha256(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function responseOf(asset: Asset, content: Uint8Array<ArrayBuffer>): Response {
  const name = asset.path.replace(/\.(gz|xz)$/, "");
  const extension = name.slice(name.lastIndexOf(".") + 1);
  const headers = {
    "Content-Type": MEDIA_TYPES[extension] ?? "application/octet-stream",
    "Content-Length": String(content.byteLength),
  };
  return new Response(content, { headers });
}
