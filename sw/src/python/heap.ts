// The heap of Emscripten's malloc, which is dlmalloc: one chunk behind the other, each with a header of
// two words. The first of them belongs to the chunk before, if that is free: its size. The second is the
// chunk's own size, a multiple of 8, with flags in the lowest bits. This holds for the pinned Pyodide.

const WORD = 4;
const SIZE = ~7;
const BEFORE_IS_USED = 1;
const IS_USED = 2;
/** Bytes at the beginning of a free chunk that malloc needs: the header, and links to other free ones. */
const KEPT = { inList: 4 * WORD, inTree: 8 * WORD };
/** Bytes of a chunk from which on it is kept in a tree when it is free. */
const IN_TREE = 256;

/** Where a heap is. */
export interface HeapBounds {
  /** The first byte, where the first chunk begins. */
  readonly base: number;
  /** The first byte behind it. */
  readonly end: number;
}

type Stretch = readonly [from: number, to: number];

/**
 * Fills what nobody has with zeros: what once was there would only take room in an image.
 *
 * @returns whether the heap is laid out as it should be; nothing is done if it is not
 */
export function clearFree(memory: Uint8Array, bounds: HeapBounds): boolean {
  const free = freeStretches(memory, bounds);
  for (const [from, to] of free ?? []) memory.fill(0, from, to);
  return free !== undefined;
}

function freeStretches(memory: Uint8Array, { base, end }: HeapBounds): Stretch[] | undefined {
  const words = new Int32Array(memory.buffer, memory.byteOffset, memory.byteLength / WORD);
  const free: Stretch[] = [];
  let chunk = base;
  let used = true;
  // Too little for a chunk is left at the end, or nothing.
  while (chunk + KEPT.inList <= end) {
    const head = words[chunk / WORD + 1] ?? 0;
    const size = head & SIZE;
    const next = chunk + size;
    const isPlausible = size >= KEPT.inList && next <= end;
    if (!isPlausible || (head & BEFORE_IS_USED) !== Number(used)) return undefined;
    used = (head & IS_USED) !== 0;
    if (!used) free.push([chunk + (size < IN_TREE ? KEPT.inList : KEPT.inTree), next]);
    chunk = next;
  }
  return free;
}
