/**
 * Event streams, which may stay open for as long as a page is: a browser lets a new version of the
 * site take over only when the former one has answered everything, or after minutes. At the end of
 * a stream an `EventSource` connects again by itself, and is answered by the new version then.
 */
export class EventStreams {
  readonly #isLeaving: () => boolean;
  readonly #open = new Set<TransformStreamDefaultController<Uint8Array>>();

  /** @param isLeaving - whether a new version waits for this one to come to an end */
  constructor(isLeaving: () => boolean) {
    this.#isLeaving = isLeaving;
  }

  /** Makes the response's body one that can be ended, if it is an event stream. */
  track(response: Response): Response {
    const type = response.headers.get("content-type") ?? "";
    if (response.body === null || !/^text\/event-stream\b/i.test(type)) return response;
    const { status, statusText, headers } = response;
    return new Response(this.#endable(response.body), { status, statusText, headers });
  }

  /** Ends all of them. */
  end(): void {
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
    if (this.#isLeaving()) this.end();
    return passing.readable;
  }
}
