import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Installation, type Steps } from "./installation";
import { Precache } from "./precache";
import type { WorkerState } from "./protocol";
import { FakeCacheStorage } from "./testing/fake-caches";
import { BASE, FakeHost, makeAsset, makeManifest } from "./testing/fake-host";
import { Watchers } from "./watchers";

/** All that comes is told. */
vi.mock(import("./pace"), () => ({
  Pace: class {
    isTime(): boolean {
      return true;
    }
  } as never,
}));

let host: FakeHost;
/** What was done and told, in order. */
let events: string[];
let precache: Precache;
let installation: Installation;

beforeEach(async () => {
  host = new FakeHost();
  vi.stubGlobal("caches", new FakeCacheStorage());
  vi.stubGlobal("fetch", async (input: URL, init: RequestInit) => {
    events.push(`get ${input.pathname}`);
    return host.fetch(input, init);
  });
  events = [];
  host.put("a.wasm", "engine");
  host.put("stdlib.zip", "library");
  const assets = [
    await makeAsset("wasm", "a.wasm", "engine"),
    await makeAsset("stdlib", "stdlib.zip", "library"),
  ];
  const watchers = new Watchers("b1");
  vi.spyOn(watchers, "tell").mockImplementation((state) => void events.push(wordsOf(state)));
  precache = new Precache(BASE, "assets", makeManifest(assets));
  installation = new Installation(precache, watchers);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function wordsOf(state: WorkerState): string {
  if (state.type === "progress") return state.stage;
  return state.type === "failed" ? state.failure.code : state.type;
}

async function run(steps: Partial<Steps>): Promise<string[]> {
  const boot = async () => {
    const [library] = precache.ofRole("stdlib");
    if (library) await precache.bytes(library);
    events.push("boot");
    return true;
  };
  await installation.run(false, { boot, ...steps });
  return events;
}

const LIBRARY = ["get /site/stdlib.zip", "download", "boot"];
const ENGINE = ["get /site/a.wasm", "download"];

test("a new version has all files and a Python before it is installed", async () => {
  expect(await run({})).toEqual([...LIBRARY, ...ENGINE, "start", "installed"]);
});

test("a Python that is frozen needs no boot, nor a start", async () => {
  const start = vi.fn<() => Promise<void>>();
  expect(await run({ boot: async () => false, start })).toContain("installed");
  expect(start).not.toHaveBeenCalled();
});

describe("a first version", () => {
  test("answers before it has an engine to keep, and tells of nothing before the start", async () => {
    const start = async () => void events.push("started");
    expect(await run({ start })).toEqual([...LIBRARY, "started"]);
  });

  test("has an engine to keep if it can't be started", async () => {
    const start = async () => {
      throw new Error("no such application");
    };
    expect(await run({ start })).toEqual([...LIBRARY, "get /site/a.wasm"]);
  });
});

test.each<[string, Partial<Steps>]>([
  ["a boot fails with", { boot: () => Promise.reject(new Error("trap")) }],
  [
    "a boot fails with, and no start hides,",
    { boot: () => Promise.reject(new Error("trap")), start: async () => {} },
  ],
])("what %s is told, and ends it", async (_, steps) => {
  await expect(run(steps)).rejects.toThrow("trap");
  expect(events.at(-1)).toBe("unknown");
});

test("a file that can't be had is told of, whatever the boot makes of it", async () => {
  host.put("stdlib.zip", () => new Response("", { status: 404 }));
  const boot = () => Promise.reject(new Error("no library"));
  await expect(run({ boot })).rejects.toMatchObject({ code: "asset-missing" });
  expect(events.at(-1)).toBe("asset-missing");
});
