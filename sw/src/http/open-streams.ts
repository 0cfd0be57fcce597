/** A new version of the site that is being installed, or waits for the former one to end. */
export type Successor = "installing" | "waiting";

/** Has an `EventSource` wait before it connects again: without a pause the former one never ends. */
const RETRY = new TextEncoder().encode("retry: 1000\n\n");

/**
 * Event streams, which may stay open for as long as a page is: a browser lets a new version of the
 * site take over only when the former one has answered everything, or after minutes. At the end of
 * a stream an `EventSource` connects again by itself, and is answered by the new version then.
 */
export class OpenStreams {
  readonly #successor: () => Successor | undefined;
  readonly #open = new Set<TransformStreamDefaultController<Uint8Array>>();
  #isAwaited = false;

  /** @param successor - how far a new version of the site has come, if there is one */
  constructor(successor: () => Successor | undefined) {
    this.#successor = successor;
  }

  /** Makes the response's body one that can be ended, if it is an event stream. */
  track(response: Response): Response {
    const type = response.headers.get("content-type") ?? "";
    if (response.body === null || !/^text\/event-stream\b/i.test(type)) return response;
    const { status, statusText, headers } = response;
    return new Response(this.#endable(response.body), { status, statusText, headers });
  }

  /** Ends all of them, and those that begin before a new version has taken over. */
  end(): void {
    this.#isAwaited = true;
    for (const controller of this.#open) controller.terminate();
    this.#open.clear();
  }

  #endable(body: ReadableStream<Uint8Array>): ReadableStream<Uint8Array> {
    let own: TransformStreamDefaultController<Uint8Array> | undefined;
    const passing = new TransformStream<Uint8Array, Uint8Array>({
      start: (controller) => {
        own = controller;
        this.#open.add(controller);
      },
    });
    body
      .pipeTo(passing.writable)
      .catch(() => {}) // the page hears of it by its own end
      .finally(() => own && this.#open.delete(own));
    const successor = this.#successor();
    if (successor === "waiting" || (successor === "installing" && this.#isAwaited)) {
      own?.enqueue(RETRY);
      this.end();
    }
    return passing.readable;
  }
}
