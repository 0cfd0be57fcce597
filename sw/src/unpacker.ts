/// <reference lib="webworker" />
import { comesLast, isKeptPacked } from "./asset-policy";
import { type Download, receive } from "./download";
import { storageName } from "./names";
import { Pace } from "./pace";
import { Precache } from "./precache";
import type { UnpackOrder } from "./protocol";

/** What the service worker says over the port, of an asset that comes last: now is the time. */
export interface WantedMessage {
  readonly type: "wanted";
  readonly path: string;
}

/** What that worker says over the port of one asset after the other, until one of the last three. */
export type UnpackerMessage = { readonly path: string } & (
  | { readonly type: "received"; readonly bytes: number }
  | ({ readonly type: "unpacked" } & Download)
  /** It is in the precache, for the service worker has no other use for it. */
  | { readonly type: "kept" }
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
  const precache = new Precache(new URL(base), storageName(new URL(base), "assets"), { assets });
  const wanted = new Wanted(port);
  const pace = new Pace();
  for (const asset of assets) {
    const { path } = asset;
    let received = 0;
    const tell = () => {
      if (received !== 0) say({ type: "received", path, bytes: received });
      received = 0;
    };
    const count = (bytes: number) => {
      received += bytes;
      if (pace.isTime()) tell();
    };
    try {
      if (comesLast(asset)) {
        await wanted.is(path);
        await precache.keep(asset, count);
        tell();
        say({ type: "kept", path });
      } else {
        const found = await receive(new URL(path, base), { withFile: isKeptPacked(asset) }, count);
        tell();
        if (found === undefined) say({ type: "failed", path });
        else say({ type: "unpacked", path, ...found }, [found.content.buffer]);
      }
    } catch {
      say({ type: "failed", path });
    }
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
