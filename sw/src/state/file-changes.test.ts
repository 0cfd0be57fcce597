import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MemoryImage } from "../python/memory-image";
import type { PyodideAPI } from "../python/pyodide-runtime";
import { BOOT_TIMEOUT, boot, bootFreezable } from "../testing/pyodide";
import type { EmscriptenFs } from "./emscripten-fs";
import { FileChangeTracker, type FileRecord } from "./file-changes";

const PREPARE = `
import os, shutil, sqlite3, tempfile
from pathlib import Path

ROOT = Path("/app/instance")

def open_up(folder):
    os.chmod(folder, 0o700)
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            open_up(entry)

def clear():
    for entry in ROOT.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            open_up(entry)
            shutil.rmtree(entry)
        else:
            entry.unlink()

def tree(folder=ROOT):
    "All that is below a folder, as text."
    lines = []
    for path in sorted(folder.rglob("*")):
        stat = path.lstat()
        if path.is_symlink():
            lines.append(f"{path} -> {os.readlink(path)}")
        else:
            content = "folder" if path.is_dir() else path.read_bytes()
            lines.append(f"{path} {stat.st_mode:o} {stat.st_mtime_ns} {content}")
    return "\\n".join(lines)
`;

let python: PyodideAPI;
let image: MemoryImage;
let tracker: FileChangeTracker;

beforeAll(async () => {
  const booted = await bootFreezable({ freezable: true });
  python = booted.pyodide;
  python.runPython(PREPARE);
  image = MemoryImage.of(booted.freeze?.() ?? new Uint8Array());
  tracker = track(python);
}, BOOT_TIMEOUT);

beforeEach(() => {
  python.runPython("clear()");
  tracker.take();
});

function track(interpreter: PyodideAPI): FileChangeTracker {
  const fs = interpreter.FS as unknown as EmscriptenFs;
  fs.mkdirTree("/app/instance");
  return new FileChangeTracker(fs, ["/app/instance", "/app/data"]);
}

/** Runs Python and tells what it changed: each path below the folder with what is kept for it. */
function changed(code: string): Record<string, string> | undefined {
  python.runPython(code);
  const changes = tracker.take();
  if (changes === undefined) return undefined;
  const saved = changes.saved.map((record) => [shorten(record.path), describeRecord(record)]);
  const removed = changes.removed.map((path) => [shorten(path), "removed"]);
  return Object.fromEntries([...saved, ...removed]);
}

/** The same for what was done before, which is no part of the case. */
function given(code: string): void {
  python.runPython(code);
  tracker.take();
}

