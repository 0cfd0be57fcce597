import fc from "fast-check";
import { expect, test } from "vitest";
import { condense, expand } from "./sparse";

const BLOCK = 16_384;

/** A memory with some bytes that are not zero, at an offset into a larger buffer. */
const memories = fc
  .record({
    length: fc.integer({ min: 0, max: 6 * BLOCK }),
    offset: fc.constantFrom(0, 3, 8),
    bytes: fc.array(
      fc.record({
        at: fc.nat({ max: 6 * BLOCK }),
        is: fc.integer({ max: 255, min: 1 }),
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ length, offset, bytes }) => {
    const memory = new Uint8Array(new ArrayBuffer(length + offset), offset);
    for (const { at, is } of bytes) {
      if (length > 0) memory[at % length] = is;
    }
    return memory;
  });

test("a memory comes back as it was", () => {
  fc.assert(
    fc.property(memories, (memory) => {
      expect(expand(condense(memory))).toEqual(new Uint8Array(memory));
    }),
  );
});

test("what is zero takes no room", () => {
  const memory = new Uint8Array(100 * BLOCK);
  memory[17 * BLOCK + 5] = 1;
  memory[18 * BLOCK - 1] = 2;
  memory[99 * BLOCK] = 3;
  expect(condense(memory)).toHaveLength(4 + 100 + 2 * BLOCK);
});

test("what was cut off or made longer is not taken for a memory", () => {
  const condensed = condense(new Uint8Array(3 * BLOCK + 5).fill(7));
  for (const length of [0, 3, 5, BLOCK, condensed.length - 1]) {
    expect(expand(condensed.subarray(0, length))).toBeUndefined();
  }
  expect(expand(Uint8Array.of(...condensed, 0))).toBeUndefined();
  expect(expand(condensed)).toHaveLength(3 * BLOCK + 5);
});
