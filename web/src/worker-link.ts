import type { PageMessage, SeenMessage, WatcherMessage } from "../../sw/src/protocol";

/** The page's connection to one worker. */
export interface WorkerLink {
  /** Asks the worker for something. */
  ask(wish: "start" | "activate" | "stay"): void;
  close(): void;
}

/** The part of a ServiceWorker that a link needs. */
export interface Postable {
  postMessage(message: unknown, transfer?: Transferable[]): void;
}

/** Watches a worker; it acknowledges with "watching", then tells its state and each change. */
export function openLink(worker: Postable, hear: (message: WatcherMessage) => void): WorkerLink {
  const { port1, port2 } = new MessageChannel();
  const seen: SeenMessage = { type: "seen" };
  port1.onmessage = (event: MessageEvent<WatcherMessage>) => {
    // A worker that could not be installed waits for this word before it ends.
    if (event.data.type === "failed") port1.postMessage(seen);
    hear(event.data);
  };
  const say = (message: PageMessage, transfer?: Transferable[]) =>
    worker.postMessage(message, transfer);
  say({ type: "hipflask:watch" }, [port2]);
  return {
    ask: (wish) => say({ type: `hipflask:${wish}` }),
    close: () => {
      port1.onmessage = null;
      port1.close();
    },
  };
}
