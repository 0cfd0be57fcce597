import "fake-indexeddb/auto";

import { deleteDB } from "idb";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Precache } from "../precache";
import type { Asset, Holds, SiteManifest } from "../protocol";
import { FakeCacheStorage } from "../testing/fake-caches";
import { BASE, FakeHost, makeAsset, makeManifest } from "../testing/fake-host";
import { imageOf } from "../testing/images";
import { surroundings } from "../testing/surroundings";
import { OutputLog } from "../tools/output-log";
import { changeOf } from "./changed-image";
import { InterpreterFactory } from "./interpreter-factory";
import { MemoryImage } from "./memory-image";
import type { BootOptions, PyodideModules } from "./pyodide-runtime";
import { Snapshots } from "./snapshots";

vi.mock(import("./pyodide-runtime"), async (original) => ({
  ...(await original()),
  bootPyodide: async (_: PyodideModules, options: BootOptions) => boot(options) as never,
}));

const TRAP = new WebAssembly.RuntimeError("Out of bounds memory access");
const FROZEN = imageOf(1);
const STORED = imageOf(2);

let host: FakeHost;
let manifest: SiteManifest;
let precache: Precache;
let snapshots: Snapshots;
/** What becomes of each boot, one after another; the ones after that succeed. */
let outcomes: unknown[];
/** What each engine has that is called for its machine code to be kept. */
const ballast = vi.fn<(bytes: number) => void>();
/** Has the engine complete. */
const completeEngine = vi.fn<() => Promise<void>>();
/** What each had: the first byte of its memory, whether the application was in it, and its archives. */
let boots: {
  readonly memory: number | undefined;
  readonly isImported: boolean | undefined;
  readonly archives: readonly string[];
}[];

let retired: AbortController;

beforeEach(async () => {
  host = new FakeHost();
  vi.stubGlobal("caches", new FakeCacheStorage());
  vi.stubGlobal("fetch", host.fetch);
  vi.stubGlobal("navigator", { languages: ["en"], userAgentData: {} });
  ballast.mockClear();
  completeEngine.mockReset().mockResolvedValue();
  vi.spyOn(console, "warn").mockImplementation(() => {});
  vi.spyOn(WebAssembly, "compileStreaming").mockResolvedValue({});
  retired = new AbortController();
  outcomes = [];
  boots = [];
  await deploy(await put("wasm"), await put("stdlib"), await put("packages"));
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  await deleteDB("snapshots");
});

async function put(role: Asset["role"], path: string = role): Promise<Asset> {
  host.put(path, path);
  return makeAsset(role, path, path);
}

/** A part of a memory that a site comes with. */
async function putMemory(
  path: string,
  content: Uint8Array<ArrayBuffer>,
  role: Asset["role"] = "memory",
): Promise<Asset> {
  host.put(path, () => new Response(content));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { role, path, bytes: content.length, sha256 };
}

async function deploy(...assets: Asset[]): Promise<void> {
  manifest = makeManifest(assets);
  precache = new Precache(BASE, "assets", manifest);
  await precache.fill(() => {});
  await precache.kept();
  snapshots = new Snapshots(BASE, "snapshots", manifest);
}

/** A site that comes with a memory, and with all that is needed without it. */
async function deployWithMemory(content: Uint8Array<ArrayBuffer>, ...more: Asset[]): Promise<void> {
  const whole = async (role: Asset["role"]) => ({
    ...(await put(role, `${role}-whole`)),
    instead_of: role,
  });
  await deploy(
    await put("wasm"),
    await putMemory("memory", content.slice(0, 70)),
    await putMemory("memory-2", content.slice(70)),
    await put("stdlib"),
    await whole("stdlib"),
    await put("packages"),
    await whole("packages"),
    await put("packages", "further"),
    ...more,
  );
}

function factory(holds?: Holds): InterpreterFactory {
  const output = new OutputLog(() => 0);
  const modules = {} as PyodideModules;
  return new InterpreterFactory(modules, precache, snapshots, output, retired.signal, holds);
}

/** A Pyodide that boots, or doesn't, and does nothing else. */
async function boot(options: BootOptions): Promise<unknown> {
  const { wasm, image, isImported, stdlib, archives, freezable } = options;
  await wasm;
  const bytes = (await image)?.bytes;
  const texts = [...(await archives).values()].map((zip) => new TextDecoder().decode(zip));
  const library = new TextDecoder().decode(await stdlib);
  boots.push({ memory: bytes?.at(-4096), isImported, archives: [library, ...texts] });
  const outcome = outcomes.shift();
  if (outcome !== undefined) throw outcome;
  const pyodide = {
    FS: {},
    ffi: { PythonError: class {} },
    pyimport: () => ({ awake() {} }),
    runPython() {},
  };
  const freeze = freezable ? () => FROZEN : undefined;
  return { pyodide, freeze, engine: { ballast }, completeEngine };
}

/** Has an interpreter stored at once. */
async function settle(interpreters: InterpreterFactory): Promise<void> {
  const settled = interpreters.settle();
  await vi.runAllTimersAsync();
  await settled;
}

test("an engine that traps amid the boot gets another try", async () => {
  outcomes = [TRAP];
  expect((await factory().boot()).frozen).toMatchObject({ memory: FROZEN });
  expect(boots).toHaveLength(2);
});

test("an engine that traps each time is not tried for ever", async () => {
  outcomes = [TRAP, TRAP];
  await expect(factory().boot()).rejects.toBe(TRAP);
  expect(boots).toHaveLength(2);
});

