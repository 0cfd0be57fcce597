import type { SeenMessage, WatcherMessage, WorkerState } from "./protocol";

/** How long a page may take to acknowledge a failure before the worker goes on without it. */
const ACKNOWLEDGEMENT_MS = 2000;

/** The pages that want to know how the worker is getting on. */
export class Watchers {
  readonly #build: string;
  readonly #ports = new Set<MessagePort>();
  #state: WorkerState | undefined;
  #onSeen: () => void = () => {};

  constructor(build: string) {
    this.#build = build;
  }

  /** Acknowledges at once, since a port is not ordered before what the page does next. */
  add(port: MessagePort): void {
    this.#ports.add(port);
    port.onmessage = (event: MessageEvent<SeenMessage | null>) => {
      if (event.data?.type === "seen") this.#onSeen();
    };
    this.#send(port, { type: "watching", build: this.#build });
    this.#send(port, this.#state ?? { type: "idle" });
  }

  tell(state: WorkerState): void {
    this.#state = state;
    for (const port of this.#ports) this.#send(port, state);
  }

  /**
   * Tells of a failure and waits until a page has it: a worker whose installation has failed is
   * ended at once, and a message that is still on its way is lost.
   */
  async tellAndWait(state: WorkerState): Promise<void> {
    if (this.#ports.size === 0) return this.tell(state);
    const seen = new Promise<void>((resolve) => {
      this.#onSeen = resolve;
    });
    const patience = new Promise((resolve) => setTimeout(resolve, ACKNOWLEDGEMENT_MS));
    this.tell(state);
    await Promise.race([seen, patience]);
  }

  #send(port: MessagePort, message: WatcherMessage): void {
    port.postMessage(message);
  }
}
