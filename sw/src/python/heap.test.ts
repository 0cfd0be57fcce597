import { expect, test } from "vitest";
import { clearFree } from "./heap";

const BASE = 64;

/** A heap of chunks of these sizes, full of sevens; a negative size is that of a free one. */
function heapOf(sizes: readonly number[]): { memory: Uint8Array; base: number; end: number } {
  const end = sizes.reduce((sum, size) => sum + Math.abs(size), BASE);
  const memory = new Uint8Array(end + 64).fill(7);
  const view = new DataView(memory.buffer);
  let chunk = BASE;
  let before = 1;
  for (const size of sizes) {
    const used = size > 0 ? 2 : 0;
    view.setUint32(chunk + 4, Math.abs(size) | used | before, true);
    chunk += Math.abs(size);
    before = used / 2;
  }
  return { memory, base: BASE, end };
}

/** Which bytes are zero, as stretches. */
function zeros(memory: Uint8Array): [from: number, to: number][] {
  const found: [number, number][] = [];
  for (const [at, byte] of memory.entries()) {
    if (byte !== 0) continue;
    const last = found.at(-1);
    if (last?.[1] === at) last[1] += 1;
    else found.push([at, at + 1]);
  }
  return found.filter(([from, to]) => to - from > 3); // the sizes have zeros, too
}

test("what is free is cleared, but for what malloc has there", () => {
  const { memory, base, end } = heapOf([48, -64, 32, -512, 4096, -16, 16]);
  expect(clearFree(memory, { base, end })).toBe(true);
  expect(zeros(memory)).toEqual([
    [BASE + 48 + 16, BASE + 48 + 64],
    [BASE + 48 + 64 + 32 + 32, BASE + 48 + 64 + 32 + 512],
  ]);
});

test("what lies outside the heap is let alone", () => {
  const { memory, base, end } = heapOf([48, -128]);
  clearFree(memory, { base, end });
  expect(memory.subarray(0, base).every((byte) => byte === 7)).toBe(true);
  expect(memory.subarray(end).every((byte) => byte === 7)).toBe(true);
});

test.each([
  ["a size that leads behind the end", 1, 100_008 | 2],
  ["a size of no chunk", 1, 8 | 2 | 1],
  ["a chunk that takes the one before it for free", 1, 64 | 2],
])("nothing is done to a heap with %s", (_, index, head) => {
  const sizes = [64, 64, -64];
  const { memory, base, end } = heapOf(sizes);
  new DataView(memory.buffer).setUint32(base + 64 * index + 4, head, true);
  const before = memory.slice();
  expect(clearFree(memory, { base, end })).toBe(false);
  expect(memory).toEqual(before);
});
