// Import this before Pyodide: time and chance are the same each time then, so that the same program has
// the same memory in the end. Whoever asks for either is not frozen.
import nodeCrypto from "node:crypto";

/** 2020-01-01, in milliseconds. */
const BEGIN = 1_577_836_800_000;

/** How often the time has to be asked for until it goes on, by a millisecond: those who wait do so. */
const ASKED = 10_000;

let asked = 0;
const elapsed = () => {
  asked += 1;
  return Math.floor(asked / ASKED);
};

const RealDate = Date;
globalThis.Date = class extends RealDate {
  constructor(...args: [] | [number]) {
    super(...(args.length === 0 ? ([BEGIN + elapsed()] as const) : args));
  }

  static override now(): number {
    return BEGIN + elapsed();
  }
} as DateConstructor;
performance.now = elapsed;
Object.defineProperty(performance, "timeOrigin", { value: BEGIN });

// Where Emscripten finds itself in Node it asks that, and not the Web's interface.
nodeCrypto.randomFillSync = <T extends ArrayBufferView>(array: T): T => {
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength).fill(7);
  return array;
};

// What JavaScript has no more use for would be given back to Python whenever that is found out.
globalThis.FinalizationRegistry = class {
  register(): void {}
  unregister(): boolean {
    return false;
  }
} as unknown as FinalizationRegistryConstructor;
