import "fake-indexeddb/auto";

import { deleteDB, openDB } from "idb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { pause } from "../pause";
import type { Asset, AssetRole } from "../protocol";
import { FakeCacheStorage } from "../testing/fake-caches";
import { BASE, makeAsset, makeManifest } from "../testing/fake-host";
import { imageOf } from "../testing/images";
import { surroundings } from "../testing/surroundings";
import type { Frozen } from "./freezer";
import { Snapshots } from "./snapshots";

const COMPILED = Promise.resolve();
const FRAMEWORK: Frozen = { memory: imageOf(1), holds: "framework" };
const APPLICATION: Frozen = { memory: imageOf(2), holds: "modules" };
const ROLES = ["wasm", "stdlib", "packages", "worker", "application", "boot"] as const;

let assets: Asset[];

beforeEach(async () => {
  vi.stubGlobal("caches", new FakeCacheStorage());
  assets = await Promise.all(ROLES.map((role) => makeAsset(role, role, role)));
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await deleteDB("snapshots");
});

function snapshots(of: readonly Asset[] = assets): Snapshots {
  return new Snapshots(BASE, "snapshots", makeManifest(of));
}

/** The snapshots of a build in which the asset of one role is another one. */
async function snapshotsWithOther(role: AssetRole): Promise<Snapshots> {
  const other = await makeAsset(role, role, "other");
  return snapshots([...assets.filter((asset) => asset.role !== role), other]);
}

function bytes(...content: number[]): Promise<Uint8Array<ArrayBuffer>> {
  return Promise.resolve(new Uint8Array(content));
}

async function storedIn(snapshots: Snapshots): Promise<Uint8Array | undefined> {
  return (await (await snapshots.find())?.parts(COMPILED).image)?.bytes;
}

test("a snapshot is kept until it is discarded", async () => {
  expect(await snapshots().has()).toBe(false);
  expect(await snapshots().find()).toBeUndefined();
  await snapshots().put(FRAMEWORK, surroundings());
  expect(await snapshots().has()).toBe(true);
  expect(await storedIn(snapshots())).toEqual(FRAMEWORK.memory);
  await snapshots().discard();
  expect(await snapshots().has()).toBe(false);
  expect(await snapshots().find()).toBeUndefined();
});

test("a snapshot has what its memory was frozen with", async () => {
  const packages = [new Uint8Array([1, 2, 3]), new Uint8Array([4])];
  await snapshots().put(FRAMEWORK, {
    stdlib: bytes(5, 6),
    archives: Promise.resolve(new Map([["/lib/packages.zip", new Uint8Array([7])]])),
    unpacked: Promise.resolve(packages),
    wasmRest: bytes(8),
    wasmData: bytes(9, 10, 11),
  });
  const parts = (await snapshots().find())?.parts(COMPILED);
  expect((await parts?.image)?.bytes).toEqual(FRAMEWORK.memory);
  expect(await parts?.stdlib).toEqual(await bytes(5, 6));
  expect(await parts?.archives).toEqual(new Map([["/lib/packages.zip", await bytes(7)]]));
  expect(await parts?.unpacked).toEqual(packages);
  expect(await parts?.wasmRest).toEqual(await bytes(8));
  expect(await parts?.wasmData).toEqual(await bytes(9, 10, 11));
});

test("what is needed later is read when the engine has been compiled, or can't be", async () => {
  await snapshots().put(FRAMEWORK, surroundings("library"));
  const compiled = Promise.withResolvers<void>();
  const parts = (await snapshots().find())?.parts(compiled.promise);
  const isRead = vi.fn<() => void>();
  void parts?.stdlib.then(isRead);
  await parts?.image;
  await pause(50);
  expect(isRead).not.toHaveBeenCalled();
  compiled.reject(new Error("no engine"));
  expect(new TextDecoder().decode(await parts?.stdlib)).toBe("library");
});

test("a snapshot of an engine that is whole has no other parts of it", async () => {
  await snapshots().put(FRAMEWORK, surroundings());
  const parts = (await snapshots().find())?.parts(COMPILED);
  expect(parts).not.toHaveProperty("wasmRest");
  expect(parts).not.toHaveProperty("wasmData");
});

test.each([FRAMEWORK, APPLICATION])("a snapshot tells what it holds: $holds", async (frozen) => {
  await snapshots().put(frozen, surroundings());
  expect(await snapshots().find()).toMatchObject({ holds: frozen.holds });
});

test("a snapshot that is not whole is none", async () => {
  await snapshots().put(FRAMEWORK, surroundings("library"));
  const database = await openDB("snapshots");
  const [key] = await database.getAllKeys("blobs");
  const kept = await database.get("blobs", key as string);
  await database.put("blobs", { ...kept, content: kept.content.slice(0, 9) }, key);
  database.close();
  const parts = (await snapshots().find())?.parts(COMPILED);
  await expect(parts?.image).rejects.toThrow(RangeError);
  await expect(parts?.stdlib).rejects.toThrow(RangeError);
});

test.each<[AssetRole, boolean]>([
  ["loader", false],
  ["engine", false],
  ["wasm", false],
  ["memory", false],
  ["memory-change", false],
  ["stdlib", false],
  ["packages", false],
  ["framework", false],
  ["worker", false],
  ["application", true],
  ["boot", true],
  ["lock", true],
])("a snapshot fits a build with another %s: %s", async (role, fits) => {
  await snapshots().put(FRAMEWORK, surroundings());
  expect(await (await snapshotsWithOther(role)).has()).toBe(fits);
});

test("a snapshot fits a build that names its assets in another order", async () => {
  await snapshots().put(FRAMEWORK, surroundings());
  expect(await snapshots([...assets].reverse()).has()).toBe(true);
});

test("prune drops the snapshots of other builds", async () => {
  const former = await snapshotsWithOther("packages");
  await former.put(FRAMEWORK, surroundings());
  await snapshots().put(FRAMEWORK, surroundings());
  await snapshots().prune();
  expect(await former.has()).toBe(false);
  expect(await snapshots().has()).toBe(true);
});

test("a snapshot with the application takes the place of one without, and back", async () => {
  await snapshots().put(FRAMEWORK, surroundings());
  await snapshots().put(APPLICATION, surroundings());
  expect(await storedIn(snapshots())).toEqual(APPLICATION.memory);
  await snapshots().put(FRAMEWORK, surroundings());
  expect(await storedIn(snapshots())).toEqual(FRAMEWORK.memory);
});

test("a snapshot with the application fits no other build", async () => {
  await snapshots().put(APPLICATION, surroundings());
  const other = new Snapshots(BASE, "snapshots", { ...makeManifest(assets), build: "b2" });
  expect(await other.has()).toBe(false);
  expect(await snapshots().has()).toBe(true);
});

test("compiled templates are a build's own, and kept beside its snapshot", async () => {
  expect(await snapshots().templates()).toBeUndefined();
  await snapshots().put(FRAMEWORK, surroundings());
  await snapshots().putTemplates(new Uint8Array([7]));
  await snapshots().prune();
  expect(await snapshots().templates()).toEqual(new Uint8Array([7]));
  const other = new Snapshots(BASE, "snapshots", { ...makeManifest(assets), build: "b2" });
  expect(await other.templates()).toBeUndefined();
  await other.prune();
  expect(await snapshots().templates()).toBeUndefined();
});
