import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { storageName } from "./names";
import { Precache } from "./precache";
import type { Asset, UnpackOrder } from "./protocol";
import { FakeCacheStorage } from "./testing/fake-caches";
import { BASE, FakeHost, makeAsset } from "./testing/fake-host";
import { startUnpacker, type UnpackerMessage } from "./unpacker";

let host: FakeHost;

beforeEach(() => {
  host = new FakeHost();
  vi.stubGlobal("fetch", host.fetch);
  vi.stubGlobal("caches", new FakeCacheStorage());
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Has assets unpacked, all of them wanted or none, and returns all that is said of them. */
async function unpacked(...assets: Asset[]): Promise<UnpackerMessage[]> {
  return (await begin(true, assets)).ended;
}

async function begin(isWanted: boolean, assets: Asset[]) {
  const scope = new EventTarget();
  startUnpacker(scope as DedicatedWorkerGlobalScope);
  const { port1, port2 } = new MessageChannel();
  const said: UnpackerMessage[] = [];
  const ended = new Promise<void>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<UnpackerMessage>) => {
      said.push(data);
      if (data.type !== "received" && data.path === assets.at(-1)?.path) resolve();
    };
  });
  const data: UnpackOrder = { type: "hipflask:unpack", base: BASE.href, assets };
  if (isWanted) for (const { path } of assets) port1.postMessage({ type: "wanted", path });
  scope.dispatchEvent(Object.assign(new Event("message"), { data, ports: [port2] }));
  const closed = ended.then(() => {
    port1.close();
    return said;
  });
  return { port: port1, ended: closed };
}

const asset = (role: Asset["role"], path: string): Asset => ({ role, path, bytes: 1, sha256: "" });
const MEMORY: Asset = { ...asset("memory", "memory.bin.gz"), packed: 1 };

async function putEngine(content: string): Promise<Asset> {
  host.put("engine.wasm", content);
  return makeAsset("wasm", "engine.wasm", content);
}

test("a memory is unpacked, and its file comes along", async () => {
  const stream = new Blob(["a memory"]).stream().pipeThrough(new CompressionStream("gzip"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  host.put("memory.bin.gz", () => new Response(packed));
  const said = await unpacked(MEMORY);
  expect(said.slice(0, -1)).toEqual([
    { type: "received", path: MEMORY.path, bytes: packed.byteLength },
  ]);
  const last = said.at(-1);
  if (last?.type !== "unpacked") throw new Error("nothing is unpacked");
  expect(new TextDecoder().decode(last.content)).toBe("a memory");
  expect(new Uint8Array((await last.file?.arrayBuffer()) ?? [])).toEqual(packed);
});

test("of many chunks it is told now and then, and of all in the end", async () => {
  const chunks = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const text of ["pack", "ag", "es"]) controller.enqueue(new TextEncoder().encode(text));
      controller.close();
    },
  });
  host.put("packages.zip", () => new Response(chunks));
  const said = await unpacked(asset("packages", "packages.zip"));
  expect(said).toMatchObject([
    { type: "received", bytes: 4 },
    { type: "received", bytes: 4 },
    { type: "unpacked" },
  ]);
});

test("one asset comes after the other, without its file", async () => {
  host.put("packages.zip", "packages");
  host.put("stdlib.zip", "a library");
  const said = await unpacked(asset("packages", "packages.zip"), asset("stdlib", "stdlib.zip"));
  expect(said.map(({ type, path }) => [type, path])).toEqual([
    ["received", "packages.zip"],
    ["unpacked", "packages.zip"],
    ["received", "stdlib.zip"],
    ["unpacked", "stdlib.zip"],
  ]);
  expect(said[1]).toMatchObject({ file: undefined });
});

test("the engine is kept, and not before it is wanted", async () => {
  host.put("stdlib.zip", "a library");
  const engine = await putEngine("an engine");
  const { port, ended } = await begin(false, [asset("stdlib", "stdlib.zip"), engine]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(host.requests).toEqual(["stdlib.zip"]);
  port.postMessage({ type: "wanted", path: engine.path });
  expect((await ended).at(-1)).toEqual({ type: "kept", path: engine.path });
  const precache = new Precache(BASE, storageName(BASE, "assets"), { assets: [engine] });
  host.requests.length = 0;
  expect(await (await precache.get(engine)).text()).toBe("an engine");
  expect(host.requests).toEqual([]);
});

test("an engine that is another one is not kept", async () => {
  const engine = await putEngine("an engine");
  host.put(engine.path, "another one");
  expect((await unpacked(engine)).at(-1)).toEqual({ type: "failed", path: engine.path });
});

test.each([
  ["missing", undefined],
  ["damaged", "\x1f\x8b and no more"],
])("a file that is %s is told, and the next one comes", async (_, content) => {
  if (content !== undefined) {
    const bytes = Uint8Array.from(content, (character) => character.charCodeAt(0));
    host.put("memory.bin.gz", () => new Response(bytes));
  }
  const engine = await putEngine("an engine");
  const said = await unpacked(MEMORY, engine);
  expect(said).toContainEqual({ type: "failed", path: MEMORY.path });
  expect(said.at(-1)).toEqual({ type: "kept", path: engine.path });
});
