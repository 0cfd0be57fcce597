// What Python asks the outside world for passes WebAssembly's imports, whichever code asks.
import type { ImportObserver } from "./pyodide-runtime";

/** Why a copy of the memory would not do in place of running the program once more. */
export type Effect =
  | "it read the clock"
  | "it asked for random bytes"
  | "it loaded native code"
  | "it opened a socket"
  | "it asked JavaScript"
  | "it asked for the local time"
  | `it keeps ${string} open`
  | `it changed ${string}`
  | `it looked at ${string}`;

/** The path that a system call names, from its arguments: the index of a pointer to it. */
interface SystemCall {
  readonly path: number;
  /** Whether it changes something, as far as its arguments tell. */
  readonly changes: (args: readonly number[]) => boolean;
}

const O_ACCMODE = 0o3;
const O_CREAT = 0o100;
const O_TRUNC = 0o1000;

const always = () => true;
const never = () => false;

const FIXED_EFFECTS: Readonly<Record<string, Effect>> = {
  clock_time_get: "it read the clock",
  emscripten_date_now: "it read the clock",
  emscripten_get_now: "it read the clock",
  random_get: "it asked for random bytes",
  _dlopen_js: "it loaded native code",
  __syscall_socket: "it opened a socket",
};

/** What a copy would do for, on this device and in this browser. */
const LOCAL_EFFECTS: Readonly<Record<string, Effect>> = {
  JsProxy_GetAttr_js: "it asked JavaScript",
  JsProxy_subscript_js: "it asked JavaScript",
  JsvFunction_CallBound: "it asked JavaScript",
  JsvFunction_Construct: "it asked JavaScript",
  _localtime_js: "it asked for the local time",
  _mktime_js: "it asked for the local time",
};

const SYSTEM_CALLS: Readonly<Record<string, SystemCall>> = {
  __syscall_openat: {
    path: 1,
    changes: ([, , flags = 0]) => (flags & (O_ACCMODE | O_CREAT | O_TRUNC)) !== 0,
  },
  __syscall_stat64: { path: 0, changes: never },
  __syscall_lstat64: { path: 0, changes: never },
  __syscall_newfstatat: { path: 1, changes: never },
  __syscall_faccessat: { path: 1, changes: never },
  __syscall_readlinkat: { path: 1, changes: never },
  __syscall_chdir: { path: 0, changes: never },
  __syscall_mkdirat: { path: 1, changes: always },
  __syscall_mknodat: { path: 1, changes: always },
  __syscall_unlinkat: { path: 1, changes: always },
  __syscall_rmdir: { path: 0, changes: always },
  __syscall_renameat: { path: 1, changes: always },
  __syscall_symlinkat: { path: 2, changes: always },
  __syscall_truncate64: { path: 0, changes: always },
  __syscall_utimensat: { path: 1, changes: always },
  __syscall_chmod: { path: 0, changes: always },
  __syscall_fchmodat2: { path: 1, changes: always },
  __syscall_fchownat: { path: 1, changes: always },
};

type Import = (...args: number[]) => unknown;

/**
 * Notes what a program does that a copy of its memory would know nothing of, or something outdated:
 * reading the clock, random numbers, and files that may be others the next time.
 */
export class Effects implements ImportObserver {
  #memory: WebAssembly.Memory | undefined;
  #durable: readonly string[] = [];
  #workingFolder = "/";
  #watching = false;
  #found: Effect | undefined;
  readonly #isForOthers: boolean;

  /** @param isForOthers - whether the copies go to other devices and browsers */
  constructor(isForOthers = false) {
    this.#isForOthers = isForOthers;
  }

  watch(imports: WebAssembly.Imports): void {
    for (const module of Object.values(imports)) {
      for (const [name, effect] of Object.entries(FIXED_EFFECTS)) {
        wrap(module, name, () => this.#note(effect));
      }
      // In any case: the engine's table has a function for each of them then, and should not differ.
      for (const [name, effect] of Object.entries(LOCAL_EFFECTS)) {
        wrap(module, name, () => this.#isForOthers && this.#note(effect));
      }
      for (const [name, call] of Object.entries(SYSTEM_CALLS)) {
        wrap(module, name, (args) => this.#noteCall(call, args));
      }
    }
  }

  /** Paths are read from here. */
  set memory(memory: WebAssembly.Memory) {
    this.#memory = memory;
  }

  /** From now on, what the program does counts. Only reading files that never change is none. */
  begin(durable: readonly string[], workingFolder: string): void {
    this.#durable = durable;
    this.#workingFolder = workingFolder;
    this.#found = undefined;
    this.#watching = true;
  }

  /** Tells the first effect there was since `begin`. */
  end(): Effect | undefined {
    this.#watching = false;
    return this.#found;
  }

  #note(effect: Effect): void {
    if (this.#watching) this.#found ??= effect;
  }

  #noteCall(call: SystemCall, args: readonly number[]): void {
    if (!this.#watching || this.#found !== undefined) return;
    const path = this.#absolute(this.#text(args[call.path] ?? 0));
    if (call.changes(args)) this.#found = `it changed ${path}`;
    else if (this.#durable.some((folder) => path === folder || path.startsWith(`${folder}/`))) {
      this.#found = `it looked at ${path}`;
    }
  }

  #absolute(path: string): string {
    return path.startsWith("/") ? path : `${this.#workingFolder}/${path}`;
  }

  /** A string of C's. */
  #text(pointer: number): string {
    if (this.#memory === undefined) return "";
    const bytes = new Uint8Array(this.#memory.buffer, pointer);
    const end = bytes.indexOf(0);
    return new TextDecoder().decode(bytes.slice(0, Math.max(end, 0)));
  }
}

/** What suspends the program is no function, but an object that must stay what it is. */
function wrap(
  module: WebAssembly.ModuleImports,
  name: string,
  note: (args: readonly number[]) => void,
): void {
  const original = module[name];
  if (typeof original !== "function") return;
  const call = original as Import;
  const noted = (...args: number[]) => {
    note(args);
    return call(...args);
  };
  // Emscripten reads a function's signature there when it makes a pointer to it.
  module[name] = Object.assign(noted, original);
}
