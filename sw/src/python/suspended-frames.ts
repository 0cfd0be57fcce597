import type { ImportObserver } from "./pyodide-runtime";

const SAVE = "saveState";
const RESTORE = "restoreState";
/** Where a thread state of Python 3.14 has its `current_frame`, in bytes. */
const CURRENT_FRAME = 52;

/** What Pyodide keeps of code that is suspended. */
interface Suspended {
  /** Address of its thread state. */
  readonly threadState: number;
}

/**
 * Hides the frames of suspended code from Python's garbage collector. It follows them from each thread
 * state (to find out sooner what is in use; what they refer to is not freed in any case), and some of
 * them lie where the stack of other code is meanwhile. It then reads whatever is there, and ends in a
 * trap (pyodide/pyodide issue 6464, mended after the pinned version).
 */
export class SuspendedFrames implements ImportObserver {
  #memory: WebAssembly.Memory | undefined;
  readonly #frames = new WeakMap<Suspended, number>();

  watch({ env }: WebAssembly.Imports): void {
    const save = env?.[SAVE] as (() => unknown) | undefined;
    const restore = env?.[RESTORE] as ((state: Suspended) => void) | undefined;
    if (env === undefined || save === undefined || restore === undefined) {
      throw new Error(`Pyodide no longer imports ${SAVE} and ${RESTORE}.`);
    }
    // Emscripten reads a function's signature there when it makes a pointer to it.
    env[SAVE] = Object.assign(() => {
      const state = save();
      if (isSuspended(state)) this.#frames.set(state, this.#exchange(state, 0));
      return state;
    }, save);
    env[RESTORE] = Object.assign((state: Suspended) => {
      this.#exchange(state, this.#frames.get(state) ?? 0);
      restore(state);
    }, restore);
  }

  set memory(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** Writes the address of the current frame, and returns the former one. */
  #exchange({ threadState }: Suspended, frame: number): number {
    const memory = new DataView((this.#memory as WebAssembly.Memory).buffer);
    const address = (threadState >>> 0) + CURRENT_FRAME;
    const former = memory.getUint32(address, true);
    memory.setUint32(address, frame, true);
    return former;
  }
}

/** Whether something was suspended; otherwise Pyodide has something else for a sign of that. */
function isSuspended(state: unknown): state is Suspended {
  return typeof state === "object" && state !== null && "threadState" in state;
}
