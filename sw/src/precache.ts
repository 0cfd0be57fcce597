import { comesLast, inOrder, isKeptPacked } from "./asset-policy";
import { type Download, download, downloadAsIs, isIntact, unpackAgain } from "./download";
import { HipflaskError } from "./errors";
import { pause } from "./pause";
import type { Asset, SiteManifest } from "./protocol";

/** The browser keeps the worker's own scripts itself; the others are for before it, and for nobody. */
const NOT_CACHED: ReadonlySet<string> = new Set(["loader", "engine", "worker", "unpacker", "lock"]);

const PARALLEL_DOWNLOADS = 4;

/** For so many milliseconds what comes last is put off, if it may not be needed. */
const PUT_OFF_MS = 1000;

const MEDIA_TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  png: "image/png",
  svg: "image/svg+xml",
  wasm: "application/wasm",
  webmanifest: "application/manifest+json",
  zip: "application/zip",
};

/** What somebody else has got of an asset: its content, or its place in Cache Storage. */
export type Help = Download | "kept";

/** Gets an asset from elsewhere, if it can; `count` is as in `download`. */
export type Helper = (asset: Asset, count: (bytes: number) => void) => Promise<Help | undefined>;

/** Contents; none of what is kept already. */
type Arrivals = Map<Asset, PromiseWithResolvers<Uint8Array<ArrayBuffer> | undefined>>;

export interface DownloadProgress {
  readonly loaded: number;
  readonly total: number;
  readonly asset: string;
}

/**
 * A site's assets in Cache Storage, each under its hash, so that a new build fetches only what is new.
 */
export class Precache {
  readonly #base: URL;
  readonly #name: string;
  readonly #assets: readonly Asset[];
  #keeping: Promise<unknown> = Promise.resolve();
  /** While all is fetched, what is on its way: a start need not wait until it is kept. */
  #arriving: Promise<Arrivals> | undefined;

  constructor(base: URL, name: string, manifest: Pick<SiteManifest, "assets">) {
    this.#base = base;
    this.#name = name;
    this.#assets = manifest.assets.filter((asset) => !NOT_CACHED.has(asset.role));
  }

