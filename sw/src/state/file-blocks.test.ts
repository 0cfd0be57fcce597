import "fake-indexeddb/auto";

import fc from "fast-check";
import { deleteDB } from "idb";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { PyodideAPI } from "../python/pyodide-runtime";
import { BOOT_TIMEOUT, boot } from "../testing/pyodide";
import type { EmscriptenFs } from "./emscripten-fs";
import { BLOCK_BYTES } from "./file-blocks";
import { type FileChanges, FileChangeTracker } from "./file-changes";
import { StateStore } from "./state-store";

const NAME = "hipflask:https://example.org/blocks/:state";
const ROOT = "/app/instance";
const MEBIBYTE = 1 << 20;

let python: PyodideAPI;
let fs: EmscriptenFs;
let listenersGone: () => void;
let tracker: FileChangeTracker;
let store: StateStore;

beforeAll(async () => {
  python = await boot();
  fs = python.FS as unknown as EmscriptenFs;
  python.runPython("import os, shutil, sqlite3; from pathlib import Path");
}, BOOT_TIMEOUT);

beforeEach(async () => {
  listenersGone = rememberOperations();
  empty();
  tracker = new FileChangeTracker(fs, [ROOT]);
  store = await StateStore.open(NAME);
  await store.claim();
});

afterEach(async () => {
  vi.restoreAllMocks();
  store.close();
  listenersGone();
  await deleteDB(NAME);
});

afterAll(() => empty());

/** Returns a function that takes all listeners off again that were added meanwhile. */
function rememberOperations(): () => void {
  fs.writeFile("/probe", new Uint8Array());
  const file = fs.lookupPath("/probe").node;
  fs.unlink("/probe");
  const tables = [fs.root.node_ops, file.node_ops, file.stream_ops];
  const copies = tables.map((table) => ({ ...table }));
  return () => {
    for (const [number, table] of tables.entries()) Object.assign(table, copies[number]);
  };
}

function empty(): void {
  python.runPython(`shutil.rmtree("${ROOT}", ignore_errors=True); os.makedirs("${ROOT}")`);
}

/** Runs Python, and tells what was written of what it changed. */
async function saved(code: string): Promise<{ changes: FileChanges; puts: number }> {
  python.runPython(code);
  const changes = tracker.take();
  if (changes === undefined) throw new Error("nothing has changed");
  const put = vi.spyOn(IDBObjectStore.prototype, "put");
  await store.save(changes, undefined);
  const puts = put.mock.calls.length;
  put.mockRestore();
  return { changes, puts };
}

function bytesOf({ saved, blocks }: FileChanges): number {
  const whole = saved.map((record) => ("content" in record ? record.content.length : 0));
  return [...whole, ...blocks.map(({ content }) => content.length)].reduce((a, b) => a + b, 0);
}

/** All that is below the folder, as text; a folder's time is kept when its mode changes. */
function tree(): string {
  return python.runPython(`
    import hashlib
    lines = []
    for path in sorted(Path("${ROOT}").rglob("*")):
        stat = path.lstat()
        lines.append(f"{path} {stat.st_mode:o} {stat.st_size}")
        if path.is_file():
            lines.append(f"{stat.st_mtime_ns} {hashlib.sha256(path.read_bytes()).hexdigest()}")
    "\\n".join(lines)
  `);
}

/** Puts what is kept in the place of what is there, as the next start will. */
async function restart(blockBytes = BLOCK_BYTES): Promise<void> {
  listenersGone();
  empty();
  tracker = new FileChangeTracker(fs, [ROOT], { blockBytes });
  tracker.restore(await store.files());
}

describe("next to a file of 20 MB", () => {
  beforeEach(async () => {
    await saved(`
      with open("${ROOT}/large", "wb") as file:
          for number in range(20):
              file.write(bytes([number]) * ${MEBIBYTE})
    `);
  });

  test.each([
    ["a small file", `Path("${ROOT}/small").write_bytes(bytes(1000))`, 1, 1000],
    [
      "a kilobyte in its midst",
      `with open("${ROOT}/large", "r+b") as f: f.seek(10 * ${MEBIBYTE}); f.write(b"1" * 1000)`,
      2,
      BLOCK_BYTES,
    ],
    [
      "bytes over the edge of two blocks",
      `with open("${ROOT}/large", "r+b") as f: f.seek(${BLOCK_BYTES * 7 - 1}); f.write(b"12")`,
      3,
      BLOCK_BYTES * 2,
    ],
    [
      "a kilobyte at its end",
      `with open("${ROOT}/large", "ab") as f: f.write(b"1" * 1000)`,
      2,
      1000,
    ],
    ["less of it", `os.truncate("${ROOT}/large", ${10 * MEBIBYTE + 10})`, 2, 10],
    ["its mode", `os.chmod("${ROOT}/large", 0o600)`, 1, 0],
    ["its name", `os.rename("${ROOT}/large", "${ROOT}/other")`, 1, 0],
    ["its end", `os.unlink("${ROOT}/large")`, 0, 0],
  ])("%s is saved by itself", async (_, code, puts, bytes) => {
    const { changes, ...done } = await saved(code);
    expect({ ...done, bytes: bytesOf(changes) }).toEqual({ puts, bytes });
    const before = tree();
    await restart();
    expect(tree()).toBe(before);
    expect(tracker.take()).toBeUndefined();
  });
});

test("what has been saved is not saved again", async () => {
  const write = `with open("${ROOT}/a", "wb") as file: file.write(bytes(${BLOCK_BYTES * 3}))`;
  expect((await saved(write)).changes.blocks).toHaveLength(3);
  expect((await saved(write)).changes.blocks).toHaveLength(3);
  expect((await saved(`os.chmod("${ROOT}/a", 0o600)`)).changes.blocks).toEqual([]);
});

