import "fake-indexeddb/auto";

import { deleteDB } from "idb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { BlobStore } from "./blob-store";
import { FakeCacheStorage } from "./testing/fake-caches";

const ONE = "https://example.org/a/one";
const OTHER = "https://example.org/a/other";

let store: BlobStore;

beforeEach(() => {
  vi.stubGlobal("caches", new FakeCacheStorage());
  store = new BlobStore("blobs");
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await deleteDB("blobs");
});

/** What is under the first of some keys that has anything: the facts, and the content. */
async function found(...keys: string[]): Promise<unknown> {
  const kept = await store.find(...keys);
  return kept && { ...kept.facts, text: await (await kept.content()).text() };
}

/** Has IndexedDB take no blobs, as WebKit's does not in a private window: it ends the transaction. */
function refuseBlobs(): void {
  vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (this: IDBObjectStore) {
    this.transaction.abort();
    throw new DOMException("no blobs", "DataCloneError");
  });
}

describe.each([
  ["IndexedDB", () => {}],
  ["Cache Storage, where IndexedDB takes no blobs", refuseBlobs],
])("in %s", (_, prepare) => {
  beforeEach(prepare);

  test("a content is kept with its facts until it is deleted", async () => {
    expect(await found(ONE)).toBeUndefined();
    await store.put(ONE, new Blob(["content"]), { of: "übung" });
    expect(await found(ONE)).toEqual({ of: "übung", text: "content" });
    expect((await store.find(ONE))?.size).toBe(7);
    await store.delete(ONE, OTHER);
    expect(await found(ONE)).toBeUndefined();
  });

  test("a content takes the place of another", async () => {
    await store.put(ONE, new Blob(["former"]));
    await store.put(ONE, new Blob(["present"]));
    expect(await found(ONE)).toEqual({ text: "present" });
  });

  test("the first key that has anything counts", async () => {
    await store.put(OTHER, new Blob(["other"]));
    expect(await found(ONE, OTHER)).toEqual({ text: "other" });
    await store.put(ONE, new Blob(["one"]));
    expect(await found(ONE, OTHER)).toEqual({ text: "one" });
  });

  test("all else is dropped", async () => {
    await store.put(ONE, new Blob(["one"]));
    await store.put(OTHER, new Blob(["other"]));
    await store.keepOnly(OTHER);
    expect(await found(ONE)).toBeUndefined();
    expect(await found(OTHER)).toEqual({ text: "other" });
  });
});

test("what IndexedDB takes no more is found all the same, and not what it had", async () => {
  await store.put(ONE, new Blob(["former"]));
  refuseBlobs();
  await store.put(ONE, new Blob(["present"]));
  expect(await found(ONE)).toEqual({ text: "present" });
});

test("what there is no room for is told", async () => {
  refuseBlobs();
  const full = new DOMException("full", "QuotaExceededError");
  vi.stubGlobal("caches", {
    open: async () => ({ keys: async () => [], put: () => Promise.reject(full) }),
  });
  await expect(store.put(ONE, new Blob(["content"]))).rejects.toBe(full);
});

test("without IndexedDB nothing is lost", async () => {
  vi.spyOn(indexedDB, "open").mockImplementation(() => {
    throw new DOMException("denied", "SecurityError");
  });
  await store.put(ONE, new Blob(["content"]));
  expect(await found(ONE)).toEqual({ text: "content" });
  await store.delete(ONE);
  expect(await found(ONE)).toBeUndefined();
});

test("whoever deletes the database need not wait", async () => {
  await store.put(ONE, new Blob(["content"]));
  await store.find(ONE);
  const blocked = vi.fn<() => void>();
  await deleteDB("blobs", { blocked });
  expect(blocked).not.toHaveBeenCalled();
  expect(await found(ONE)).toBeUndefined();
});
