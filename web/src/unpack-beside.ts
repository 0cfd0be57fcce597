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
  { assets = [] }: Partial<SiteManifest>,
  start: (script: string) => Helper,
): Unpacking | undefined {
  const memory = assets.find(({ role }) => role === "memory");
  const script = assets.find(({ role }) => role === "worker");
  if (memory === undefined || script === undefined) return undefined;
  let helper: Helper;
  try {
    helper = start(base + script.path);
  } catch {
    return undefined; // the service worker can do it by itself
  }
  const { port1, port2 } = new MessageChannel();
  const order: UnpackOrder = { type: "hipflask:unpack", url: base + memory.path };
  helper.postMessage(order, [port1]);
  return {
    offerTo(worker) {
      const message: PageMessage = { type: "hipflask:unpacking", path: memory.path };
      worker.postMessage(message, [port2]);
    },
    stop: () => helper.terminate(),
  };
}
