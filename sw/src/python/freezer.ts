import type { Holds } from "../protocol";
import type { BootedPyodide } from "./pyodide-runtime";

export interface Frozen {
  /** See `takeImage`. */
  readonly memory: Uint8Array<ArrayBuffer>;
  readonly holds: Holds;
  /** Why it does not hold more. */
  readonly because?: string;
}

/** Keeps an interpreter's memory as it was when the most was in it that every start needs. */
export class Freezer {
  #take: BootedPyodide["freeze"];
  #frozen: Frozen | undefined;

  constructor(take: BootedPyodide["freeze"]) {
    this.#take = take;
  }

  get frozen(): Frozen | undefined {
    return this.#frozen;
  }

  /** Takes over the memory that the interpreter has begun with. */
  adopt(frozen: Frozen): void {
    this.#frozen = frozen;
  }

  /** Forgets the frozen memory, which takes as much room as the interpreter; there will be no other. */
  thaw(): void {
    this.#frozen = undefined;
    this.#take = undefined;
  }

  /**
   * Freezes the interpreter, which must have been frozen before, unless there is a reason against it.
   */
  freezeUnless(reason: string | undefined, holds: Holds): void {
    if (this.#frozen === undefined) return;
    if (reason === undefined) this.freeze(holds);
    else this.#keepFormer(this.#frozen, reason);
  }

  /**
   * Freezes the interpreter; if what is in it does not allow that, what was frozen before stays.
   *
   * @throws Error - nothing was frozen before, and it can't be frozen
   */
  freeze(holds: Holds): void {
    if (this.#take === undefined) return;
    try {
      this.#frozen = { memory: this.#take(), holds };
    } catch (error) {
      if (this.#frozen === undefined) throw error;
      this.#keepFormer(this.#frozen, error instanceof Error ? error.message : String(error));
    }
  }

  #keepFormer(former: Frozen, because: string): void {
    const { holds } = former;
    // Not a copy of its members: what was adopted makes its memory when it is asked for.
    this.#frozen = {
      get memory() {
        return former.memory;
      },
      holds,
      because,
    };
  }
}
