// A memory that was frozen a second time, told by what has changed in it since the first time.
import {
  BLOCK_WORDS,
  type ImageFacts,
  layOut,
  type MemoryImage,
  takeImage,
  type Unused,
  wordsOf,
} from "./memory-image";

/** Writes down what has changed from one image of a memory to another one of the same engine's. */
export function changeOf(from: MemoryImage, to: MemoryImage): Uint8Array<ArrayBuffer> {
  return takeImage(contentOf(to), contentOf(from), to.facts);
}

/** Two images that tell one memory together: that of a former one, and what has changed since. */
export class ChangedImage {
  readonly facts: ImageFacts;
  readonly #former: MemoryImage;
  readonly #change: MemoryImage;

  /** @param change - what `changeOf` returned, read */
  constructor(former: MemoryImage, change: MemoryImage) {
    this.facts = change.facts;
    this.#former = former;
    this.#change = change;
  }

  /** Puts the memory in place; see `MemoryImage.restore`. */
  restore(memory: Uint8Array, fresh: Uint8Array, unused?: Unused): void {
    this.#former.restore(memory, fresh, unused);
    this.#change.combine(wordsOf(memory), (word) => word);
  }

  /** The memory as one image, which takes a moment to make. */
  get bytes(): Uint8Array<ArrayBuffer> {
    const told = this.#change.told.slice();
    for (const [index, isTold] of this.#former.told.entries()) if (isTold) told[index] = 1;
    const { image, blocks } = layOut(this.facts, told);
    let before = 0;
    const places = Int32Array.from(told, (isTold) => {
      before += isTold;
      return (before - isTold) * BLOCK_WORDS;
    });
    const placeOf = (word: number) => places[word / BLOCK_WORDS] as number;
    for (const part of [this.#former, this.#change]) part.combine(blocks, placeOf);
    return image;
  }
}

/** All of a memory but for what it has from the engine, from which an image tells a difference. */
function contentOf(image: MemoryImage): Uint8Array<ArrayBuffer> {
  const memory = new Uint8Array(image.facts.memory);
  image.restore(memory, new Uint8Array());
  return memory;
}
