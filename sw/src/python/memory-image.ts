// An interpreter's memory, without what it has from the engine and without its zeros:
//
//   the number of bytes of the facts (u32, little-endian) · the facts (JSON, UTF-8)
//   · a byte for each block of the memory: whether it is there · those blocks
//
// Where the engine has something of its own, a block tells the difference (exclusive or), which is zero
// for the most part.

import type { ZonePointers } from "./time-zone";

/** Bytes. Larger blocks would hold more that need not be told, smaller ones be more to tell. */
const BLOCK = 4096;
const HEADER = 4;
const WORD = 4;

/** Pyodide's own, which is JSON. */
export type References = Readonly<Record<string, unknown>>;

/** What is to be known before a memory is put in place. */
export interface ImageFacts {
  /** Bytes of the whole memory. */
  readonly memory: number;
  /** Bytes at its beginning that the engine itself has put there. */
  readonly fresh: number;
  /** Entries of the engine's function table, which pointers in the memory are indices of. */
  readonly table: number;
  /** See `TimeZone`. */
  readonly zone: ZonePointers;
  /** What Pyodide knows about the JavaScript objects that Python refers to. */
  readonly references: References;
}

/** Returns the memory that an engine begins with, up to its last byte that is not zero. */
export function freshMemory(memory: Uint8Array): Uint8Array<ArrayBuffer> {
  const words = wordsOf(memory);
  let end = words.length;
  while (end > 0 && words[end - 1] === 0) end -= 1;
  return memory.slice(0, end * WORD);
}

/**
 * Writes down a memory.
 *
 * @param fresh - what `freshMemory` returned when its engine began
 */
export function takeImage(
  memory: Uint8Array,
  fresh: Uint8Array<ArrayBuffer>,
  facts: Omit<ImageFacts, "memory" | "fresh">,
): Uint8Array<ArrayBuffer> {
  const whole: ImageFacts = { memory: memory.length, fresh: fresh.length, ...facts };
  const text = new TextEncoder().encode(JSON.stringify(whole));
  const count = Math.ceil(memory.length / BLOCK);
  const told = new Uint8Array(count);
  for (let index = 0; index < count; index += 1) {
    if (!isAsBefore(memory, fresh, index * BLOCK)) told[index] = 1;
  }
  const runs = runsOf(told, memory.length);
  const start = HEADER + text.length + count;
  const image = new Uint8Array(runs.reduce((sum, [from, to]) => sum + to - from, start));
  new DataView(image.buffer).setUint32(0, text.length, true);
  image.set(text, HEADER);
  image.set(told, HEADER + text.length);
  let offset = start;
  for (const [from, to] of runs) {
    image.set(memory.subarray(from, to), offset);
    differ(image.subarray(offset, offset + to - from), fresh.subarray(from, to));
    offset += to - from;
  }
  return image;
}

/** What should be an image is none, or not whole. */
export class DamagedImageError extends Error {
  constructor(options?: ErrorOptions) {
    super("This is not a whole image of a memory.", options);
    this.name = "DamagedImageError";
  }
}

/** What `takeImage` wrote down, to be read. */
export class MemoryImage {
  /** As it was written down. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly facts: ImageFacts;
  readonly #runs: readonly Run[];
  readonly #blocks: Uint8Array;

  private constructor(
    bytes: Uint8Array<ArrayBuffer>,
    facts: ImageFacts,
    runs: readonly Run[],
    blocks: Uint8Array,
  ) {
    this.bytes = bytes;
    this.facts = facts;
    this.#runs = runs;
    this.#blocks = blocks;
  }

  /** @throws DamagedImageError - this can't be what `takeImage` made; it may be a part of it */
  static of(image: Uint8Array<ArrayBuffer>): MemoryImage {
    const check = (end: number): void => {
      if (image.length < end) throw new DamagedImageError();
    };
    check(HEADER);
    const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
    const told = HEADER + view.getUint32(0, true);
    check(told);
    const facts = factsOf(image.subarray(HEADER, told));
    const start = told + Math.ceil(facts.memory / BLOCK);
    check(start);
    const runs = runsOf(image.subarray(told, start), facts.memory);
    const length = runs.reduce((sum, [from, to]) => sum + to - from, 0);
    if (image.length !== start + length) throw new DamagedImageError();
    return new MemoryImage(image, facts, runs, image.subarray(start));
  }

  /**
   * Puts the memory in place of what an engine has in its own since it began.
   *
   * @param memory - at least as large as the facts say
   * @param fresh - what the engine began with: as many bytes as the facts say
   */
  restore(memory: Uint8Array, fresh: Uint8Array): void {
    let offset = 0;
    let end = 0;
    for (const [from, to] of this.#runs) {
      renew(memory, fresh, end, from);
      memory.set(this.#blocks.subarray(offset, offset + to - from), from);
      differ(memory.subarray(from, to), fresh.subarray(from, to));
      offset += to - from;
      end = to;
    }
    renew(memory, fresh, end, memory.length);
  }
}

/** A stretch of blocks, from its first byte to the one behind its last. */
type Run = readonly [from: number, to: number];

function runsOf(told: Uint8Array, length: number): Run[] {
  const runs: Run[] = [];
  for (let from = told.indexOf(1); from >= 0; ) {
    const end = told.indexOf(0, from);
    const to = end < 0 ? told.length : end;
    runs.push([from * BLOCK, Math.min(to * BLOCK, length)]);
    from = end < 0 ? -1 : told.indexOf(1, end);
  }
  return runs;
}

function factsOf(text: Uint8Array): ImageFacts {
  try {
    return JSON.parse(new TextDecoder().decode(text)) as ImageFacts;
  } catch (cause) {
    throw new DamagedImageError({ cause });
  }
}

/** Makes of bytes how they differ from others, as far as there are such; and of that the bytes again. */
function differ(bytes: Uint8Array, others: Uint8Array): void {
  for (let index = 0; index < others.length; index += 1) {
    bytes[index] = (bytes[index] ?? 0) ^ (others[index] ?? 0);
  }
}

/** Makes a stretch of a memory what it was when its engine began. */
function renew(memory: Uint8Array, fresh: Uint8Array, from: number, to: number): void {
  const border = Math.min(Math.max(from, fresh.length), to);
  memory.set(fresh.subarray(from, border), from);
  // Most is zero, and never was anything else: left alone, it takes no room.
  for (let start = border; start < to; start += BLOCK) {
    const block = memory.subarray(start, Math.min(start + BLOCK, to));
    if (!isZero(block)) block.fill(0);
  }
}

function isAsBefore(memory: Uint8Array, fresh: Uint8Array<ArrayBuffer>, start: number): boolean {
  const block = memory.subarray(start, start + BLOCK);
  if (start >= fresh.length) return isZero(block);
  const before = fresh.subarray(start, start + BLOCK);
  if (!isZero(block.subarray(before.length))) return false;
  const words = wordsOf(block.subarray(0, before.length));
  const beforeWords = wordsOf(before);
  for (let index = 0; index < words.length; index += 1) {
    if (words[index] !== beforeWords[index]) return false;
  }
  return true;
}

function isZero(block: Uint8Array): boolean {
  const words = wordsOf(block);
  for (let index = 0; index < words.length; index += 1) {
    if (words[index] !== 0) return false;
  }
  return true;
}

/** A memory has whole pages, and what an engine begins with is cut at a word. */
function wordsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / WORD);
}
