import { beforeAll, describe, expect, test, vi } from "vitest";
import { BOOT_TIMEOUT, boot, bootFreezable, modules } from "../testing/pyodide";
import { MemoryImage } from "./memory-image";
import { MemoryWatch } from "./memory-watch";
import { OtherEngineError, type PyodideAPI, SITE_PACKAGES } from "./pyodide-runtime";
import { reasonOf } from "./supervision";

/** The memory that Pyodide starts with; a larger snapshot does not fit without growing it. */
const INITIAL_MEMORY = 31_457_280;

const GREETING = new TextEncoder().encode("def greet():\n    return 'hello'\n");
const archives = Promise.resolve(new Map([["/lib/greeting.py", GREETING]]));
/** A zip, stored, that holds `data/hello.txt` with "hi". */
const UNPACKED = Uint8Array.from(
  atob(
    "UEsDBBQAAAAAAAAAIQCsKpPYAgAAAAIAAAAOAAAAZGF0YS9oZWxsby50eHRoaVBLAQIUAxQAAAAAAAAAIQCsKpPYAgAAAAIAAAAOAAAAAAAAAAAAAACAAQAAAABkYXRhL2hlbGxvLnR4dFBLBQYAAAAAAQABADwAAAAuAAAAAAA=",
  ),
  (character) => character.charCodeAt(0),
);
const unpacked = Promise.resolve([UNPACKED]);
const READ = `open("${SITE_PACKAGES}/data/hello.txt").read()`;
const originalFetch = globalThis.fetch;
const originalInstantiation = WebAssembly.instantiateStreaming;

let lines: string[];
let booted: PyodideAPI;
let freeze: (() => Uint8Array<ArrayBuffer>) | undefined;
let image: Promise<MemoryImage>;

beforeAll(async () => {
  lines = [];
  ({ pyodide: booted, freeze } = await bootFreezable({
    archives,
    unpacked,
    freezable: true,
    stdout: (line) => lines.push(`out: ${line}`),
    stderr: (line) => lines.push(`err: ${line}`),
  }));
  booted.runPython(`
    import sys, json
    sys.path.append("/lib")
    counter = [1]
    ballast = bytearray(24_000_000)
    ballast[-1] = 42
  `);
  image = Promise.resolve(frozen());
}, BOOT_TIMEOUT);

function frozen(): MemoryImage {
  return MemoryImage.of(freeze?.() ?? new Uint8Array());
}

function restore(): Promise<PyodideAPI> {
  return boot({ archives, unpacked, image });
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

  test("can't be frozen while native code has functions of JavaScript to call", async () => {
    const other = await bootFreezable({ freezable: true });
    other.pyodide.runPython(`
      import ctypes
      callback = ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 5)
    `);
    expect(other.freeze).toThrow("functions of JavaScript");
  });

  test("is frozen without what it has given back", async () => {
    const other = await bootFreezable({ freezable: true });
    const length = () => other.freeze?.().length ?? 0;
    const before = length();
    other.pyodide.runPython(`
      noise = [bytes([7]) * 5_000_000, *(bytes([9]) * 3_000 for _ in range(1_000))]
    `);
    expect(length()).toBeGreaterThan(before + 7_000_000);
    other.pyodide.runPython("del noise");
    expect(length()).toBeLessThan(before + 100_000);
    expect(other.pyodide.runPython("len(bytearray(6_000_000).strip(bytes(1)))")).toBe(0);
  });

  test("goes on after it was frozen", () => {
    expect(booted.runPython("counter.append(2); len(counter)")).toBe(2);
  });
});

const counterLength = (python: PyodideAPI): number => python.runPython("len(counter)");

describe("a restored Python", () => {
  test("has the state that was frozen, even if that is larger than the initial memory", async () => {
    expect((await image).facts.memory).toBeGreaterThan(INITIAL_MEMORY);
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

  test("may be frozen again", async () => {
    const again = await bootFreezable({ archives, image, freezable: true });
    again.pyodide.runPython("counter.append(3)");
    const second = MemoryImage.of(again.freeze?.() ?? new Uint8Array());
    const python = await boot({ archives, image: Promise.resolve(second) });
    expect(python.runPython("counter.index(3)")).toBe(counterLength(python) - 1);
  });

  test("is not frozen again unless that is asked for", async () => {
    expect((await bootFreezable({ archives, image })).freeze).toBeUndefined();
  });

  test("is in the time zone where it is, not where it was frozen", async () => {
    const zones = `
      import importlib.util, time
      fresh = importlib.util.module_from_spec(time.__spec__)
      time.__spec__.loader.exec_module(fresh)
      fresh.timezone, fresh.tzname[0]
    `;
    const before = process.env["TZ"];
    try {
      process.env["TZ"] = "Asia/Tokyo";
      const [seconds, name] = (await restore()).runPython(zones).toJs();
      expect(seconds).toBe(-9 * 3600);
      expect(name).not.toBe(booted.runPython("import time; time.tzname[0]"));
    } finally {
      if (before === undefined) delete process.env["TZ"];
      else process.env["TZ"] = before;
    }
  });

  test("is put in place where there was nothing behind the heap", async () => {
    const real = await image;
    const restored: boolean[] = [];
    const restore: MemoryImage["restore"] = (memory, fresh, unused) => {
      const end = unused?.end ?? 0;
      restored.push(end < INITIAL_MEMORY && memory.subarray(end).every((byte) => byte === 0));
      real.restore(memory, fresh, unused);
    };
    const watched = Object.assign(Object.create(real), { restore, facts: real.facts });
    await boot({ archives, image: Promise.resolve(watched) });
    expect(restored).toEqual([true]);
  });

  test("is not put into an engine that has other functions", async () => {
    const { facts } = await image;
    const other = Object.assign(Object.create(await image), { facts: { ...facts, table: 1 } });
    await expect(boot({ archives, image: Promise.resolve(other) })).rejects.toThrow(
      OtherEngineError,
    );
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
    await boot({ archives, image }, async (config) => {
      for (const input of ["data:,text", new URL("data:,URL"), new Request("data:,request")]) {
        texts.push(await (await fetch(input)).text());
      }
      return loadPyodide(config);
    });
    expect(texts).toEqual(["text", "URL", "request"]);
  });

  test("is put back when Python can't boot", async () => {
    const failing = () => Promise.reject(new Error("no Python"));
    await expect(boot({ archives, image }, failing)).rejects.toThrow("no Python");
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
    const python = await boot({ archives, image, died: (cause) => causes.push(cause) });
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
    const python = await boot({ archives, image, died, observers: [memoryWatch] });
    expect(() => python.runPython(code)).toThrow();
    expect(python.runPython("counter[0]")).toBe(1);
    expect(died).not.toHaveBeenCalled();
    expect(memoryWatch.isExhausted).toBe(false);
  });

  test("is near when its memory is used up", async () => {
    const memoryWatch = new MemoryWatch();
    const python = await boot({ archives, image, observers: [memoryWatch] });
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
  test.each([
    "wasm",
    "stdlib",
    "archives",
    "unpacked",
    "image",
  ])("fails with the error for which its part can't be had: %s", async (part) => {
    const never = new Promise<never>(() => {});
    const lost = Promise.reject(new Error("lost"));
    const others = { wasm: never, stdlib: never };
    await expect(boot({ ...others, [part]: lost })).rejects.toThrow("lost");
    expect(globalThis.fetch).toBe(originalFetch);
    expect(WebAssembly.instantiateStreaming).toBe(originalInstantiation);
  });
});
