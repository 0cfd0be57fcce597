import type { Asset } from "./protocol";

/**
 * Sorts what is to be fetched. The application comes first, which waits for nothing else once Python has
 * started; then what takes longest to be unpacked.
 */
export function inOrder(assets: readonly Asset[]): Asset[] {
  const rank = (asset: Asset) => {
    if (comesLast(asset)) return -1;
    return asset.role === "application" ? Infinity : asset.bytes;
  };
  return [...assets].sort((a, b) => rank(b) - rank(a));
}

/**
 * Whether an asset is not fetched before all others are there: whoever compiles the engine has it fetched,
 * so that the browser has it then, and need not fetch it twice.
 */
export function comesLast({ role }: Asset): boolean {
  return role === "wasm";
}

/** Whether a first visit needs an asset that is much to unpack, or to read: a page's thread does it. */
export function isHeavy({ role, packed, instead_of }: Asset): boolean {
  if (instead_of !== undefined || role === "application") return false;
  return role === "wasm" || packed !== undefined;
}

/**
 * Whether an asset is kept as it travels: only who makes a snapshot needs it, in which it is unpacked. Each
 * start needs the others.
 */
export function isKeptPacked({ role, packed }: Asset): boolean {
  return packed !== undefined && role !== "application" && role !== "wasm";
}