  /**
   * Downloads what is not there yet and checks each file against its hash. `get` gives each as soon
   * as it has come, and fails with the rest. It takes longer until they are kept; see `kept`.
   *
   * @param enough - whether there is no need to wait for what comes last; see `complete`
   */
  async fill(
    report: (progress: DownloadProgress) => void,
    helper: Helper = async () => undefined,
    enough = Promise.resolve(false),
  ): Promise<void> {
    this.#arriving = this.#announce();
    const arriving = await this.#arriving;
    const cache = await caches.open(this.#name);
    const all = inOrder([...arriving.keys()]);
    const total = all.reduce((sum, { packed, bytes }) => sum + (packed ?? bytes), 0);
    let loaded = 0;
    const abort = new AbortController();
    const puts: Promise<void>[] = [];
    const next = async (missing: Asset[]): Promise<void> => {
      for (let asset = missing.shift(); asset !== undefined; asset = missing.shift()) {
        const { path } = asset;
        const count = (bytes: number) => {
          loaded += bytes;
          report({ loaded: Math.min(loaded, total), total, asset: path });
        };
        const isKept = async () => (await cache.match(this.#key(asset))) !== undefined;
        const download =
          (await helped(helper, asset, count, isKept)) ??
          (await this.#download(asset, count, abort.signal));
        if (download === "kept") {
          arriving.get(asset)?.resolve(undefined);
          continue;
        }
        arriving.get(asset)?.resolve(download.content);
        const put = cache.put(this.#key(asset), toKeep(asset, download));
        put.catch(() => {}); // told to who waits for all
        puts.push(put);
      }
    };
    // The first failure ends the other downloads, and is told only when they are silent.
    const finish = (missing: Asset[]) =>
      Promise.all(
        Array.from({ length: PARALLEL_DOWNLOADS }, () =>
          next(missing).catch((error: unknown) => abort.abort(error)),
        ),
      );
    await finish(all.filter((asset) => !comesLast(asset)));
    const last = all.filter(comesLast);
    if (last.length > 0 && !abort.signal.aborted) await unless(enough, () => finish(last));
    const { aborted, reason } = abort.signal;
    for (const arrival of arriving.values()) {
      if (aborted) arrival.reject(reason);
      else arrival.resolve(undefined);
    }
    if (aborted) {
      this.#arriving = undefined;
      throw reason;
    }
    this.#keeping = Promise.all(puts).finally(() => {
      this.#arriving = undefined;
    });
    this.#keeping.catch(() => {}); // told to who waits for it
  }

  /** Fetches what `fill` did not wait for, unless it is there. */
  async complete(): Promise<void> {
    const cache = await caches.open(this.#name);
    for (const asset of this.#assets.filter(comesLast)) {
      if ((await cache.match(this.#key(asset))) !== undefined) continue;
      const content = await this.#intact(asset, (cache) =>
        downloadAsIs(this.urlOf(asset), asset.sha256, { cache }),
      );
      await cache.put(this.#key(asset), responseOf(asset, content));
    }
  }

  /** Resolves when all that was fetched is kept, for which there may be no room. */
  async kept(): Promise<void> {
    await this.#keeping;
  }

  /** Returns an asset's content; fetches it again if the browser has dropped it. */
  async get(asset: Asset): Promise<Response> {
    const arrived = await (await this.#arriving)?.get(asset)?.promise;
    if (arrived !== undefined) return responseOf(asset, arrived);
    const cache = await caches.open(this.#name);
    const cached = await cache.match(this.#key(asset));
    if (cached !== undefined) {
      if (!isKeptPacked(asset)) return cached;
      const content = await unpackAgain(await cached.blob());
      if (content && (await isIntact(content, asset.sha256))) return responseOf(asset, content);
    }
    return responseOf(asset, (await this.keep(asset, () => {})).content);
  }

  /**
   * Fetches an asset, whether it is there or not, and keeps it.
   *
   * @param count - is told of bytes that have come, as in `download`
   */
  async keep(asset: Asset, count: (bytes: number) => void): Promise<Download> {
    const download = await this.#download(asset, count, new AbortController().signal);
    const cache = await caches.open(this.#name);
    await cache.put(this.#key(asset), toKeep(asset, download));
    return download;
  }

  /** Returns an asset's content as `get` does, which others may have too: it must not be changed. */
  async bytes(asset: Asset): Promise<Uint8Array<ArrayBuffer>> {
    const arrived = await (await this.#arriving)?.get(asset)?.promise;
    if (arrived !== undefined) return arrived;
    return new Uint8Array(await (await this.get(asset)).arrayBuffer());
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
      const arrival = Promise.withResolvers<Uint8Array<ArrayBuffer> | undefined>();
      arrival.promise.catch(() => {}); // nobody may have asked for it
      arriving.set(asset, arrival);
    }
    return arriving;
  }

  #key(asset: Asset): string {
    return new URL(`${asset.path}?sha256=${asset.sha256}`, this.#base).href;
  }

  #download(asset: Asset, count: (bytes: number) => void, signal: AbortSignal): Promise<Download> {
    const withFile = isKeptPacked(asset);
    return this.#intact(asset, (cache) =>
      download(this.urlOf(asset), asset.sha256, { cache, signal, withFile }, count),
    );
  }

  /** Gets an asset, given how to do so in a cache mode; what comes from a cache may be another one. */
  async #intact<T>(
    { path }: Asset,
    fetched: (cache: RequestCache) => Promise<T | undefined>,
  ): Promise<T> {
    // An intermediary may still hold a former or a truncated copy: ask once more past all caches.
    const found = (await fetched("default")) ?? (await fetched("reload"));
    if (found !== undefined) return found;
    throw new HipflaskError(
      "asset-corrupt",
      `${path} is not the file that this build of the site was made with.`,
      "The site may just be changing: wait a minute and try again. Its owner should upload all files of one build together.",
    );
  }
}

/**
 * Does some work, unless there is enough without it before long. Once begun it is waited for: a page's
 * thread may be about to keep something, and it would end with the page.
 */
async function unless(enough: Promise<boolean>, work: () => Promise<unknown>): Promise<void> {
  const putOff = pause(PUT_OFF_MS).then(() => false);
  if (!(await Promise.race([enough, putOff]))) await work();
}

function toKeep(asset: Asset, { content, file }: Download): Response {
  return responseOf(asset, file ?? content);
}

/** What a helper has is not trusted more than what the host has. */
async function helped(
  helper: Helper,
  asset: Asset,
  count: (bytes: number) => void,
  isKept: () => Promise<boolean>,
): Promise<Help | undefined> {
  let counted = 0;
  const help = await helper(asset, (bytes) => {
    counted += bytes;
    count(bytes);
  });
  const isWhole = help === "kept" ? isKept() : help && isIntact(help.content, asset.sha256);
  if (await isWhole) return help;
  if (counted > 0) count(-counted);
  return undefined;
}

function responseOf(asset: Asset, content: Uint8Array<ArrayBuffer> | Blob): Response {
  const name = asset.path.replace(/\.(gz|xz)$/, "");
  const extension = name.slice(name.lastIndexOf(".") + 1);
  const headers = {
    "Content-Type": MEDIA_TYPES[extension] ?? "application/octet-stream",
    "Content-Length": String(content instanceof Blob ? content.size : content.byteLength),
  };
  return new Response(content, { headers });
}
