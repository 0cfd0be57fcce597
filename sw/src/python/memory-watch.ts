import type { ImportObserver } from "./pyodide-runtime";

const GROW = "emscripten_resize_heap";
/** What 32 bits can address. */
const MOST_BYTES = 2 ** 32;
/** Who can't have so many bytes has no memory left; who wants more at once may do without. */
const MODEST_BYTES = 256 * 2 ** 20;

/**
 * Notices that a program's memory is used up. The program itself may see no more of it than a
 * MemoryError, and go on; but the memory never shrinks, so all that follow would see more of them.
 */
export class MemoryWatch implements ImportObserver {
  #memory: WebAssembly.Memory | undefined;
  #wasRefused = false;

  watch(imports: WebAssembly.Imports): void {
    const { env } = imports;
    const original = env?.[GROW] as ((size: number) => unknown) | undefined;
    if (env === undefined || original === undefined) {
      throw new Error(`Pyodide no longer imports ${GROW}.`);
    }
    const grow = (size: number): unknown => {
      const granted = original(size);
      this.#wasRefused ||= !granted && (size >>> 0) - this.bytes < MODEST_BYTES;
      return granted;
    };
    // Emscripten reads a function's signature there when it makes a pointer to it.
    env[GROW] = Object.assign(grow, original);
  }

  set memory(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** Whether there is not even a modest piece left, in the address space or by the browser. */
  get isExhausted(): boolean {
    return this.#wasRefused || this.bytes > MOST_BYTES - MODEST_BYTES;
  }

  /** How much there is. */
  get bytes(): number {
    return this.#memory?.buffer.byteLength ?? 0;
  }
}
