import type { WatcherMessage, WatcherReply, WatchMessage } from "../../sw/src/protocol";

/** The page's end of a port to one worker. */
export interface WorkerLink {
  post(message: WatcherReply): void;
  close(): void;
}

/** The part of a ServiceWorker that a link needs. */
export interface Postable {
  postMessage(message: unknown, transfer: Transferable[]): void;
}

/** Watches a worker; it acknowledges with "watching", then tells its state and each change. */
export function openLink(worker: Postable, hear: (message: WatcherMessage) => void): WorkerLink {
  const { port1, port2 } = new MessageChannel();
  const post = (message: WatcherReply) => port1.postMessage(message);
  port1.onmessage = (event: MessageEvent<WatcherMessage>) => {
    // A worker that could not be installed waits for this word before it ends.
    if (event.data.type === "failed") post({ type: "seen" });
    hear(event.data);
  };
  const watch: WatchMessage = { type: "hipflask:watch" };
  worker.postMessage(watch, [port2]);
  return {
    // What is posted before the worker has taken its end is kept by the port.
    post,
    close: () => {
      port1.onmessage = null;
      port1.close();
    },
  };
}
