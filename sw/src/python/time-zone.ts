/** What C's `tzset()` has JavaScript write: pointers to the offset, to a flag and to two names. */
export type ZonePointers = readonly number[];

type WriteZone = (...pointers: number[]) => void;

const WRITE = "_tzset_js";

/**
 * The time zone that an engine's C library knows. It asks for it once, so that a memory that was frozen
 * elsewhere has that place's.
 */
export class TimeZone {
  #write: WriteZone | undefined;
  #pointers: ZonePointers = [];

  /** Puts a watch on the imports of a module that is to be instantiated. */
  watch({ env }: WebAssembly.Imports): void {
    const original = env?.[WRITE] as WriteZone | undefined;
    if (env === undefined || original === undefined) {
      throw new Error(`Pyodide no longer imports ${WRITE}.`);
    }
    this.#write = original;
    const write: WriteZone = (...pointers) => {
      this.#pointers = pointers;
      original(...pointers);
    };
    // Emscripten reads a function's signature there when it makes a pointer to it.
    env[WRITE] = Object.assign(write, original);
  }

  /** Where it was written to; nothing if it was never asked for. */
  get pointers(): ZonePointers {
    return this.#pointers;
  }

  /** Writes the present one to where another was, in a memory that has just been restored. */
  renew(pointers: ZonePointers): void {
    this.#pointers = pointers;
    if (pointers.length > 0) this.#write?.(...pointers);
  }
}
