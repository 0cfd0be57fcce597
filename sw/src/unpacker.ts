/// <reference lib="webworker" />
import { comesLast, isKeptPacked } from "./asset-order";
import { type Download, receive } from "./download";
import type { UnpackOrder } from "./protocol";

/** What the service worker says over the port, of an asset that comes last: now is the time. */
export interface WantedMessage {
  readonly type: "wanted";
  readonly path: string;
}

/** What that worker says over the port of one asset after the other, until one of the last two. */
export type UnpackerMessage = { readonly path: string } & (
  | { readonly type: "received"; readonly bytes: number }
  | ({ readonly type: "unpacked" } & Download)
  | { readonly type: "failed" }
);

/**
 * Makes a dedicated worker fetch and unpack what it is asked for. A service worker has but one thread,
 * which has enough to do while it starts Python.
 */
export function startUnpacker(scope: DedicatedWorkerGlobalScope): void {
  scope.addEventListener("message", (event: MessageEvent<UnpackOrder | null>) => {
    const [port] = event.ports;
    if (event.data?.type !== "hipflask:unpack" || port === undefined) return;
    void unpackTo(port, event.data);
  });
}

/** Why something can't be had is for the service worker to find out, and to tell. */
async function unpackTo(port: MessagePort, { base, assets }: UnpackOrder): Promise<void> {
  const say = (message: UnpackerMessage, transfer: Transferable[] = []) =>
    port.postMessage(message, transfer);
  const wanted = new Wanted(port);
  for (const asset of assets) {
    const { path } = asset;
    if (comesLast(asset)) await wanted.is(path);
    const count = (bytes: number) => say({ type: "received", path, bytes });
    const options = { withFile: isKeptPacked(asset) };
    const found = await receive(new URL(path, base), options, count).catch(() => undefined);
    if (found === undefined) say({ type: "failed", path });
    else say({ type: "unpacked", path, ...found }, [found.content.buffer]);
  }
}

/** Hears over a port what is wanted. */
class Wanted {
  readonly #paths = new Map<string, PromiseWithResolvers<void>>();

  constructor(port: MessagePort) {
    port.onmessage = ({ data }: MessageEvent<WantedMessage>) => this.#wish(data.path).resolve();
  }

  /** Resolves when it is. */
  is(path: string): Promise<void> {
    return this.#wish(path).promise;
  }

  #wish(path: string): PromiseWithResolvers<void> {
    const wish = this.#paths.get(path) ?? Promise.withResolvers<void>();
    this.#paths.set(path, wish);
    return wish;
  }
}
