import { expect, test } from "vitest";
import { comesLast, inOrder, isHeavy, isKeptPacked } from "./asset-policy";
import type { Asset } from "./protocol";

const asset = (role: Asset["role"], bytes: number, more: Partial<Asset> = {}): Asset => ({
  role,
  path: role,
  bytes,
  sha256: "",
  ...more,
});

const MEMORY = asset("memory", 13, { packed: 3 });
const STDLIB = asset("stdlib", 4, { packed: 1 });
const WHOLE_STDLIB = asset("stdlib", 9, { packed: 2, instead_of: "stdlib" });
const ENGINE = asset("wasm", 20);
const APPLICATION = asset("application", 1, { packed: 1 });
const ICON = asset("icon", 2);

test("what is waited for longest comes first", () => {
  const assets = [ENGINE, ICON, STDLIB, APPLICATION, MEMORY];
  const ordered = inOrder(assets);
  expect(ordered).toEqual([APPLICATION, MEMORY, STDLIB, ICON, ENGINE]);
  expect(ordered.filter(comesLast)).toEqual([ENGINE]);
  expect(assets[0]).toBe(ENGINE);
});

test("what is packed, and what is the engine, is heavy unless few need it", () => {
  const all = [MEMORY, STDLIB, WHOLE_STDLIB, ENGINE, APPLICATION, ICON];
  expect(all.filter(isHeavy)).toEqual([MEMORY, STDLIB, ENGINE]);
});

test("what a snapshot has unpacked is kept packed", () => {
  const all = [MEMORY, STDLIB, ENGINE, APPLICATION, ICON];
  expect(all.filter(isKeptPacked)).toEqual([MEMORY, STDLIB]);
});
