import "fake-indexeddb/auto";

import { deleteDB, openDB } from "idb";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Cookie } from "../cookies/jar";
import type { FileBlock } from "./file-blocks";
import type { FileChanges, FileRecord } from "./file-changes";
import { StateStore } from "./state-store";

const NAME = "hipflask:https://example.org/:state";

const COOKIE: Cookie = {
  name: "a",
  value: "1",
  expires: undefined,
  domain: "example.org",
  hostOnly: true,
  path: "/",
  secure: false,
  httpOnly: true,
  sameSite: "lax",
  partitioned: false,
  created: 1,
  used: 1,
  byScript: false,
  shown: "no",
};

function file(path: string, content = path): FileRecord {
  const bytes = new TextEncoder().encode(content);
  return { kind: "file", path, mode: 0o644, mtime: 1, content: bytes };
}

function folder(path: string): FileRecord {
  return { kind: "folder", path, mode: 0o755, mtime: 2 };
}

/** Changes, of which a case names what it is about. */
function changes(some: Partial<FileChanges>): FileChanges {
  return { saved: [], blocks: [], removed: [], cuts: [], ...some };
}

let store: StateStore;

beforeEach(async () => {
  store = await StateStore.open(NAME);
  await store.claim();
});

afterEach(async () => {
  vi.restoreAllMocks();
  store.close();
  await deleteDB(NAME);
});

async function reopen(): Promise<void> {
  store.close();
  store = await StateStore.open(NAME);
}

async function paths(): Promise<string[]> {
  return (await store.files()).records.map(({ path }) => path);
}

describe("a state store", () => {
  test("is empty at first", async () => {
    expect((await store.files()).records).toEqual([]);
    expect(await store.cookies()).toEqual([]);
  });

  test("keeps files and cookies", async () => {
    const link: FileRecord = { kind: "link", path: "/i/c", mode: 0o777, mtime: 3, content: "a" };
    const saved = [file("/i/a"), folder("/i/b"), link];
    await store.save(changes({ saved }), [COOKIE]);
    await reopen();
    expect((await store.files()).records).toEqual(saved);
    expect(await store.cookies()).toEqual([COOKIE]);
  });

  test("replaces a file, and all cookies", async () => {
    await store.save(changes({ saved: [file("/i/a", "1"), file("/i/b")] }), [COOKIE]);
    await store.save(changes({ saved: [file("/i/a", "2")] }), []);
    expect((await store.files()).records).toEqual([file("/i/a", "2"), file("/i/b")]);
    expect(await store.cookies()).toEqual([]);
  });

  test("leaves alone what did not change", async () => {
    await store.save(changes({ saved: [file("/i/a")] }), [COOKIE]);
    await store.save(undefined, undefined);
    await store.save(changes({}), undefined);
    expect((await store.files()).records).toEqual([file("/i/a")]);
    expect(await store.cookies()).toEqual([COOKIE]);
  });

  test("asks the browser to write through to the disk", async () => {
    const transaction = vi.spyOn(IDBDatabase.prototype, "transaction");
    await store.save(changes({ saved: [file("/i/a")] }), undefined);
    expect(transaction).toHaveBeenCalledOnce();
    expect(transaction.mock.lastCall?.slice(1)).toEqual(["readwrite", { durability: "strict" }]);
  });
});

describe("removing", () => {
  test("a folder takes everything below it along, and nothing beside it", async () => {
    const beside = ["/i/a-b", "/i/a.txt", "/i/a0", "/i/a0/b", "/i/ab", "/i/b/a", "/j"];
    const below = ["/i/a", "/i/a/b", "/i/a/b/c", "/i/a/0", "/i/a/ü"];
    await store.save(changes({ saved: [...beside, ...below].map((path) => file(path)) }), []);
    await store.save(changes({ removed: ["/i/a"] }), undefined);
    expect(await paths()).toEqual(beside);
  });

  test("what is not there is no error", async () => {
    await store.save(changes({ saved: [file("/i/b")], removed: ["/i/a"] }), undefined);
    expect(await paths()).toEqual(["/i/b"]);
  });

  test("comes before saving", async () => {
    await store.save(changes({ saved: [file("/i/a"), file("/i/a/b")] }), undefined);
    await store.save(changes({ saved: [file("/i/a/c")], removed: ["/i/a"] }), undefined);
    expect(await paths()).toEqual(["/i/a/c"]);
  });
});

function block(file: number, index: number, content = `${file}.${index}`): FileBlock {
  return { file, index, content: new TextEncoder().encode(content) };
}

