import "fake-indexeddb/auto";

import { deleteDB, openDB } from "idb";
import { afterEach, expect, test } from "vitest";
import { storageName } from "../names";
import { StateStore } from "../state/state-store";
import { type Cookie, CookieJar } from "./jar";
import { Neighbours } from "./neighbours";

const OWN = new URL("https://example.org/own/");
const OTHER = new URL("https://example.org/other/");

afterEach(async () => {
  for (const base of [OWN, OTHER]) await deleteDB(storageName(base, "state"));
  await deleteDB("hipflask");
});

/** Keeps what an application at a base has set, of which scripts see some. */
async function keep(base: URL, field: string, shown: Cookie["shown"]): Promise<void> {
  const jar = new CookieJar();
  jar.set(field, base, 0);
  for (const cookie of jar.all()) jar.mark(cookie, shown);
  const store = await StateStore.open(storageName(base, "state"));
  await store.claim();
  await store.save(undefined, jar.all());
  store.close();
}

test.each([
  ["another application has set it", OTHER, "a=1; Path=/", "yes", true],
  ["this one has set it", OWN, "a=1; Path=/", "yes", false],
  ["scripts don't see it", OTHER, "a=1; Path=/", "no", false],
  ["it has another value", OTHER, "a=2; Path=/", "yes", false],
  ["it has another name", OTHER, "b=1; Path=/", "yes", false],
] as const)("a cookie is a neighbour's if %s", async (_, base, field, shown, expected) => {
  await keep(base, field, shown);
  const neighbours = new Neighbours(storageName(OWN, "state"));
  expect(await neighbours.haveSet("a", "1")).toBe(expected);
});

test("a neighbour's data stay as its own version of hipflask knows them", async () => {
  const name = storageName(OTHER, "state");
  const former = await openDB(name, 2, {
    upgrade: (fresh) => void fresh.createObjectStore("cookies"),
  });
  await expect(new Neighbours(storageName(OWN, "state")).haveSet("a", "1")).resolves.toBe(false);
  expect(former.version).toBe(2);
  await expect(former.count("cookies")).resolves.toBe(0);
  former.close();
  expect(await indexedDB.databases()).toEqual([{ name, version: 2 }]);
});
