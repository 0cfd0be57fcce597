import { nextTask } from "../next-task";

/** How an interpreter came to its end. */
export interface Stop {
  readonly cause: unknown;
  /** What it was doing, such as "GET /page". */
  readonly during: string;
}

/** Rejects whatever an interpreter was to do, from its end on. */
export class InterpreterStopped extends Error {
  readonly stop: Stop;

  constructor(stop: Stop) {
    super("Python has stopped.", { cause: stop.cause });
    this.name = "InterpreterStopped";
    this.stop = stop;
  }
}

/**
 * What hangs on an interpreter. Code that was suspended when it came to its end is never resumed,
 * so that whoever waits for that would wait for ever: they are told here.
 */
export class Lifeline {
  readonly #pending = new Set<(error: InterpreterStopped) => void>();
  readonly #stopped: Promise<Stop>;
  #resolve: (stop: Stop) => void = () => {};
  #error: InterpreterStopped | undefined;
  #isLost = false;

  constructor() {
    this.#stopped = new Promise((resolve) => {
      this.#resolve = resolve;
    });
  }

  /** Resolves at the interpreter's end. */
  get stopped(): Promise<Stop> {
    return this.#stopped;
  }

  /** Whether nothing that the interpreter has done since can be relied upon. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /**
   * Has the interpreter do something.
   *
   * @param passes - which errors are no end of it
   * @throws InterpreterStopped - it has come to its end, be it by this
   */
  guard<T>(
    work: () => Promise<T>,
    during: string,
    passes: (error: unknown) => boolean = () => false,
  ): Promise<T> {
    if (this.#error !== undefined) return Promise.reject(this.#error);
    return new Promise<T>((resolve, reject) => {
      this.#pending.add(reject);
      work()
        .then(resolve, (cause: unknown) =>
          reject(passes(cause) && !this.#isLost ? cause : this.end(cause, during)),
        )
        .finally(() => this.#pending.delete(reject));
    });
  }

  /** Ends all that is under way; the first end is the one that counts. */
  end(cause: unknown, during = "between requests"): InterpreterStopped {
    this.#isLost = true;
    if (this.#error !== undefined) return this.#error;
    const stop = { cause, during };
    const error = new InterpreterStopped(stop);
    this.#error = error;
    this.#resolve(stop);
    for (const reject of this.#pending) reject(error);
    this.#pending.clear();
    return error;
  }

  /** Ends it soon: the request to blame, if there is one, is the first to hear of it. */
  async endSoon(cause: unknown): Promise<void> {
    this.#isLost = true;
    await nextTask();
    this.end(cause);
  }
}
