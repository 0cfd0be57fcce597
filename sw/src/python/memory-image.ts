// An interpreter's memory, without what it has from the engine and without its zeros:
//
//   the number of bytes of the facts (u32, little-endian) · the facts (JSON, UTF-8)
//   · a byte for each block of the memory: whether it is there · zeros up to a whole word · those blocks
//
// Where the engine has something of its own, a block tells the difference (exclusive or), which is zero
// for the most part. All of it is looked at word by word, in tight loops: it is done while somebody waits.

import type { ZonePointers } from "./time-zone";

/** Bytes. Larger blocks would hold more that need not be told, smaller ones be more to tell. */
const BLOCK = 4096;
const HEADER = 4;
const WORD = 4;
export const BLOCK_WORDS = BLOCK / WORD;

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

/** Where in a memory nothing is that anybody will read. */
export interface Unused {
  /** The first byte, and the one behind the last, of what a stack has left free. */
  readonly stack: readonly [from: number, to: number];
  /** Bytes behind which there are only zeros. */
  readonly end: number;
}

/** Returns of the memory that an engine begins with what there is up to its last word that is not zero. */
export function freshMemory(memory: Uint8Array): Uint8Array {
  const words = wordsOf(memory);
  let end = words.length;
  while (end > 0 && words[end - 1] === 0) end -= 1;
  return memory.subarray(0, end * WORD);
}

/**
 * Writes down a memory.
 *
 * @param fresh - what `freshMemory` returned when its engine began
 */
export function takeImage(
  memory: Uint8Array,
  fresh: Uint8Array,
  facts: Omit<ImageFacts, "memory" | "fresh">,
  unused = nothingUnused(memory),
): Uint8Array<ArrayBuffer> {
  const whole: ImageFacts = { memory: memory.length, fresh: fresh.length, ...facts };
  const words = wordsOf(memory);
  const before = wordsOf(fresh);
  const told = new Uint8Array(blocksIn(memory.length));
  for (const [from, to] of usedWords(unused)) {
    for (
      let index = Math.floor(from / BLOCK_WORDS);
      index < Math.ceil(to / BLOCK_WORDS);
      index += 1
    ) {
      if (!isAsBefore(words, before, index * BLOCK_WORDS)) told[index] = 1;
    }
  }
  const { image, runs, blocks } = layOut(whole, told);
  let offset = 0;
  for (const [from, to] of runs) {
    blocks.set(words.subarray(from, to), offset);
    differ(blocks, offset, before, from, to);
    offset += to - from;
  }
  return image;
}

