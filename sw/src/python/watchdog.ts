/** How often the clock is read: once in so many polls, of which a tight loop makes a million a second. */
const POLLS_PER_READING = 64;
/** An interrupted program that goes on is interrupted again after so long. */
const AGAIN_MS = 5000;

/**
 * Ends Python code that runs for too long. There is no other thread that could: the interpreter
 * itself asks every few bytecodes, and a clock is read here.
 */
export class Watchdog {
  readonly #now: () => number;
  #due = Number.POSITIVE_INFINITY;
  #polls = 0;

  /** `now` is a clock in milliseconds. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Interrupts what runs from now on after some time; 0 lets it run for ever. */
  readonly watch = (milliseconds: number): void => {
    this.#due = milliseconds > 0 ? this.#now() + milliseconds : Number.POSITIVE_INFINITY;
  };

  /** Whether the running code is to be interrupted now. */
  readonly poll = (): boolean => {
    this.#polls += 1;
    if (this.#polls % POLLS_PER_READING !== 0) return false;
    const now = this.#now();
    if (now < this.#due) return false;
    this.#due = now + AGAIN_MS;
    return true;
  };
}
