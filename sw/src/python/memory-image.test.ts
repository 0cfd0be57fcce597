import fc from "fast-check";
import { expect, test } from "vitest";
import { DamagedImageError, freshMemory, MemoryImage, takeImage } from "./memory-image";

const BLOCK = 4096;
const FACTS = { table: 7, zone: [1, 2], references: { hiwireKeys: ["Größe"] } };

/** Bytes that are not zero, anywhere in a memory of some blocks. */
const bytes = fc.array(
  fc.record({ at: fc.nat({ max: 6 * BLOCK }), is: fc.integer({ min: 1, max: 255 }) }),
  { maxLength: 6 },
);
const lengths = fc.integer({ min: 1, max: (6 * BLOCK) / 8 }).map((words) => words * 8);

function memoryWith(length: number, contents: { at: number; is: number }[]): Uint8Array {
  const memory = new Uint8Array(length);
  for (const { at, is } of contents) memory[at % length] = is;
  return memory;
}

test("a memory comes back as it was, whatever another engine has done in its own", () => {
  fc.assert(
    fc.property(lengths, bytes, bytes, bytes, (length, begun, frozen, other) => {
      const begin = memoryWith(length, begun);
      const fresh = freshMemory(begin);
      const memory = memoryWith(length, [...begun, ...frozen]);
      const image = MemoryImage.of(takeImage(memory, fresh, FACTS));
      const present = memoryWith(length + BLOCK, []);
      present.set(begin);
      for (const { at, is } of other) present[at] = is;
      const unused = { stack: [0, 0], end: freshMemory(present).length } as const;
      image.restore(present, begin.subarray(0, image.facts.fresh), unused);
      expect(present.subarray(0, length)).toEqual(memory);
      expect(present.subarray(length).every((byte) => byte === 0)).toBe(true);
    }),
  );
});

test("what a stack has left free is neither written down nor renewed", () => {
  const memory = new Uint8Array(6 * BLOCK).fill(1);
  const unused = { stack: [BLOCK + 8, 4 * BLOCK + 16], end: memory.length } as const;
  const bytes = takeImage(memory, new Uint8Array(), FACTS, unused);
  expect(bytes.length).toBeLessThan(5 * BLOCK);
  const present = new Uint8Array(6 * BLOCK).fill(2);
  MemoryImage.of(bytes).restore(present, new Uint8Array(), unused);
  expect(present.subarray(0, BLOCK + 8).every((byte) => byte === 1)).toBe(true);
  expect(present.subarray(2 * BLOCK, 4 * BLOCK).every((byte) => byte === 2)).toBe(true);
  expect(present.subarray(4 * BLOCK + 16).every((byte) => byte === 1)).toBe(true);
});

test("where the engine has something of its own, the difference is written down", () => {
  const begin = new Uint8Array(BLOCK).fill(5);
  const memory = begin.slice();
  memory[9] = 4;
  const block = takeImage(memory, freshMemory(begin), FACTS).subarray(-BLOCK);
  expect([...block.subarray(0, 12)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
  expect(block.filter((byte) => byte !== 0)).toHaveLength(1);
});

test("its facts come with it", () => {
  const image = MemoryImage.of(takeImage(new Uint8Array(BLOCK), new Uint8Array(16), FACTS));
  expect(image.facts).toEqual({ ...FACTS, memory: BLOCK, fresh: 16 });
});

test("what is zero, or the engine's own, takes no room", () => {
  const memory = new Uint8Array(100 * BLOCK);
  memory.fill(1, 0, 3 * BLOCK + 8);
  const fresh = freshMemory(memory.slice());
  expect(fresh).toHaveLength(3 * BLOCK + 8);
  const none = takeImage(memory, fresh, FACTS).length;
  memory[BLOCK] = 2;
  memory[17 * BLOCK + 5] = 1;
  memory[18 * BLOCK - 1] = 2;
  memory[99 * BLOCK] = 3;
  expect(takeImage(memory, fresh, FACTS)).toHaveLength(none + 3 * BLOCK);
  memory[3 * BLOCK + 8] = 4; // right behind what the engine has put there
  expect(takeImage(memory, fresh, FACTS)).toHaveLength(none + 4 * BLOCK);
});

test("what was cut off or made longer is not taken for an image", () => {
  const image = takeImage(new Uint8Array(3 * BLOCK).fill(7), new Uint8Array(), FACTS);
  for (const length of [0, 3, 5, 60, BLOCK, image.length - 1]) {
    expect(() => MemoryImage.of(image.slice(0, length))).toThrow(DamagedImageError);
  }
  expect(() => MemoryImage.of(Uint8Array.of(...image, 0))).toThrow(DamagedImageError);
  expect(MemoryImage.of(image).facts.memory).toBe(3 * BLOCK);
});

test("what is no image at all is not taken for one", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      expect(() => MemoryImage.of(new Uint8Array(bytes))).toThrow(DamagedImageError);
    }),
  );
});
