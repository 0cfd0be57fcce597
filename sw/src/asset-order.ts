import type { Asset, AssetRole } from "./protocol";

const RANKS: Partial<Record<AssetRole, number>> = { application: Infinity, wasm: -1 };

/**
 * Sorts what is to be fetched. The application comes first, which waits for nothing else once Python has
 * started; then what takes longest to be unpacked. The engine comes last: who compiles it has it fetched.
 */
export function inOrder(assets: readonly Asset[]): Asset[] {
  const rank = ({ role, bytes }: Asset) => RANKS[role] ?? bytes;
  return [...assets].sort((a, b) => rank(b) - rank(a));
}

/** Whether all installations need an asset, and whoever fetches it has to unpack much, or to read much. */
export function isHeavy({ role, packed, instead_of }: Asset): boolean {
  return instead_of === undefined && (role === "wasm" || packed !== undefined);
}

/** Whether an asset is kept as it travels. Each start needs the others, and reads them sooner unpacked. */
export function isKeptPacked({ role }: Asset): boolean {
  return role === "memory";
}
