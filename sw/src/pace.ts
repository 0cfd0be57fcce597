/**
 * How often it is told how far something has come. Each message takes time of two processes, and has the
 * page painted once more: that is time which a first visit waits for.
 */
const INTERVAL_MS = 200;

/** Tells when it is time to say something again. */
export class Pace {
  #next = -Infinity;

  /** Whether it is, which counts as done then. */
  isTime(): boolean {
    const now = performance.now();
    if (now < this.#next) return false;
    this.#next = now + INTERVAL_MS;
    return true;
  }
}
