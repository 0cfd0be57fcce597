import { inOrder, isHeavy } from "../../sw/src/asset-order";
import type { PageMessage, SiteManifest } from "../../sw/src/protocol";
import type { UnpackOrder } from "../../sw/src/unpacker";
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

/**
 * Begins to fetch and unpack what takes a first visit longest, in a thread of its own.
 *
 * @param start - makes a worker of a script, given by its URL
 * @returns nothing if the site has nothing of the kind, or the browser no such thread
 */
export function unpackBeside(
  base: string,
  manifest: Partial<SiteManifest>,
  start: (script: string) => Helper,
): Unpacking | undefined {
  const all = manifest.assets ?? [];
  const assets = inOrder(all.filter(isHeavy));
  const script = all.find(({ role }) => role === "worker");
  if (assets.length === 0 || script === undefined) return undefined;
  let helper: Helper;
  try {
    helper = start(base + script.path);
  } catch {
    return undefined; // the service worker can do it by itself
  }
  const { port1, port2 } = new MessageChannel();
  const order: UnpackOrder = { type: "hipflask:unpack", base, assets };
  helper.postMessage(order, [port1]);
  return {
    offerTo(worker) {
      const paths = assets.map(({ path }) => path);
      const message: PageMessage = { type: "hipflask:unpacking", paths };
      worker.postMessage(message, [port2]);
    },
    stop: () => helper.terminate(),
  };
}
