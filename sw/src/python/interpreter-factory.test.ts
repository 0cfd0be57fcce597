import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Precache } from "../precache";
import type { SiteManifest } from "../protocol";
import { FakeCacheStorage } from "../testing/fake-caches";
import { BASE, FakeHost, makeAsset, makeManifest } from "../testing/fake-host";
import { OutputLog } from "../tools/output-log";
import { InterpreterFactory } from "./interpreter-factory";
import type { PyodideModules } from "./pyodide-runtime";
import { Snapshots } from "./snapshots";

const TRAP = new WebAssembly.RuntimeError("Out of bounds memory access");
const MEMORY = new Uint8Array([1, 2, 3]);

let manifest: SiteManifest;
let precache: Precache;
let snapshots: Snapshots;
/** What becomes of each boot, one after another; the ones after that succeed. */
let outcomes: unknown[];
/** The snapshots that were restored. */
let restored: (Uint8Array | undefined)[];

beforeEach(async () => {
  const host = new FakeHost();
  vi.stubGlobal("caches", new FakeCacheStorage());
  vi.stubGlobal("fetch", host.fetch);
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.spyOn(WebAssembly, "compileStreaming").mockResolvedValue({});
  const roles = ["wasm", "stdlib"] as const;
  for (const role of roles) host.put(role, role);
  manifest = makeManifest(await Promise.all(roles.map((role) => makeAsset(role, role, role))));
  precache = new Precache(BASE, "assets", manifest);
  await precache.fill(() => {});
  snapshots = new Snapshots(BASE, "snapshots", manifest);
  outcomes = [];
  restored = [];
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

function factory(): InterpreterFactory {
  const output = new OutputLog(() => 0);
  return new InterpreterFactory(modules(), precache, snapshots, output);
}

/** A Pyodide that boots, or doesn't, and does nothing else. */
function modules(): PyodideModules {
  const pyodide = {
    _api: {},
    FS: { mkdirTree() {} },
    ffi: { PythonError: class {} },
    makeMemorySnapshot: () => MEMORY,
    pyimport: () => ({}),
    runPython() {},
    setInterruptBuffer() {},
  };
  const loadPyodide = async (config: { readonly _loadSnapshot?: Uint8Array }) => {
    restored.push(config._loadSnapshot);
    const outcome = outcomes.shift();
    if (outcome !== undefined) throw outcome;
    return pyodide;
  };
  return { loadPyodide, createPyodideModule() {} } as unknown as PyodideModules;
}

test("an engine that traps amid the boot gets another try", async () => {
  outcomes = [TRAP];
  expect((await factory().boot()).frozen).toMatchObject({ memory: MEMORY });
  expect(restored).toHaveLength(2);
});

test("an engine that traps each time is not tried for ever", async () => {
  outcomes = [TRAP, TRAP];
  await expect(factory().boot()).rejects.toBe(TRAP);
  expect(restored).toHaveLength(2);
});

test("what another try would not mend is told at once", async () => {
  const error = new Error("no such asset");
  outcomes = [error];
  await expect(factory().boot()).rejects.toBe(error);
  expect(restored).toHaveLength(1);
});

test("a snapshot is restored, and one that can't be is dropped", async () => {
  await snapshots.put({ memory: MEMORY, holds: "framework" });
  await factory().restore(() => {});
  expect(restored).toEqual([MEMORY]);
  outcomes = [TRAP, TRAP];
  await factory().restore(() => {});
  expect(restored.slice(1)).toEqual([MEMORY, undefined, undefined]);
  expect(await snapshots.has()).toBe(false);
});

test("a boot is stored, a restored interpreter is not", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  try {
    const interpreters = factory();
    await interpreters.restore(() => {});
    const settled = interpreters.settle();
    await vi.runAllTimersAsync();
    await settled;
    expect(await snapshots.get()).toEqual(MEMORY);
    await snapshots.discard();
    await interpreters.settle();
    expect(await snapshots.has()).toBe(false);
  } finally {
    vi.useRealTimers();
  }
});
