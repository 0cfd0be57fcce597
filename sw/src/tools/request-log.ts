import type { Fields, Phase, RequestRecord } from "./protocol";

/** So many requests are remembered. */
const MOST = 200;

/** What the gateway tells of a request. */
export interface Inspection {
  /** How long it waited for its turn, in milliseconds. */
  readonly waited: number;
  readonly environ: Fields;
}

/** Follows one request from its arrival to its answer's header. */
export class RequestTrace {
  readonly #changed: () => void;
  readonly #begun: Omit<RequestRecord, "milliseconds">;
  readonly #milliseconds: Record<Phase, number> = { transport: 0, queue: 0, python: 0, persist: 0 };
  #phase: Phase = "queue";
  #since = performance.now();
  #ended: Partial<RequestRecord> = {};

  constructor(id: number, request: Request, changed: () => void) {
    const { pathname, search } = new URL(request.url);
    this.#changed = changed;
    this.#begun = {
      id,
      at: Date.now(),
      method: request.method,
      path: pathname + search,
      destination: request.destination,
      requestFields: [...request.headers],
      responseFields: [],
      environ: [],
    };
  }

  /** Ends a phase, and begins another. */
  enter(phase: Phase): void {
    const now = performance.now();
    this.#milliseconds[this.#phase] += now - this.#since;
    this.#phase = phase;
    this.#since = now;
  }

  /** Takes over what the gateway tells; to be called before the phase "python" is left. */
  inspected({ waited, environ }: Inspection): void {
    this.#milliseconds.queue += waited;
    this.#milliseconds.python -= waited;
    this.#ended = { ...this.#ended, environ };
  }

  /** Ends it all with the answer. */
  end(response: Response): void {
    this.enter("transport");
    const { status, headers } = response;
    this.#ended = { ...this.#ended, status, responseFields: [...headers] };
    this.#changed();
  }

  get record(): RequestRecord {
    return { ...this.#begun, ...this.#ended, milliseconds: { ...this.#milliseconds } };
  }
}

/** The requests of late, and which of them have changed since when. */
export class RequestLog {
  readonly #tick: () => number;
  /** In the order of their arrival, with when each has last changed. */
  readonly #traces = new Map<RequestTrace, number>();
  #count = 0;

  /** @param tick - counts up */
  constructor(tick: () => number) {
    this.#tick = tick;
  }

  begin(request: Request): RequestTrace {
    this.#count += 1;
    const trace: RequestTrace = new RequestTrace(this.#count, request, () => {
      if (this.#traces.has(trace)) this.#traces.set(trace, this.#tick());
    });
    this.#traces.set(trace, this.#tick());
    const [oldest] = this.#traces.keys();
    if (oldest !== undefined && this.#traces.size > MOST) this.#traces.delete(oldest);
    return trace;
  }

  since(mark: number): RequestRecord[] {
    return [...this.#traces].filter(([, at]) => at > mark).map(([trace]) => trace.record);
  }
}