test("a row is saved by the pages that it changes in a database of 50 MB", async () => {
  python.runPython(`
    database = sqlite3.connect("${ROOT}/test.db")
    database.execute("CREATE TABLE entry (id INTEGER PRIMARY KEY, text)")
    for number in range(50):
        database.execute("INSERT INTO entry (text) VALUES (randomblob(1000000))")
    database.commit()
  `);
  await saved("pass");
  const { puts } = await saved(`
    database.execute("INSERT INTO entry (text) VALUES ('one more')")
    database.commit()
  `);
  expect(puts).toBeLessThanOrEqual(4);
  python.runPython("database.close()");
  await restart();
  expect(
    python.runPython(`
      database = sqlite3.connect("${ROOT}/test.db")
      found = database.execute("SELECT text FROM entry WHERE id = 51").fetchone()
      checked = database.execute("PRAGMA integrity_check").fetchone()
      database.close()
      f"{found[0]}, {checked[0]}"
    `),
  ).toBe("one more, ok");
});

test("a file that has become small leaves no block behind", async () => {
  await saved(`Path("${ROOT}/a").write_bytes(bytes(${BLOCK_BYTES * 3}))`);
  expect((await store.files()).blocks).toHaveLength(3);
  await saved(`os.truncate("${ROOT}/a", 5)`);
  expect(await store.files()).toMatchObject({
    records: [{ kind: "file", content: new Uint8Array(5) }],
    blocks: [],
  });
});

describe("whatever is done to files", () => {
  const BLOCK = 4;
  const names = fc.constantFrom("a", "a", "b", "d/a");
  const position = fc.nat(30);
  const bytes = fc.uint8Array({ minLength: 0, maxLength: 20 });

  /** Python that does it, or leaves everything as it is where it can't be done. */
  const step = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constant("write"), names, position, bytes) },
    { weight: 2, arbitrary: fc.tuple(fc.constant("append"), names, bytes) },
    { weight: 2, arbitrary: fc.tuple(fc.constant("replace"), names, bytes) },
    { weight: 2, arbitrary: fc.tuple(fc.constant("truncate"), names, position) },
    { weight: 3, arbitrary: fc.tuple(fc.constant("rename"), names, names) },
    fc.tuple(fc.constant("rename"), fc.constantFrom("d", "e"), fc.constantFrom("d", "e")),
    fc.tuple(fc.constant("leave"), names),
    fc.tuple(fc.constant("return_"), names),
    fc.tuple(fc.constant("write_open")),
    fc.tuple(fc.constant("unlink"), names),
    fc.tuple(fc.constant("rmtree")),
    { weight: 4, arbitrary: fc.tuple(fc.constant("save" as const)) },
    fc.tuple(fc.constant("restart" as const)),
  );

  const STEPS = `
import contextlib
HERE, OUTSIDE = Path("${ROOT}"), Path("/app/outside")
opened = []

def write(name, at, content):
    path = HERE / name
    file = path.open("r+b" if path.exists() else "wb", buffering=0)
    opened[:] = [file]
    file.seek(at)
    file.write(bytes(content))

def append(name, content):
    with (HERE / name).open("ab") as file: file.write(bytes(content))

def replace(name, content):
    (HERE / name).write_bytes(bytes(content))

def truncate(name, size):
    os.truncate(HERE / name, size)

def rename(name, other):
    os.replace(HERE / name, HERE / other)

def leave(name):
    os.replace(HERE / name, OUTSIDE)

def return_(name):
    os.replace(OUTSIDE, HERE / name)

def write_open():
    "To a file that may have another name meanwhile, or none."
    for file in opened: file.write(b"more")

def unlink(name):
    (HERE / name).unlink()

def rmtree():
    shutil.rmtree(HERE / "d"); (HERE / "d").mkdir()

def do(action, *arguments):
    with contextlib.suppress(OSError):
        globals()[action](*(a.to_py() if hasattr(a, "to_py") else a for a in arguments))

def begin():
    opened.clear()
    OUTSIDE.unlink(missing_ok=True)
    (HERE / "d").mkdir(parents=True)
`;

  async function save(): Promise<void> {
    const changes = tracker.take();
    if (changes !== undefined) await store.save(changes, undefined);
  }

  test("is there again after a restart, and nothing else", async () => {
    python.runPython(STEPS);
    const act = python.runPython("do");
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), async (steps) => {
        listenersGone();
        empty();
        store.close();
        await deleteDB(NAME);
        store = await StateStore.open(NAME);
        await store.claim();
        tracker = new FileChangeTracker(fs, [ROOT], { blockBytes: BLOCK });
        python.runPython("begin()");
        for (const [action, ...given] of [...steps, ["save"], ["restart"]] as const) {
          if (action === "save") await save();
          else if (action === "restart") {
            await save();
            const before = tree();
            python.runPython("opened.clear()");
            await restart(BLOCK);
            expect(tree()).toBe(before);
          } else act(action, ...given);
        }
        await expectNothingLeft();
      }),
      { numRuns: 150 },
    );
  });

  /** No block is kept that belongs to no file, and none twice. */
  async function expectNothingLeft(): Promise<void> {
    const { records, blocks } = await store.files();
    const expected = records.flatMap((record) =>
      "file" in record
        ? Array.from({ length: Math.ceil(record.size / BLOCK) }, (_, i) => `${record.file}.${i}`)
        : [],
    );
    expect(blocks.map(({ file, index }) => `${file}.${index}`).sort()).toEqual(expected.sort());
  }
});
