/**
 * Event streams, which may stay open for as long as a page is: a browser lets a new version of the
 * site take over only when the former one has answered everything, or after minutes. Cut off, an
 * `EventSource` connects again by itself, and is answered by the new version then.
 */
export class OpenStreams {
  readonly #end = new AbortController();

  /** Makes the response's body one that can be cut off, if it is an event stream. */
  track(response: Response): Response {
    const type = response.headers.get("content-type") ?? "";
    if (response.body === null || !/^text\/event-stream\b/i.test(type)) return response;
    const { status, statusText, headers } = response;
    const passing = new TransformStream<Uint8Array, Uint8Array>();
    const body = response.body.pipeThrough(passing, { signal: this.#end.signal });
    return new Response(body, { status, statusText, headers });
  }

  /** Cuts all of them off, as a lost connection does, and those that are yet to come. */
  end(): void {
    this.#end.abort();
  }
}
