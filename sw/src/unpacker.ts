/// <reference lib="webworker" />
import { type Download, receive } from "./download";

/** What a page asks a worker of its own for, with a MessagePort for the answers. */
export interface UnpackOrder {
  readonly type: "hipflask:unpack";
  readonly url: string;
}

/** What that worker says over the port, until one of the last two. */
export type UnpackerMessage =
  | { readonly type: "received"; readonly bytes: number }
  | ({ readonly type: "unpacked" } & Download)
  | { readonly type: "failed" };

/**
 * Makes a dedicated worker fetch and unpack what it is asked for. A service worker has but one thread,
 * which has enough to do while it starts Python.
 */
export function startUnpacker(scope: DedicatedWorkerGlobalScope): void {
  scope.addEventListener("message", (event: MessageEvent<UnpackOrder | null>) => {
    const [port] = event.ports;
    if (event.data?.type !== "hipflask:unpack" || port === undefined) return;
    void unpackTo(port, new URL(event.data.url));
  });
}

/** Why something can't be had is for the service worker to find out, and to tell. */
async function unpackTo(port: MessagePort, url: URL): Promise<void> {
  const say = (message: UnpackerMessage, transfer: Transferable[] = []) =>
    port.postMessage(message, transfer);
  const count = (bytes: number) => say({ type: "received", bytes });
  const found = await receive(url, { withFile: true }, count).catch(() => undefined);
  if (found === undefined) say({ type: "failed" });
  else say({ type: "unpacked", ...found }, [found.content.buffer]);
}