/** Lays out an image whose blocks are still to be filled in. */
export function layOut(facts: ImageFacts, told: Uint8Array): Layout {
  const text = new TextEncoder().encode(JSON.stringify(facts));
  const runs = runsOf(told, facts.memory / WORD);
  const start = startOfBlocks(text.length, told.length);
  const image = new Uint8Array(start + wordsIn(runs) * WORD);
  new DataView(image.buffer).setUint32(0, text.length, true);
  image.set(text, HEADER);
  image.set(told, HEADER + text.length);
  return { image, runs, blocks: new Int32Array(image.buffer, start) };
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
  /** A byte for each block of the memory: whether it is there. */
  readonly told: Uint8Array;
  readonly #runs: readonly Run[];
  readonly #blocks: Int32Array;

  private constructor(
    bytes: Uint8Array<ArrayBuffer>,
    facts: ImageFacts,
    told: Uint8Array,
    runs: readonly Run[],
    blocks: Int32Array,
  ) {
    this.bytes = bytes;
    this.facts = facts;
    this.told = told;
    this.#runs = runs;
    this.#blocks = blocks;
  }

  /**
   * @param image - begins at a word of its buffer
   * @throws DamagedImageError - this can't be what `takeImage` made; it may be a part of it
   */
  static of(image: Uint8Array<ArrayBuffer>): MemoryImage {
    const check = (end: number): void => {
      if (image.length < end) throw new DamagedImageError();
    };
    check(HEADER);
    const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
    const behind = HEADER + view.getUint32(0, true);
    check(behind);
    const facts = factsOf(image.subarray(HEADER, behind));
    const count = blocksIn(facts.memory);
    const start = startOfBlocks(behind - HEADER, count);
    check(start);
    const told = image.subarray(behind, behind + count);
    const runs = runsOf(told, facts.memory / WORD);
    if (image.length !== start + wordsIn(runs) * WORD) throw new DamagedImageError();
    return new MemoryImage(image, facts, told, runs, wordsOf(image.subarray(start)));
  }

  /**
   * Puts the memory in place of what an engine has in its own since it began.
   *
   * @param memory - at least as large as the facts say
   * @param fresh - what the engine began with: as many bytes as the facts say
   * @param unused - of the memory, as it is now
   */
  restore(memory: Uint8Array, fresh: Uint8Array, unused = nothingUnused(memory)): void {
    const words = wordsOf(memory);
    const before = wordsOf(fresh);
    const used = usedWords(unused);
    const renewUsed = (from: number, to: number): void => {
      for (const [start, end] of used) {
        renew(words, before, Math.max(from, start), Math.min(to, end));
      }
    };
    let offset = 0;
    let end = 0;
    for (const [from, to] of this.#runs) {
      renewUsed(end, from);
      words.set(this.#blocks.subarray(offset, offset + to - from), from);
      differ(words, from, before, from, to);
      offset += to - from;
      end = to;
    }
    renewUsed(end, words.length);
  }

  /**
   * Combines its blocks (exclusive or) with what is in their places.
   *
   * @param placeOf - where in `words` the word of a memory is, with which a stretch of blocks begins
   */
  combine(words: Int32Array, placeOf: (word: number) => number): void {
    let offset = 0;
    for (const [from, to] of this.#runs) {
      for (let block = from; block < to; block += BLOCK_WORDS) {
        const place = placeOf(block);
        const length = Math.min(BLOCK_WORDS, to - block);
        for (let index = 0; index < length; index += 1) {
          const value = words[place + index] as number;
          words[place + index] = value ^ (this.#blocks[offset + index] as number);
        }
        offset += length;
      }
    }
  }
}

/** Whatever can be put in place as a memory. */
export type Image = Pick<MemoryImage, "bytes" | "facts" | "restore">;

/** A stretch of blocks, from its first word to the one behind its last. */
type Run = readonly [from: number, to: number];

interface Layout {
  readonly image: Uint8Array<ArrayBuffer>;
  readonly runs: readonly Run[];
  /** What is to be filled in: the words of those runs, one behind the other. */
  readonly blocks: Int32Array;
}

function nothingUnused(memory: Uint8Array): Unused {
  return { stack: [0, 0], end: memory.length };
}

/** The words before and behind what a stack has left free. */
function usedWords({ stack: [from, to], end }: Unused): readonly Run[] {
  return [
    [0, Math.ceil(from / WORD)],
    [Math.floor(to / WORD), Math.ceil(end / WORD)],
  ];
}

function wordsIn(runs: readonly Run[]): number {
  return runs.reduce((sum, [from, to]) => sum + to - from, 0);
}

function blocksIn(bytes: number): number {
  return Math.ceil(bytes / BLOCK);
}

function startOfBlocks(text: number, told: number): number {
  return Math.ceil((HEADER + text + told) / WORD) * WORD;
}

/** @param length - words of the whole memory */
function runsOf(told: Uint8Array, length: number): Run[] {
  const runs: Run[] = [];
  for (let from = told.indexOf(1); from >= 0; ) {
    const end = told.indexOf(0, from);
    const to = end < 0 ? told.length : end;
    runs.push([from * BLOCK_WORDS, Math.min(to * BLOCK_WORDS, length)]);
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

/**
 * Makes of words how they differ from those that were there before, as far as there are such; and of that
 * the words again.
 *
 * @param at - where they are in `words`
 * @param from - where they are in a memory
 */
function differ(words: Int32Array, at: number, before: Int32Array, from: number, to: number): void {
  const end = Math.min(to, before.length);
  for (let index = from; index < end; index += 1) {
    const place = at + index - from;
    words[place] = (words[place] as number) ^ (before[index] as number);
  }
}

/** Makes a stretch of a memory what it was when its engine began. */
function renew(words: Int32Array, before: Int32Array, from: number, to: number): void {
  const border = Math.min(Math.max(from, before.length), to);
  if (from < border) words.set(before.subarray(from, border), from);
  // Most is zero, and never was anything else: left alone, it takes no room.
  for (let index = border; index < to; index += 1) {
    if (words[index] !== 0) words[index] = 0;
  }
}

/** Whether the block that begins at a word is what it was when the engine began. */
function isAsBefore(words: Int32Array, before: Int32Array, start: number): boolean {
  const end = Math.min(start + BLOCK_WORDS, words.length);
  const border = Math.max(start, Math.min(end, before.length));
  for (let index = start; index < border; index += 1) {
    if (words[index] !== before[index]) return false;
  }
  for (let index = border; index < end; index += 1) {
    if (words[index] !== 0) return false;
  }
  return true;
}

/** A memory has whole pages, and what an engine begins with is cut at a word. */
export function wordsOf(bytes: Uint8Array): Int32Array {
  return new Int32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / WORD);
}