function shorten(path: string): string {
  return path.replace(/^\/app\/instance\//, "");
}

function describeRecord(record: FileRecord): string {
  if (record.kind === "folder") return "folder";
  return record.kind === "link"
    ? `-> ${record.content}`
    : `file: ${new TextDecoder().decode(contentOf(record))}`;
}

/** Of a small file, which is in its record. */
function contentOf(record: FileRecord | undefined): Uint8Array<ArrayBuffer> {
  if (record?.kind !== "file" || !("content" in record)) throw new Error("no content was kept");
  return record.content;
}

describe("a file", () => {
  test("that nobody touches is no change", () => {
    expect(changed("pass")).toBeUndefined();
    given("(ROOT / 'a').write_text('1')");
    expect(
      changed("(ROOT / 'a').read_text(); os.listdir(ROOT); os.stat(ROOT / 'a')"),
    ).toBeUndefined();
  });

  test("is told of once", () => {
    expect(changed("(ROOT / 'a').write_text('1')")).toEqual({ a: "file: 1" });
    expect(tracker.take()).toBeUndefined();
  });

  test.each([
    ["made empty", "(ROOT / 'new').touch()", { new: "file: " }],
    ["made", "(ROOT / 'new').write_text('größer')", { new: "file: größer" }],
    ["written over", "(ROOT / 'a').write_text('other')", { a: "file: other" }],
    ["appended to", "with open(ROOT / 'a', 'a') as f: f.write('!')", { a: "file: hello!" }],
    [
      "written in the middle",
      "with open(ROOT / 'a', 'r+') as f: f.seek(1); f.write('a')",
      { a: "file: hallo" },
    ],
    ["truncated", "os.truncate(ROOT / 'a', 2)", { a: "file: he" }],
    ["emptied", "open(ROOT / 'a', 'w').close()", { a: "file: " }],
    ["made longer", "os.truncate(ROOT / 'a', 6)", { a: "file: hello\0" }],
    ["given another mode", "os.chmod(ROOT / 'a', 0o600)", { a: "file: hello" }],
    ["given another time", "os.utime(ROOT / 'a', (1, 1))", { a: "file: hello" }],
    ["removed", "os.unlink(ROOT / 'a')", { a: "removed" }],
    [
      "written and removed",
      "(ROOT / 'b').write_text('1'); (ROOT / 'b').unlink()",
      { b: "removed" },
    ],
    [
      "removed and written",
      "(ROOT / 'a').unlink(); (ROOT / 'a').write_text('new')",
      { a: "file: new" },
    ],
    ["copied", "shutil.copy2(ROOT / 'a', ROOT / 'b')", { b: "file: hello" }],
  ])("%s", (_, code, expected) => {
    given("(ROOT / 'a').write_text('hello')");
    expect(changed(code)).toEqual(expected);
  });

  test("that has neither another size nor another time is a change all the same", () => {
    given("(ROOT / 'a').write_text('1'); os.utime(ROOT / 'a', (5, 5))");
    expect(changed("(ROOT / 'a').write_text('2'); os.utime(ROOT / 'a', (5, 5))")).toEqual({
      a: "file: 2",
    });
  });

  test("that stays open is told of after each write", () => {
    expect(changed("f = open(ROOT / 'log', 'w', buffering=1); f.write('1\\n')")).toEqual({
      log: "file: 1\n",
    });
    expect(changed("f.write('2\\n')")).toEqual({ log: "file: 1\n2\n" });
    expect(changed("f.close()")).toBeUndefined();
  });

  test("is kept with its mode and time", () => {
    python.runPython("(ROOT / 'a').touch(); os.chmod(ROOT / 'a', 0o640)");
    python.runPython("os.utime(ROOT / 'a', (1, 1_700_000_000.125))");
    expect(tracker.take()?.saved).toEqual([
      {
        kind: "file",
        path: "/app/instance/a",
        mode: 0o640,
        mtime: 1_700_000_000_125,
        content: new Uint8Array(),
      },
    ]);
  });

  test("that nobody may read is kept, and stays forbidden", () => {
    const code = `
      (ROOT / "d").mkdir()
      (ROOT / "d/f").write_text("1")
      os.chmod(ROOT / "d/f", 0)
      os.chmod(ROOT / "d", 0)
    `;
    expect(changed(code)).toEqual({ d: "folder", "d/f": "file: 1" });
    expect(() => python.runPython("(ROOT / 'd/f').read_text()")).toThrow("PermissionError");
  });

  test("is kept as it was when it was taken", () => {
    python.runPython("(ROOT / 'a').write_text('1')");
    const [record] = tracker.take()?.saved ?? [];
    python.runPython("with open(ROOT / 'a', 'r+') as f: f.write('2')");
    expect(record && describeRecord(record)).toBe("file: 1");
  });
});

describe("renaming", () => {
  beforeEach(() => {
    given(`
      (ROOT / "a").write_text("1")
      (ROOT / "d/e").mkdir(parents=True)
      (ROOT / "d/f").write_text("2")
      (ROOT / "d/e/g").write_text("3")
      shutil.rmtree("/app/other", ignore_errors=True)
      Path("/app/other/h").mkdir(parents=True)
      Path("/app/other/h/i").write_text("4")
    `);
  });

  test.each([
    ["a file", "os.rename(ROOT / 'a', ROOT / 'b')", { a: "removed", b: "file: 1" }],
    [
      "a file into another folder",
      "os.rename(ROOT / 'a', ROOT / 'd/a')",
      { a: "removed", "d/a": "file: 1" },
    ],
    [
      "a file over another one",
      "os.replace(ROOT / 'a', ROOT / 'd/f')",
      { a: "removed", "d/f": "file: 1" },
    ],
    ["a file out of the folder", "os.rename(ROOT / 'a', '/app/other/a')", { a: "removed" }],
    ["a file into the folder", "os.rename('/app/other/h/i', ROOT / 'i')", { i: "file: 4" }],
    [
      "a new file over an old one",
      "(ROOT / 'tmp').write_text('new'); os.replace(ROOT / 'tmp', ROOT / 'a')",
      { tmp: "removed", a: "file: new" },
    ],
    [
      "a folder",
      "os.rename(ROOT / 'd', ROOT / 'k')",
      {
        d: "removed",
        "d/e": "removed",
        "d/e/g": "removed",
        "d/f": "removed",
        k: "folder",
        "k/e": "folder",
        "k/e/g": "file: 3",
        "k/f": "file: 2",
      },
    ],
    [
      "a folder into the folder",
      "os.rename('/app/other/h', ROOT / 'h')",
      { h: "folder", "h/i": "file: 4" },
    ],
    [
      "a folder whose place another one takes",
      "os.rename(ROOT / 'd', '/app/other/d'); os.rename('/app/other/h', ROOT / 'd')",
      { d: "folder", "d/e": "removed", "d/e/g": "removed", "d/f": "removed", "d/i": "file: 4" },
    ],
    ["what is outside", "os.rename('/app/other/h', '/app/other/i')", undefined],
  ])("%s", (_, code, expected) => {
    expect(changed(code)).toEqual(expected);
  });

  test("a folder out of the folder removes all of it", () => {
    expect(changed("os.rename(ROOT / 'd', '/app/other/d')")).toMatchObject({ d: "removed" });
  });

  test("a file that is open, and is written to later", () => {
    given("f = open(ROOT / 'a', 'w', buffering=1); os.rename(ROOT / 'a', ROOT / 'b')");
    expect(changed("f.write('later\\n'); f.close()")).toEqual({ b: "file: later\n" });
  });

  test("a file that was written to, and is written to again", () => {
    const code = `
      with open(ROOT / "a", "w", buffering=1) as f:
          f.write("1\\n")
          os.rename(ROOT / "a", ROOT / "b")
          f.write("2\\n")
    `;
    expect(changed(code)).toEqual({ a: "removed", b: "file: 1\n2\n" });
  });
});

describe("folders and links", () => {
  test.each([
    ["a new folder", "(ROOT / 'new').mkdir()", { new: "folder" }],
    ["new folders", "(ROOT / 'a/b').mkdir(parents=True)", { a: "folder", "a/b": "folder" }],
    ["a removed folder", "(ROOT / 'd/empty').rmdir()", { "d/empty": "removed" }],
    ["a folder with another mode", "os.chmod(ROOT / 'd', 0o700)", { d: "folder" }],
    [
      "a removed tree",
      "shutil.rmtree(ROOT / 'd')",
      { d: "removed", "d/empty": "removed", "d/f": "removed" },
    ],
    [
      "a copied tree",
      "shutil.copytree(ROOT / 'd', ROOT / 'c')",
      { c: "folder", "c/empty": "folder", "c/f": "file: 1" },
    ],
    ["a link", "(ROOT / 'l').symlink_to('d/f')", { l: "-> d/f" }],
    ["a link to nowhere", "(ROOT / 'l').symlink_to('/no/where')", { l: "-> /no/where" }],
    ["what a link leads to", "(ROOT / 'link/f').write_text('2')", { "d/f": "file: 2" }],
    ["a removed link", "(ROOT / 'link').unlink()", { link: "removed" }],
  ])("%s", (_, code, expected) => {
    given(`
      (ROOT / "d/empty").mkdir(parents=True)
      (ROOT / "d/f").write_text("1")
      (ROOT / "link").symlink_to("d")
    `);
    expect(changed(code)).toEqual(expected);
  });

  test.each([
    "Path('/tmp/a').write_text('1')",
    "os.makedirs('/app/instance2/a', exist_ok=True); Path('/app/instance2/b').write_text('1')",
    "Path('/app/app.py').write_text('1'); os.rename('/app/app.py', '/app/b.py')",
    "tempfile.TemporaryFile().write(b'1')",
  ])("outside count for nothing: %s", (code) => {
    expect(changed(code)).toBeUndefined();
  });

  test("count in each of the folders, even in one that was not there before", () => {
    const changes = changed("os.makedirs('/app/data'); Path('/app/data/a').write_text('1')");
    expect(changes).toEqual({ "/app/data": "folder", "/app/data/a": "file: 1" });
  });

  test("an operation that fails is no change", () => {
    given("(ROOT / 'd/e').mkdir(parents=True)");
    const code = `
      for operation in (lambda: (ROOT / "d").rmdir(), lambda: (ROOT / "no").unlink()):
          try:
              operation()
          except OSError:
              pass
          else:
              raise AssertionError("it went well")
    `;
    expect(changed(code)).toBeUndefined();
  });
});

describe("a database", () => {
  /** Reads the kept database in another place, as the next start will. */
  function rowsOf(record: FileRecord | undefined): unknown {
    python.FS.writeFile("/tmp/kept.db", contentOf(record));
    return python.runPython(`
      connection = sqlite3.connect("/tmp/kept.db")
      rows = [row[0] for row in connection.execute("SELECT text FROM entry ORDER BY text")]
      connection.close()
      " ".join(rows)
    `);
  }

  test("is kept with each commit", () => {
    python.runPython(`
      database = sqlite3.connect(ROOT / "test.db")
      assert database.execute("PRAGMA journal_mode = DELETE").fetchone() == ("delete",)
      database.execute("CREATE TABLE entry (text)")
      database.execute("INSERT INTO entry VALUES ('one')")
      database.commit()
    `);
    const first = tracker.take();
    expect(first?.saved.map(({ path }) => path)).toEqual(["/app/instance/test.db"]);
    expect(first?.removed).toEqual(["/app/instance/test.db-journal"]);
    expect(rowsOf(first?.saved[0])).toBe("one");

    python.runPython(`
      database.execute("INSERT INTO entry VALUES ('two')")
      database.commit()
    `);
    expect(rowsOf(tracker.take()?.saved[0])).toBe("one two");

    expect(changed("database.execute('SELECT * FROM entry').fetchall()")).toBeUndefined();
    expect(changed("database.close()")).toBeUndefined();
  });
});

describe("restoring", () => {
  const FILL = `
    (ROOT / "d/e").mkdir(parents=True)
    (ROOT / "d/e/g").write_text("größer")
    (ROOT / "a").write_bytes(bytes(range(256)) * 20)
    (ROOT / "d-x").write_text("beside")
    (ROOT / "empty").touch()
    (ROOT / "link").symlink_to("d/e")
    os.chmod(ROOT / "d/e/g", 0o400)
    os.chmod(ROOT / "d/e", 0o500)
    os.utime(ROOT / "a", (1, 1_700_000_000.125))
    os.utime(ROOT / "d/e", (1, 1_600_000_000))
    os.utime(ROOT / "d", (1, 1_500_000_000))
  `;

  let other: PyodideAPI;
  let otherTracker: FileChangeTracker;

  beforeEach(async () => {
    python.runPython(FILL);
    other = await boot({ image: Promise.resolve(image) });
    otherTracker = track(other);
    otherTracker.restore({ records: tracker.take()?.saved ?? [], blocks: [] });
  });

  test("gives the same tree", () => {
    const tree = other.runPython("tree()");
    expect(tree.split("\n")).toHaveLength(7);
    expect(tree).toBe(python.runPython("tree()"));
  });

  test("is no change itself, but what comes after it is one", () => {
    expect(otherTracker.take()).toBeUndefined();
    other.runPython("with open(ROOT / 'd-x', 'r+') as f: f.write('B')");
    expect(otherTracker.take()?.saved.map(describeRecord)).toEqual(["file: Beside"]);
  });

  test("puts kept files over those that the application brought along", () => {
    other.runPython("(ROOT / 'a').write_text('newer'); (ROOT / 'd-x').unlink()");
    python.runPython("(ROOT / 'a').write_text('kept'); (ROOT / 'd-x').write_text('kept too')");
    otherTracker.restore({ records: tracker.take()?.saved ?? [], blocks: [] });
    expect(other.runPython("(ROOT / 'a').read_text() + (ROOT / 'd-x').read_text()")).toBe(
      "keptkept too",
    );
  });

  test("puts a kept link over what the application brought along", () => {
    python.runPython("(ROOT / 'a').unlink(); (ROOT / 'a').symlink_to('d-x')");
    otherTracker.restore({ records: tracker.take()?.saved ?? [], blocks: [] });
    expect(other.runPython("(ROOT / 'a').read_text()")).toBe("beside");
  });
});
