import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Asset, AssetRole } from "../protocol";
import { FakeCacheStorage } from "../testing/fake-caches";
import { BASE, makeAsset, makeManifest } from "../testing/fake-host";
import { imageOf } from "../testing/images";
import type { Frozen } from "./freezer";
import { DamagedImageError } from "./memory-image";
import { Snapshots } from "./snapshots";

const FRAMEWORK: Frozen = { memory: imageOf(1), holds: "framework" };
const APPLICATION: Frozen = { memory: imageOf(2), holds: "modules" };
const ROLES = ["wasm", "stdlib", "packages", "worker", "application", "boot"] as const;

let assets: Asset[];

beforeEach(async () => {
  vi.stubGlobal("caches", new FakeCacheStorage());
  assets = await Promise.all(ROLES.map((role) => makeAsset(role, role, role)));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function snapshots(of: readonly Asset[] = assets): Snapshots {
  return new Snapshots(BASE, "snapshots", makeManifest(of));
}

/** The snapshots of a build in which the asset of one role is another one. */
async function snapshotsWithOther(role: AssetRole): Promise<Snapshots> {
  const other = await makeAsset(role, role, "other");
  return snapshots([...assets.filter((asset) => asset.role !== role), other]);
}

async function storedIn(snapshots: Snapshots): Promise<Uint8Array | undefined> {
  return (await (await snapshots.find())?.image())?.bytes;
}

test("a snapshot is kept until it is discarded", async () => {
  expect(await snapshots().has()).toBe(false);
  expect(await snapshots().find()).toBeUndefined();
  await snapshots().put(FRAMEWORK, "rest");
  expect(await snapshots().has()).toBe(true);
  expect(await storedIn(snapshots())).toEqual(FRAMEWORK.memory);
  await snapshots().discard();
  expect(await snapshots().has()).toBe(false);
  expect(await snapshots().find()).toBeUndefined();
});

test.each(["rest", "whole"] as const)("a snapshot tells its library: %s", async (library) => {
  await snapshots().put(FRAMEWORK, library);
  expect(await snapshots().find()).toMatchObject({ library });
});

test.each([FRAMEWORK, APPLICATION])("a snapshot tells what it holds: $holds", async (frozen) => {
  await snapshots().put(frozen, "rest");
  expect(await snapshots().find()).toMatchObject({ holds: frozen.holds });
});

test("a snapshot that is not whole is none", async () => {
  await snapshots().put(FRAMEWORK, "rest");
  const cache = await caches.open("snapshots");
  const [kept] = await cache.keys();
  const content = await (await cache.match(kept as Request))?.arrayBuffer();
  await cache.put(kept as Request, new Response(content?.slice(0, -1)));
  await expect(storedIn(snapshots())).rejects.toThrow(DamagedImageError);
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
  await snapshots().put(FRAMEWORK, "rest");
  expect(await (await snapshotsWithOther(role)).has()).toBe(fits);
});

test("a snapshot fits a build that names its assets in another order", async () => {
  await snapshots().put(FRAMEWORK, "rest");
  expect(await snapshots([...assets].reverse()).has()).toBe(true);
});

test("prune drops the snapshots of other builds", async () => {
  const former = await snapshotsWithOther("packages");
  await former.put(FRAMEWORK, "rest");
  await snapshots().put(FRAMEWORK, "rest");
  await snapshots().prune();
  expect(await former.has()).toBe(false);
  expect(await snapshots().has()).toBe(true);
});

test("a snapshot with the application takes the place of one without, and back", async () => {
  await snapshots().put(FRAMEWORK, "rest");
  await snapshots().put(APPLICATION, "rest");
  expect(await storedIn(snapshots())).toEqual(APPLICATION.memory);
  await snapshots().put(FRAMEWORK, "rest");
  expect(await storedIn(snapshots())).toEqual(FRAMEWORK.memory);
});

test("a snapshot with the application fits no other build", async () => {
  await snapshots().put(APPLICATION, "rest");
  const other = new Snapshots(BASE, "snapshots", { ...makeManifest(assets), build: "b2" });
  expect(await other.has()).toBe(false);
  expect(await snapshots().has()).toBe(true);
});

test("compiled templates are a build's own, and kept beside its snapshot", async () => {
  expect(await snapshots().templates()).toBeUndefined();
  await snapshots().put(FRAMEWORK, "rest");
  await snapshots().putTemplates(new Uint8Array([7]));
  await snapshots().prune();
  expect(await snapshots().templates()).toEqual(new Uint8Array([7]));
  const other = new Snapshots(BASE, "snapshots", { ...makeManifest(assets), build: "b2" });
  expect(await other.templates()).toBeUndefined();
  await other.prune();
  expect(await snapshots().templates()).toBeUndefined();
});
