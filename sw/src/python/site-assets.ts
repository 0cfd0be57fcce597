// How the assets of a site become what Python is made of.
import type { Asset, AssetRole } from "../protocol";
import { ChangedImage } from "./changed-image";
import { type Image, MemoryImage } from "./memory-image";
import type { Parts } from "./pyodide-runtime";

/** Where Python finds the zips it imports from; a zip is named after its role and its order. */
const ARCHIVE_FOLDER = "/lib";

/** Which of a site's archives Python imports from: those without what is in its memory, or whole ones. */
export type Library = "rest" | "whole";

/** Where assets can be read. */
export interface AssetSource {
  ofRole(role: AssetRole): readonly Asset[];
  bytes(asset: Asset): Promise<Uint8Array<ArrayBuffer>>;
}

/** Reads the memory that a site comes with; returns nothing if it has none. */
export function memoryOf(source: AssetSource): Promise<Image> | undefined {
  const halves = source.ofRole("memory");
  if (halves.length === 0) return undefined;
  const read = (assets: readonly Asset[]) => Promise.all(assets.map((one) => source.bytes(one)));
  return Promise.all([read(halves), read(source.ofRole("memory-change"))]).then(
    ([parts, [change]]) => {
      const former = MemoryImage.of(joined(parts));
      return change === undefined ? former : new ChangedImage(former, MemoryImage.of(change));
    },
  );
}

/** Reads what Python imports from. */
export function librariesOf(
  source: AssetSource,
  library: Library,
): Pick<Parts, "stdlib" | "archives" | "unpacked"> {
  const read = (asset: Asset) => source.bytes(asset);
  const ofRole = (role: AssetRole) => inLibrary(source.ofRole(role), library);
  const zips = [...ofRole("framework"), ...ofRole("packages")];
  return {
    stdlib: Promise.resolve(only(ofRole("stdlib"), "stdlib")).then(read),
    archives: archivesOf(zips, read),
    unpacked: Promise.all(zips.filter(({ unpack }) => unpack).map(read)),
  };
}

/** Reads what there is of the engine besides the part that is compiled at once. */
export function enginePartsOf(source: AssetSource): Pick<Parts, "wasmRest" | "wasmData"> {
  const read = (role: AssetRole) => {
    const [asset] = source.ofRole(role);
    return asset && source.bytes(asset);
  };
  const [wasmRest, wasmData] = [read("wasm-rest"), read("wasm-data")];
  return { ...(wasmRest && { wasmRest }), ...(wasmData && { wasmData }) };
}

/** Returns the one asset that there is of a role. */
export function only(assets: readonly Asset[], role: AssetRole): Asset {
  const [asset] = assets;
  if (asset === undefined) throw new Error(`The manifest names no asset of the role ${role}.`);
  return asset;
}

function inLibrary(assets: readonly Asset[], library: Library): readonly Asset[] {
  if (library === "rest") return assets.filter((asset) => asset.instead_of === undefined);
  const replaced = new Set(assets.map((asset) => asset.instead_of));
  return assets.filter((asset) => !replaced.has(asset.path));
}

/** Puts a content together that travels in parts. */
function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Returns the zips that are imported from, under the paths where Python finds them. */
async function archivesOf(
  zips: readonly Asset[],
  read: (zip: Asset) => Promise<Uint8Array>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const archives = new Map<string, Uint8Array>();
  const contents = await Promise.all(zips.map((zip) => zip.unpack || read(zip)));
  for (const [index, content] of contents.entries()) {
    if (content === true) continue;
    const role = zips[index]?.role ?? "packages";
    const number = archives.has(`${ARCHIVE_FOLDER}/${role}.zip`) ? `-${index}` : "";
    archives.set(`${ARCHIVE_FOLDER}/${role}${number}.zip`, content);
  }
  return archives;
}
