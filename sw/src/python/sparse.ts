// A memory that is zero for a good part, without its zeros:
//
//   its length (u32, little-endian) · a byte for each block: whether it is there · those blocks

/** Bytes. Larger blocks would hold more zeros among other bytes, smaller ones be more to tell. */
const BLOCK = 16_384;
const HEADER = 4;
const WORD = 8;

/** Leaves out the blocks that are zero. */
export function condense(memory: Uint8Array): Uint8Array<ArrayBuffer> {
  const blocks = blocksOf(memory).map((block) => (isZero(block) ? undefined : block));
  const kept = blocks.filter((block) => block !== undefined);
  const start = HEADER + blocks.length;
  const target = new Uint8Array(kept.reduce((sum, { length }) => sum + length, start));
  new DataView(target.buffer).setUint32(0, memory.length, true);
  target.set(
    blocks.map((block) => (block === undefined ? 0 : 1)),
    HEADER,
  );
  let offset = start;
  for (const block of kept) {
    target.set(block, offset);
    offset += block.length;
  }
  return target;
}

/** Undoes `condense`; returns nothing if this can't be what that made. */
export function expand(condensed: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (condensed.length < HEADER) return undefined;
  const view = new DataView(condensed.buffer, condensed.byteOffset, condensed.byteLength);
  const length = view.getUint32(0, true);
  const count = Math.ceil(length / BLOCK);
  let offset = HEADER + count;
  if (condensed.length < offset) return undefined;
  const memory = new Uint8Array(length);
  for (const [index, block] of blocksOf(memory).entries()) {
    if (condensed[HEADER + index] === 0) continue;
    const content = condensed.subarray(offset, offset + block.length);
    block.set(content);
    offset += block.length;
  }
  return offset === condensed.length ? memory : undefined;
}

function blocksOf(memory: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(memory.length / BLOCK) }, (_, index) =>
    memory.subarray(index * BLOCK, (index + 1) * BLOCK),
  );
}

function isZero(block: Uint8Array): boolean {
  const isAligned = block.byteOffset % WORD === 0 && block.length % WORD === 0;
  if (!isAligned) return block.every((byte) => byte === 0);
  const words = new BigUint64Array(block.buffer, block.byteOffset, block.length / WORD);
  return words.every((word) => word === 0n);
}