describe("blocks of files", () => {
  const large: FileRecord = { kind: "file", path: "/i/a", mode: 0o644, mtime: 1, file: 1, size: 9 };

  async function blocks(): Promise<readonly FileBlock[]> {
    return (await store.files()).blocks;
  }

  test("are kept beside the record", async () => {
    const saved = [block(1, 0), block(1, 1), block(2, 0)];
    await store.save(changes({ saved: [large], blocks: saved }), undefined);
    await reopen();
    expect(await store.files()).toEqual({ records: [large], blocks: saved });
  });

  test("are replaced one by one", async () => {
    await store.save(changes({ blocks: [block(1, 0), block(1, 1), block(1, 2)] }), undefined);
    const put = vi.spyOn(IDBObjectStore.prototype, "put");
    await store.save(changes({ blocks: [block(1, 1, "new")] }), undefined);
    expect(put).toHaveBeenCalledOnce();
    expect(await blocks()).toEqual([block(1, 0), block(1, 1, "new"), block(1, 2)]);
  });

  test("are cut from an index on, those of no other file", async () => {
    const kept = [block(1, 0), block(1, 300), block(2, 0), block(2, 300), block(3, 0)];
    await store.save(changes({ blocks: kept }), undefined);
    await store.save(changes({ cuts: [{ file: 2, from: 1 }] }), undefined);
    expect(await blocks()).toEqual(kept.filter(({ file, index }) => file !== 2 || index < 1));
    await store.save(changes({ cuts: [{ file: 2, from: 0 }] }), undefined);
    expect(await blocks()).toEqual(kept.filter(({ file }) => file !== 2));
  });

  test("can be cut and be there again in one go", async () => {
    await store.save(changes({ blocks: [block(1, 0), block(1, 1)] }), undefined);
    const again = changes({ cuts: [{ file: 1, from: 0 }], blocks: [block(1, 0, "new")] });
    await store.save(again, undefined);
    expect(await blocks()).toEqual([block(1, 0, "new")]);
  });
});

test("what was kept before there were blocks is still there", async () => {
  const former = await openDB(`${NAME}2`, 2, {
    upgrade(fresh) {
      fresh.createObjectStore("files", { keyPath: "path" });
      fresh.createObjectStore("cookies");
      fresh.createObjectStore("owner");
    },
  });
  const content = new Uint8Array(1_000_000).fill(7);
  const large: FileRecord = { kind: "file", path: "/i/a", mode: 0o600, mtime: 5, content };
  await former.put("files", large);
  await former.put("cookies", [COOKIE], "jar");
  former.close();
  const upgraded = await StateStore.open(`${NAME}2`);
  expect(await upgraded.files()).toEqual({ records: [large], blocks: [] });
  expect(await upgraded.cookies()).toEqual([COOKIE]);
  await upgraded.claim();
  await upgraded.save(changes({ blocks: [block(1, 0)] }), undefined);
  expect((await upgraded.files()).blocks).toEqual([block(1, 0)]);
  upgraded.close();
  await deleteDB(`${NAME}2`);
});

describe("a save that fails", () => {
  const unkeepable = { ...folder("/i/z"), mode: (() => {}) as unknown as number };

  test("keeps nothing of what came with it", async () => {
    await store.save(changes({ saved: [file("/i/a")] }), [COOKIE]);
    const unkept = changes({
      blocks: [block(1, 0)],
      saved: [file("/i/b"), unkeepable],
      removed: ["/i/a"],
    });
    await expect(store.save(unkept, [])).rejects.toMatchObject({ name: "DataCloneError" });
    await reopen();
    expect(await paths()).toEqual(["/i/a"]);
    expect(await store.cookies()).toEqual([COOKIE]);
  });

  test("does not keep the next one from being made", async () => {
    await expect(store.save(changes({ saved: [unkeepable] }), undefined)).rejects.toThrow();
    await store.save(changes({ saved: [file("/i/b")] }), undefined);
    expect(await paths()).toEqual(["/i/b"]);
  });
});

describe("what is asked for at once", () => {
  /** How many requests were open at most while something was saved. */
  async function mostAtOnce(unsaved: FileChanges): Promise<number> {
    let [open, most] = [0, 0];
    const { put } = IDBObjectStore.prototype;
    vi.spyOn(IDBObjectStore.prototype, "put").mockImplementation(function (
      this: IDBObjectStore,
      ...given
    ) {
      const request = put.apply(this, given);
      most = Math.max(most, ++open);
      request.addEventListener("success", () => open--);
      return request;
    });
    await store.save(unsaved, undefined);
    return most;
  }

  test("is all of a small change", async () => {
    expect(await mostAtOnce(changes({ saved: [file("/i/a"), file("/i/b"), file("/i/c")] }))).toBe(
      3,
    );
  });

  test.each([
    [
      "that a browser may write before its end",
      { saved: [file("/i/a"), file("/i/b", "b".repeat(1_000_001))] },
    ],
    [
      "with blocks of that size",
      { blocks: [0, 1].map((index) => ({ ...block(1, index), content: new Uint8Array(500_001) })) },
    ],
    [
      "that may drop so much",
      { saved: [file("/i/a"), file("/i/b")], cuts: [{ file: 1, from: 0 }] },
    ],
  ])("is one thing of a change %s", async (_which, unsaved) => {
    expect(await mostAtOnce(changes(unsaved))).toBe(1);
    await reopen();
    const { records, blocks } = await store.files();
    expect([records.length, blocks.length]).toEqual([
      "saved" in unsaved ? 2 : 0,
      "blocks" in unsaved ? 2 : 0,
    ]);
  });

  test("is nothing any more once a part of it has failed", async () => {
    const large = file("/i/a", "a".repeat(1_000_001));
    const unkeepable = { ...folder("/i/b"), mode: (() => {}) as unknown as number };
    const put = vi.spyOn(IDBObjectStore.prototype, "put");
    const unsaved = changes({ saved: [large, unkeepable, file("/i/c")] });
    await expect(store.save(unsaved, [COOKIE])).rejects.toMatchObject({ name: "DataCloneError" });
    expect(put).toHaveBeenCalledTimes(2);
    await reopen();
    expect(await paths()).toEqual([]);
  });
});

