// A large file is kept in blocks of one size, so that to save it costs what has changed of it.

/**
 * Half of it makes a small change next to a large file little faster; four times as much, twice as
 * slow. Both write and read a large file about as fast.
 */
export const BLOCK_BYTES = 32 * 1024;

/** One block of a file, which is named by a number, so that it can get another path. */
export interface FileBlock {
  readonly file: number;
  readonly index: number;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** Tells that a file has no blocks any more from an index on. */
export interface FileCut {
  readonly file: number;
  readonly from: number;
}

/** Reads a part of a file. */
export type Read = (at: number, length: number) => Uint8Array<ArrayBuffer>;

/** A file that is kept in blocks: how many, and which of them are out of date. */
export class BlockFile {
  readonly id: number;
  readonly #blockBytes: number;
  #kept: number;
  #outdated = new Set<number>();

  /** @param size - of what is kept of it, in bytes */
  constructor(id: number, blockBytes: number, size = 0) {
    this.id = id;
    this.#blockBytes = blockBytes;
    this.#kept = Math.ceil(size / blockBytes);
  }

  /**
   * Notes that bytes differ from those that are kept. Those that come behind them need no mention:
   * zeros are what a block is filled up with, and further blocks are taken anyway.
   */
  change(from: number, to: number): void {
    const end = Math.min(Math.ceil(to / this.#blockBytes), this.#kept);
    for (let index = Math.floor(from / this.#blockBytes); index < end; index++) {
      this.#outdated.add(index);
    }
  }

  /** Returns what makes up for the changes, which count as kept from now on. */
  take(size: number, read: Read): { readonly blocks: FileBlock[]; readonly cuts: FileCut[] } {
    const count = Math.ceil(size / this.#blockBytes);
    const indexes = [...this.#outdated].filter((index) => index < count);
    for (let index = this.#kept; index < count; index++) indexes.push(index);
    const blocks = indexes.map((index) => {
      const at = index * this.#blockBytes;
      return { file: this.id, index, content: read(at, Math.min(this.#blockBytes, size - at)) };
    });
    const cuts = count < this.#kept ? [{ file: this.id, from: count }] : [];
    this.#kept = count;
    this.#outdated = new Set();
    return { blocks, cuts };
  }
}

/** Sorts blocks by the file that they belong to. */
export function blocksByFile(blocks: readonly FileBlock[]): Map<number, FileBlock[]> {
  const byFile = new Map<number, FileBlock[]>();
  for (const block of blocks) {
    const others = byFile.get(block.file);
    if (others === undefined) byFile.set(block.file, [block]);
    else others.push(block);
  }
  return byFile;
}

/** Puts the blocks of a file together again; they may come in any order. */
export function joinBlocks(
  blocks: readonly FileBlock[],
  size: number,
  blockBytes: number,
): Uint8Array<ArrayBuffer> {
  const content = new Uint8Array(size);
  for (const block of blocks) content.set(block.content, block.index * blockBytes);
  return content;
}
