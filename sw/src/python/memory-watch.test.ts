import { expect, test } from "vitest";
import { MemoryWatch } from "./memory-watch";

const MIB = 2 ** 20;
const GIB = 2 ** 30;

interface Program {
  readonly watch: MemoryWatch;
  /** Asks for a memory of so many bytes. */
  grow(bytes: number): unknown;
  setSize(bytes: number): void;
}

/** A program in a browser that grants memories up to some size. */
function program(granted: number): Program {
  const watch = new MemoryWatch();
  const buffer = { byteLength: 30 * MIB };
  const grow = (bytes: number) => bytes >>> 0 <= granted;
  const env = { emscripten_resize_heap: Object.assign(grow, { sig: "ip" }) };
  watch.watch({ env });
  watch.memory = { buffer } as unknown as WebAssembly.Memory;
  return {
    watch,
    grow: (bytes) => env.emscripten_resize_heap(bytes | 0), // as WebAssembly passes it
    setSize: (bytes) => {
      buffer.byteLength = bytes;
    },
  };
}

test("what the browser grants is no end of the memory", () => {
  const { watch, grow } = program(3 * GIB);
  expect(grow(3 * GIB)).toBe(true);
  expect(watch.isExhausted).toBe(false);
});

test("a refusal of a modest growth is one", () => {
  const { watch, grow, setSize } = program(3 * GIB);
  setSize(3 * GIB);
  expect(grow(3 * GIB + MIB)).toBe(false);
  expect(watch.isExhausted).toBe(true);
});

test("a refusal of something enormous is none", () => {
  const { watch, grow } = program(GIB);
  expect(grow(3 * GIB)).toBe(false);
  expect(watch.isExhausted).toBe(false);
});

test("the end of the address space is one, of which the browser is not even asked", () => {
  const { watch, setSize } = program(4 * GIB);
  setSize(4 * GIB - 65_536);
  expect(watch.isExhausted).toBe(true);
});

test("a program that grows otherwise is refused", () => {
  expect(() => new MemoryWatch().watch({ env: {} })).toThrow("no longer imports");
});
