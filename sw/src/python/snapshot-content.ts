// What a start of Python takes from a snapshot: all that it needs but the engine's code, in one piece, which
// browsers read sooner than many. What it imports from is there once more, unpacked.

import { MemoryImage } from "./memory-image";
import type { Parts } from "./pyodide-runtime";

/** What a memory needs besides the engine's code: it was frozen with it. */
export type Surroundings = Omit<Parts, "wasm" | "image">;

/** From the first byte of something to the one behind its last. */
type Place = readonly [from: number, to: number];

/** Where everything is. */
export interface Layout {
  readonly memory: Place;
  readonly stdlib: Place;
  readonly archives: readonly (readonly [path: string, Place])[];
  readonly unpacked: readonly Place[];
  readonly wasmRest?: Place;
  readonly wasmData?: Place;
}

/** Puts a memory, as `takeImage` returns it, and its surroundings into one piece. */
export async function joined(
  memory: Uint8Array<ArrayBuffer>,
  { stdlib, archives, unpacked, wasmRest, wasmData }: Surroundings,
): Promise<{ content: Blob; layout: Layout }> {
  const pieces: BlobPart[] = [];
  let end = 0;
  const add = (piece: Uint8Array): Place => {
    const from = end;
    pieces.push(piece as Uint8Array<ArrayBuffer>);
    end += piece.length;
    return [from, end];
  };
  // What is read by words comes first: memories have whole ones.
  const layout = {
    memory: add(memory),
    ...(wasmData && { wasmData: add(await wasmData) }),
    ...(wasmRest && { wasmRest: add(await wasmRest) }),
    stdlib: add(await stdlib),
    archives: [...(await archives)].map(([path, zip]) => [path, add(zip)] as const),
    unpacked: ((await unpacked) ?? []).map(add),
  };
  return { content: new Blob(pieces), layout };
}

/**
 * Takes such a piece apart, which may still be on its way.
 *
 * @throws DamagedImageError, RangeError - each part does if it is not whole
 */
export function parted(content: Promise<ArrayBuffer>, layout: Layout): Omit<Parts, "wasm"> {
  const view = async ([from, to]: Place) => new Uint8Array(await content, from, to - from);
  // What lasts longer than the start does not hold on to the whole.
  const copy = async (place: Place) => (await view(place)).slice();
  const { memory, stdlib, archives, unpacked, wasmRest, wasmData } = layout;
  const zips = archives.map(async ([path, place]) => [path, await copy(place)] as const);
  return {
    image: view(memory).then((image) => MemoryImage.of(image)),
    stdlib: copy(stdlib),
    archives: Promise.all(zips).then((all) => new Map(all)),
    unpacked: Promise.all(unpacked.map(view)),
    ...(wasmRest && { wasmRest: copy(wasmRest) }),
    ...(wasmData && { wasmData: view(wasmData) }),
  };
}
