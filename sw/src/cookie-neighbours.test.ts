import "fake-indexeddb/auto";

import { deleteDB } from "idb";
import { afterEach, expect, test } from "vitest";
import { CookieJar } from "./cookie-jar";
import { Neighbours } from "./cookie-neighbours";
import { storageName } from "./names";
import { StateStore } from "./state-store";

const OWN = new URL("https://example.org/own/");
const OTHER = new URL("https://example.org/other/");

afterEach(async () => {
  for (const base of [OWN, OTHER]) await deleteDB(storageName(base, "state"));
  await deleteDB("hipflask");
});

/** Keeps what an application at a base has set, of which scripts see some. */
async function keep(base: URL, field: string, mirrored: boolean): Promise<void> {
  const jar = new CookieJar();
  const stored = jar.set(field, base, 0)?.stored;
  if (stored !== undefined) jar.mark(stored, mirrored);
  const store = await StateStore.open(storageName(base, "state"));
  await store.claim();
  await store.save(undefined, jar.all());
  store.close();
}

test.each([
  ["another application has set it", OTHER, "a=1; Path=/", true, true],
  ["this one has set it", OWN, "a=1; Path=/", true, false],
  ["scripts don't see it", OTHER, "a=1; Path=/", false, false],
  ["it has another value", OTHER, "a=2; Path=/", true, false],
  ["it has another name", OTHER, "b=1; Path=/", true, false],
])("a cookie is a neighbour's if %s", async (_, base, field, mirrored, expected) => {
  await keep(base, field, mirrored);
  const neighbours = new Neighbours(storageName(OWN, "state"));
  expect(await neighbours.haveSet("a", "1")).toBe(expected);
});
