import { beforeAll, describe, expect, test, vi } from "vitest";
import { BOOT_TIMEOUT, boot, modules } from "../testing/pyodide";
import { MemoryWatch } from "./memory-watch";
import { freeze, type PyodideAPI, SITE_PACKAGES } from "./pyodide-runtime";
import { reasonOf } from "./supervision";

/** The memory that Pyodide starts with; a larger snapshot does not fit without growing it. */
const INITIAL_MEMORY = 31_457_280;

const GREETING = new TextEncoder().encode("def greet():\n    return 'hello'\n");
const archives = new Map([["/lib/greeting.py", GREETING]]);
/** A zip, stored, that holds `data/hello.txt` with "hi". */
const UNPACKED = Uint8Array.from(
  atob(
    "UEsDBBQAAAAAAAAAIQCsKpPYAgAAAAIAAAAOAAAAZGF0YS9oZWxsby50eHRoaVBLAQIUAxQAAAAAAAAAIQCsKpPYAgAAAAIAAAAOAAAAAAAAAAAAAACAAQAAAABkYXRhL2hlbGxvLnR4dFBLBQYAAAAAAQABADwAAAAuAAAAAAA=",
  ),
  (character) => character.charCodeAt(0),
);
const READ = `open("${SITE_PACKAGES}/data/hello.txt").read()`;
const originalFetch = globalThis.fetch;
const originalInstantiation = WebAssembly.instantiateStreaming;

let lines: string[];
let booted: PyodideAPI;
let snapshot: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  lines = [];
  booted = await boot({
    archives,
    unpacked: [UNPACKED],
    freezable: true,
    stdout: (line) => lines.push(`out: ${line}`),
    stderr: (line) => lines.push(`err: ${line}`),
  });
  booted.runPython(`
    import sys, json
    sys.path.append("/lib")
    counter = [1]
    ballast = bytearray(24_000_000)
    ballast[-1] = 42
  `);
  snapshot = freeze(booted);
}, BOOT_TIMEOUT);

function restore(): Promise<PyodideAPI> {
  return boot({ archives, unpacked: [UNPACKED], snapshot });
}

describe("a booted Python", () => {
  test("answers, and prints line by line", () => {
    expect(booted.runPython("6 * 7")).toBe(42);
    booted.runPython(`print("one\\ntwo"); print("three", file=sys.stderr)`);
    expect(lines).toEqual(["out: one", "out: two", "err: three"]);
  });

  test("writes no bytecode", () => {
    expect(booted.runPython("sys.dont_write_bytecode")).toBe(true);
  });

  test("finds the archives", () => {
    expect(booted.runPython("import greeting; greeting.greet()")).toBe("hello");
  });

  test("finds what was unpacked", () => {
    expect(booted.runPython(READ)).toBe("hi");
  });

  test("goes on after it was frozen", () => {
    expect(booted.runPython("counter.append(2); len(counter)")).toBe(2);
  });
});

describe("a restored Python", () => {
  test("has the state that was frozen, even if that is larger than the initial memory", async () => {
    expect(snapshot.byteLength).toBeGreaterThan(INITIAL_MEMORY);
    const python = await restore();
    expect(python.runPython("ballast[-1], len(ballast)").toJs()).toEqual([42, 24_000_000]);
    expect(python.runPython("counter[0]")).toBe(1);
    expect(python.runPython("'json' in sys.modules")).toBe(true);
  });

  test("goes on to work: it imports, raises and allocates", async () => {
    const python = await restore();
    expect(python.runPython("import greeting; greeting.greet()")).toBe("hello");
    expect(python.runPython("len(bytearray(40_000_000))")).toBe(40_000_000);
    expect(() => python.runPython("1 / 0")).toThrow("ZeroDivisionError");
  });

  test("finds what was unpacked, again", async () => {
    expect((await restore()).runPython(READ)).toBe("hi");
  });

  test("is independent of all others", async () => {
    const [first, second] = [await restore(), await restore()];
    first.runPython("counter[0] = 5");
    expect(second.runPython("counter[0]")).toBe(1);
    expect(booted.runPython("counter[0]")).toBe(1);
  });
});

describe("fetch()", () => {
  const { loadPyodide } = modules;

  test("is put back after a boot and after a restore", async () => {
    expect(globalThis.fetch).toBe(originalFetch);
    await restore();
    expect(globalThis.fetch).toBe(originalFetch);
  });

  test("still answers others while Python boots", async () => {
    const texts: string[] = [];
    await boot({ archives, snapshot }, async (config) => {
      for (const input of ["data:,text", new URL("data:,URL"), new Request("data:,request")]) {
        texts.push(await (await fetch(input)).text());
      }
      return loadPyodide(config);
    });
    expect(texts).toEqual(["text", "URL", "request"]);
  });

  test("is put back when Python can't boot", async () => {
    const failing = () => Promise.reject(new Error("no Python"));
    await expect(boot({ archives, snapshot }, failing)).rejects.toThrow("no Python");
    expect(globalThis.fetch).toBe(originalFetch);
  });
});

describe("the end of a Python", () => {
  test.each([
    ["import os; os._exit(3)", "os._exit(3)"],
    ["import ctypes; ctypes.string_at(0xFFFFFFF0, 4096)", "memory access out of bounds"],
    ["a = []\nfor _ in range(100_000): a = [a]\nrepr(a)", "the stack overflowed"],
  ])("is told: %s", async (code, reason) => {
    const error = vi.spyOn(console, "error").mockImplementation(() => {});
    const causes: unknown[] = [];
    const python = await boot({ archives, snapshot, died: (cause) => causes.push(cause) });
    expect(() => python.runPython(code)).toThrow();
    expect(causes.map(reasonOf)).toEqual([expect.stringContaining(reason)]);
    error.mockRestore();
  });

  test.each([
    "1 / 0",
    "import sys; sys.exit(3)",
    "def f(): f()\nf()",
    "bytearray(3_900_000_000)",
  ])("is not brought about by an exception: %s", async (code) => {
    const died = vi.fn();
    const memoryWatch = new MemoryWatch();
    const python = await boot({ archives, snapshot, died, observers: [memoryWatch] });
    expect(() => python.runPython(code)).toThrow();
    expect(python.runPython("counter[0]")).toBe(1);
    expect(died).not.toHaveBeenCalled();
    expect(memoryWatch.isExhausted).toBe(false);
  });

  test("is near when its memory is used up", async () => {
    const memoryWatch = new MemoryWatch();
    const python = await boot({ archives, snapshot, observers: [memoryWatch] });
    // Unlike bytearray(), this does not touch what it gets.
    python.runPython(`
      import ctypes
      allocate = ctypes.pythonapi.PyMem_RawMalloc
      allocate.restype, allocate.argtypes = ctypes.c_void_p, [ctypes.c_size_t]
      while allocate(64 << 20):
          pass
    `);
    expect(memoryWatch.isExhausted).toBe(true);
  });
});

describe("a boot", () => {
  const lost = () => Promise.reject(new Error("lost"));
  const never = () => new Promise<never>(() => {});

  test.each([
    ["the engine", { wasm: lost, stdlib: never }],
    ["the standard library", { wasm: never, stdlib: lost }],
  ])("fails with the error for which %s can't be had", async (_, options) => {
    await expect(boot(options)).rejects.toThrow("lost");
    expect(globalThis.fetch).toBe(originalFetch);
    expect(WebAssembly.instantiateStreaming).toBe(originalInstantiation);
  });
});
