import { inOrder, isHeavy } from "../../sw/src/asset-policy";
import type { Asset, PageMessage, SiteManifest, UnpackOrder } from "../../sw/src/protocol";
import type { Postable } from "./worker-link";

/** Something that is unpacked for a service worker to be. */
export interface Unpacking {
  /** Leaves it to that worker, which is being installed. */
  offerTo(worker: Postable): void;
  /** Nobody will need it. */
  stop(): void;
}

/** The part of a Worker that is needed here. */
export interface Helper extends Postable {
  terminate(): void;
}

/** More would only be in each other's way: the service worker has a thread, too, and so has the page. */
const THREADS = 2;

/**
 * Begins to fetch and unpack what takes a first visit longest, in threads of its own.
 *
 * @param start - makes a worker of a script, given by its URL
 * @returns nothing if the site has nothing of the kind, or the browser no such threads
 */
export function unpackBeside(
  base: string,
  manifest: Partial<SiteManifest>,
  start: (script: string) => Helper,
): Unpacking | undefined {
  const all = manifest.assets ?? [];
  const script = all.find(({ role }) => role === "unpacker");
  if (script === undefined) return undefined;
  const threads: { helper: Helper; paths: string[]; port: MessagePort }[] = [];
  try {
    for (const assets of shared(inOrder(all.filter(isHeavy)))) {
      const helper = start(base + script.path);
      const { port1, port2 } = new MessageChannel();
      const order: UnpackOrder = { type: "hipflask:unpack", base, assets };
      helper.postMessage(order, [port1]);
      threads.push({ helper, paths: assets.map(({ path }) => path), port: port2 });
    }
  } catch {
    // What nobody unpacks here the service worker unpacks by itself.
  }
  if (threads.length === 0) return undefined;
  return {
    offerTo(worker) {
      for (const { paths, port } of threads) {
        const message: PageMessage = { type: "hipflask:unpacking", paths };
        worker.postMessage(message, [port]);
      }
    },
    stop() {
      for (const { helper } of threads) helper.terminate();
    },
  };
}

/** Gives each asset, in turn, to the thread that has least to do. */
function shared(assets: readonly Asset[]): Asset[][] {
  const shares = Array.from({ length: THREADS }, () => ({ assets: [] as Asset[], bytes: 0 }));
  for (const asset of assets) {
    const share = shares.reduce((a, b) => (b.bytes < a.bytes ? b : a));
    share.assets.push(asset);
    share.bytes += asset.bytes;
  }
  return shares.map(({ assets }) => assets).filter((assets) => assets.length > 0);
}