test("what another try would not mend is told at once", async () => {
  const error = new Error("no such asset");
  outcomes = [error];
  await expect(factory().boot()).rejects.toBe(error);
  expect(boots).toHaveLength(1);
});

test("a snapshot is restored, and one that can't be is dropped", async () => {
  await snapshots.put({ memory: STORED, holds: "framework" }, surroundings("kept"));
  await factory().restore(() => {});
  expect(boots).toMatchObject([{ memory: 2, archives: ["kept"] }]);
  outcomes = [TRAP, TRAP];
  await factory().restore(() => {});
  expect(boots.slice(1)).toMatchObject([
    { memory: 2 },
    { memory: undefined },
    { memory: undefined },
  ]);
  expect(await snapshots.has()).toBe(false);
});

test("a snapshot is not dropped for what else can't be had", async () => {
  await snapshots.put({ memory: STORED, holds: "framework" }, surroundings("kept"));
  const lost = manifest.assets.find(({ role }) => role === "wasm");
  await (await caches.open("assets")).delete(`${BASE}wasm?sha256=${lost?.sha256}`);
  host.put("wasm", () => new Response("gone", { status: 404 }));
  vi.mocked(WebAssembly.compileStreaming).mockImplementation(async (response) => {
    await response;
    throw new TypeError("none is kept");
  });
  await expect(factory().restore(() => {})).rejects.toMatchObject({ code: "asset-missing" });
  expect(await snapshots.has()).toBe(true);
});

test("a boot is stored, a restored interpreter is not", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  try {
    const interpreters = factory();
    await interpreters.restore(() => {});
    await settle(interpreters);
    expect((await (await snapshots.find())?.parts(Promise.resolve()).image)?.bytes).toEqual(FROZEN);
    expect(ballast).toHaveBeenCalled();
    expect(completeEngine).toHaveBeenCalledOnce();
    const others = factory();
    await others.restore(() => {});
    await snapshots.discard();
    ballast.mockClear();
    await settle(others);
    expect(await snapshots.has()).toBe(false);
    expect(ballast).not.toHaveBeenCalled();
    expect(completeEngine).toHaveBeenCalledTimes(2);
    await others.settle();
    expect(completeEngine).toHaveBeenCalledTimes(2);
  } finally {
    vi.useRealTimers();
  }
});

test("nothing is stored of a site that is being removed", async () => {
  const interpreters = factory();
  await interpreters.boot();
  const settled = interpreters.settle();
  retired.abort();
  await settled;
  expect(await snapshots.has()).toBe(false);
  expect(completeEngine).not.toHaveBeenCalled();
});

test("a site's memory is restored, with the archives that lack what is in it", async () => {
  await deployWithMemory(imageOf(3));
  const interpreter = await factory().boot();
  const archives = ["stdlib", "packages", "further"];
  expect(boots).toEqual([{ memory: 3, isImported: false, archives }]);
  expect(interpreter.frozen).toEqual({ memory: imageOf(3), holds: "framework" });
});

test("what a site's memory is to be changed by is part of it", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  try {
    const change = changeOf(MemoryImage.of(imageOf(3)), MemoryImage.of(imageOf(4)));
    await deployWithMemory(imageOf(3), await putMemory("change", change, "memory-change"));
    const interpreters = factory("modules");
    const interpreter = await interpreters.boot();
    expect(interpreter.frozen).toEqual({ memory: imageOf(4), holds: "modules" });
    await settle(interpreters);
    expect((await (await snapshots.find())?.parts(Promise.resolve()).image)?.bytes).toEqual(
      imageOf(4),
    );
    await factory("modules").restore(() => {});
    expect(boots).toMatchObject([{ isImported: true }, { memory: 4, isImported: true }]);
  } finally {
    vi.useRealTimers();
  }
});

test("a change that is none does no harm", async () => {
  const change = await putMemory("change", new Uint8Array(100), "memory-change");
  await deployWithMemory(imageOf(3), change);
  const interpreter = await factory("modules").boot();
  expect(boots).toMatchObject([{ memory: undefined, isImported: false }]);
  expect(interpreter.frozen).toEqual({ memory: FROZEN, holds: "framework" });
});

test("where a site's memory can't be restored, Python boots with the whole archives", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  try {
    await deployWithMemory(imageOf(3));
    outcomes = [new Error("other engine")];
    const interpreters = factory();
    await interpreters.boot();
    const whole = ["stdlib-whole", "packages-whole", "further"];
    expect(boots.slice(1)).toMatchObject([{ memory: undefined, archives: whole }]);
    // It has imported from those.
    await settle(interpreters);
    await factory().restore(() => {});
    expect(boots.slice(2)).toMatchObject([{ memory: 1, archives: whole }]);
  } finally {
    vi.useRealTimers();
  }
});

test("a site's memory that can't be had is told of", async () => {
  await deployWithMemory(imageOf(3));
  await (await caches.open("assets")).delete(`${BASE}memory?sha256=${manifest.assets[1]?.sha256}`);
  host.put("memory", () => new Response("gone", { status: 404 }));
  await expect(factory().boot()).rejects.toMatchObject({ code: "asset-missing" });
  expect(boots).toEqual([]);
});

test("a site's memory that is none does no harm", async () => {
  await deployWithMemory(new Uint8Array(100));
  await factory().boot();
  expect(boots).toMatchObject([{ memory: undefined }]);
});