describe("a store that another worker has claimed", () => {
  let successor: StateStore;

  beforeEach(async () => {
    await store.save(changes({ saved: [file("/i/a", "kept")] }), [COOKIE]);
    successor = await StateStore.open(NAME);
  });

  afterEach(() => successor.close());

  test("refuses what the former one saves, all of it", async () => {
    await successor.claim();
    const late = store.save(changes({ saved: [file("/i/a", "late")], removed: ["/i/a"] }), []);
    await expect(late).rejects.toMatchObject({ code: "superseded" });
    expect((await successor.files()).records).toEqual([file("/i/a", "kept")]);
    expect(await successor.cookies()).toEqual([COOKIE]);
  });

  test("holds what was saved in the moment of the claim, or never gets it", async () => {
    const early = store.save(changes({ saved: [file("/i/b")] }), undefined);
    await successor.claim();
    const late = expect(
      store.save(changes({ saved: [file("/i/c")] }), undefined),
    ).rejects.toMatchObject({ code: "superseded" });
    expect(await paths()).toEqual(["/i/a", "/i/b"]);
    await early;
    await late;
    expect(await paths()).toEqual(["/i/a", "/i/b"]);
  });

  test("is the successor's to save in, and can be claimed back", async () => {
    await successor.claim();
    await successor.save(changes({ saved: [file("/i/b")] }), undefined);
    await store.claim();
    await store.save(changes({ saved: [file("/i/c")] }), undefined);
    expect(await paths()).toEqual(["/i/a", "/i/b", "/i/c"]);
  });

  test("is not claimed by being looked at", async () => {
    await successor.files();
    await expect(successor.save(undefined, [])).rejects.toMatchObject({ code: "superseded" });
    await store.save(undefined, []);
    expect(await successor.cookies()).toEqual([]);
  });
});

test("a deleted store takes nothing any more", async () => {
  await deleteDB(NAME);
  const late = store.save(changes({ saved: [file("/i/a")] }), undefined);
  await expect(late).rejects.toMatchObject({ code: "superseded" });
});

test("a store that is held open by someone deaf is not waited for without end", async () => {
  const request = indexedDB.open(`${NAME}2`, 1);
  await new Promise((resolve) => {
    request.onsuccess = resolve;
  });
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  const opening = expect(StateStore.open(`${NAME}2`)).rejects.toMatchObject({
    code: "storage-denied",
  });
  vi.runAllTimers();
  await opening;
  vi.useRealTimers();
  request.result.close();
  await deleteDB(`${NAME}2`);
});

test("an open store does not keep anyone from deleting it", async () => {
  await store.save(changes({ saved: [file("/i/a")] }), undefined);
  await deleteDB(NAME);
  await expect(store.files()).rejects.toMatchObject({ name: "InvalidStateError" });
  store = await StateStore.open(NAME);
  expect((await store.files()).records).toEqual([]);
});

test("neighbours have stores of their own", async () => {
  const neighbour = await StateStore.open(`${NAME}2`);
  await store.save(changes({ saved: [file("/i/a")] }), undefined);
  expect((await neighbour.files()).records).toEqual([]);
  neighbour.close();
  await deleteDB(`${NAME}2`);
});

test("tells what there is, and single files", async () => {
  const large: FileRecord = { ...folder("/i/large"), kind: "file", file: 7, size: 32 * 1024 + 2 };
  const block = (file: number, index: number, text: string): FileBlock => ({
    ...{ file, index },
    content: new TextEncoder().encode(text),
  });
  const blocks = [block(7, 1, "yz"), block(7, 0, "x"), block(8, 0, "another's")];
  await store.save(changes({ saved: [folder("/i"), file("/i/a"), large], blocks }), undefined);
  expect((await store.records()).map(({ path }) => path)).toEqual(["/i", "/i/a", "/i/large"]);
  expect(await store.content("/i/a")).toEqual(new TextEncoder().encode("/i/a"));
  const content = new TextDecoder().decode(await store.content("/i/large"));
  expect([content.length, content[0], content.slice(-2)]).toEqual([32 * 1024 + 2, "x", "yz"]);
  expect(await store.content("/i")).toBeUndefined();
  expect(await store.content("/i/none")).toBeUndefined();
});
