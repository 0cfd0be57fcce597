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
export async function packSnapshot(
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
  // What is read by words comes first, and what is read first: memories have whole words.
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
 * Reads such a piece. What is asked for later than the memory is read after the engine has been compiled:
 * until then all of a small machine is at work, and no longer.
 *
 * @throws DamagedImageError, RangeError - each part does if it is not whole
 */
export function readSnapshot(
  content: Promise<Blob>,
  layout: Layout,
  compiled: Promise<unknown>,
): Omit<Parts, "wasm"> {
  const read = async ([from, to]: Place) => {
    const part = (await content).slice(from, to);
    if (part.size !== to - from) throw new RangeError("The snapshot is not whole.");
    return part.arrayBuffer();
  };
  const isCompiled = compiled.catch(() => {}); // told to who needs the engine
  const later = async (place: Place) => {
    await isCompiled;
    return new Uint8Array(await read(place));
  };
  const { memory, stdlib, archives, unpacked, wasmRest, wasmData } = layout;
  const begin = read([memory[0], wasmData?.[1] ?? memory[1]]);
  const ofBegin = async ([from, to]: Place) => new Uint8Array(await begin, from, to - from);
  const zips = archives.map(async ([path, place]) => [path, await later(place)] as const);
  return {
    image: ofBegin(memory).then((image) => MemoryImage.of(image)),
    stdlib: later(stdlib),
    archives: Promise.all(zips).then((all) => new Map(all)),
    unpacked: Promise.all(unpacked.map(later)),
    ...(wasmRest && { wasmRest: later(wasmRest) }),
    ...(wasmData && { wasmData: ofBegin(wasmData) }),
  };
}
