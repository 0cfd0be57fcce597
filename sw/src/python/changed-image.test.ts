import fc from "fast-check";
import { expect, test } from "vitest";
import { ChangedImage, changeOf } from "./changed-image";
import { freshMemory, MemoryImage, takeImage } from "./memory-image";

const BLOCK = 4096;
const LENGTH = 6 * BLOCK;
const FACTS = { table: 7, zone: [1, 2], references: { hiwireKeys: ["a"] } };
const LATER = { table: 7, zone: [3, 4], references: { hiwireKeys: ["a", "b"] } };

/** Bytes anywhere in a memory of some blocks; a zero where there was something else, too. */
const contents = fc.array(fc.record({ at: fc.nat({ max: LENGTH - 1 }), is: fc.nat(255) }), {
  maxLength: 6,
});

function written(memory: Uint8Array, bytes: { at: number; is: number }[]): Uint8Array {
  const copy = memory.slice();
  for (const { at, is } of bytes) copy[at] = is;
  return copy;
}

test("what has changed makes the later memory of the former, in place and as one image", () => {
  fc.assert(
    fc.property(contents, contents, contents, fc.nat(2), (begun, former, later, more) => {
      const begin = written(new Uint8Array(LENGTH), begun);
      const fresh = freshMemory(begin);
      const first = written(begin, former);
      const second = new Uint8Array(LENGTH + more * BLOCK);
      second.set(written(first, later));
      if (more > 0) second[LENGTH + 9] = 5;
      const from = MemoryImage.of(takeImage(first, fresh, FACTS));
      const to = MemoryImage.of(takeImage(second, fresh, LATER));

      const image = new ChangedImage(from, MemoryImage.of(changeOf(from, to)));
      expect(image.facts).toEqual(to.facts);
      for (const whole of [image, MemoryImage.of(image.bytes)]) {
        const present = new Uint8Array(second.length);
        present.set(begin);
        whole.restore(present, fresh);
        expect(present).toEqual(second);
      }
    }),
  );
});

test("what has not changed takes no room", () => {
  const memory = new Uint8Array(LENGTH).fill(9);
  const from = MemoryImage.of(takeImage(memory, new Uint8Array(), FACTS));
  const none = changeOf(from, from).length;
  expect(none).toBeLessThan(BLOCK);
  const to = MemoryImage.of(
    takeImage(written(memory, [{ at: BLOCK, is: 1 }]), new Uint8Array(), FACTS),
  );
  expect(changeOf(from, to)).toHaveLength(none + BLOCK);
});
