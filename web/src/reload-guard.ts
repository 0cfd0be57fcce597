/** Two reloads in a row that lead back to the boot page are enough: a third would not help. */
const MOST_RELOADS = 2;

/** A page that begins this soon after a reload was led to by it, not by the visitor. */
const SAME_MOMENT_MILLISECONDS = 1_000;

type CountStorage = Pick<Storage, "getItem" | "setItem" | "removeItem">;

interface Reload {
  readonly count: number;
  /** When the page was left, on the clock of `performance.timeOrigin`. */
  readonly at: number;
}

function parse(text: string | null): Reload | null {
  const [count, at] = (text ?? "").split("@").map(Number);
  return count && at ? { count, at } : null;
}

/**
 * Keeps the page from reloading for ever when it is shown again in place of the application.
 *
 * A page that a reload led to began in the moment in which the former one was left, however long
 * the answer took. So a visitor who comes to the boot page again later begins a new count.
 */
export class ReloadGuard {
  readonly #storage: () => CountStorage;
  readonly #key: string;
  readonly #began: number;

  /**
   * @param storage - returns the tab's storage; asking for it may throw
   * @param began - `performance.timeOrigin`: when the navigation to this page began. All times here
   * are on its clock, which does not jump when the device's time of day is set.
   */
  constructor(storage: () => CountStorage, base: string, began: number) {
    this.#storage = storage;
    this.#key = `hipflask:${base}:reloads`;
    this.#began = began;
  }

  /** Whether the page may reload at `now`; the reload is counted. */
  allow(now: number): boolean {
    try {
      const last = parse(this.#storage().getItem(this.#key));
      const inRow = last !== null && Math.abs(this.#began - last.at) < SAME_MOMENT_MILLISECONDS;
      const count = inRow ? last.count : 0;
      if (count >= MOST_RELOADS) return false;
      this.#storage().setItem(this.#key, `${count + 1}@${Math.round(now)}`);
      return true;
    } catch {
      // What cannot be counted cannot be stopped: the visitor opens the application by a button.
      return false;
    }
  }

  /** Forgets the count, for a reload that the visitor asks for. */
  clear(): void {
    try {
      this.#storage().removeItem(this.#key);
    } catch {
      // Without storage there is no count either.
    }
  }
}
