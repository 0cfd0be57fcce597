// Of a precache: the asset that a first visit need not wait for.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nextTask } from "./next-task";
import { Precache } from "./precache";
import type { Asset } from "./protocol";
import { FakeCacheStorage } from "./testing/fake-caches";
import { BASE, FakeHost, makeAsset, makeManifest } from "./testing/fake-host";

const NEVER = new Promise<boolean>(() => {});

let host: FakeHost;
let wasm: Asset;
let stdlib: Asset;

beforeEach(async () => {
  host = new FakeHost();
  vi.stubGlobal("caches", new FakeCacheStorage());
  vi.stubGlobal("fetch", host.fetch);
  host.put("a.wasm", "wasm!");
  host.put("stdlib.zip", "stdlib");
  wasm = await makeAsset("wasm", "a.wasm", "wasm!");
  stdlib = await makeAsset("stdlib", "stdlib.zip", "stdlib");
  vi.useFakeTimers({ toFake: ["setTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function precache(...assets: Asset[]): Precache {
  return new Precache(BASE, "assets", makeManifest(assets));
}

test("what comes last is not fetched where there is soon enough without it", async () => {
  const assets = precache(wasm, stdlib);
  await assets.fill(() => {}, undefined, Promise.resolve(true));
  await assets.kept();
  expect(host.requests).toEqual([stdlib.path]);
  await assets.complete();
  await assets.complete();
  expect(host.requests).toEqual([stdlib.path, wasm.path]);
  await precache(wasm, stdlib).fill(() => {});
  expect(host.requests).toHaveLength(2);
});

test("what comes last is compared with its hash too, when it is fetched later", async () => {
  host.put(wasm.path, (cache) => new Response(cache === "reload" ? "wasm!" : "WASM!"));
  await precache(wasm).complete();
  expect(host.requests).toEqual([wasm.path, `${wasm.path} (reload)`]);
  expect(await (await precache(wasm).get(wasm)).text()).toBe("wasm!");
  expect(host.requests).toHaveLength(2);
});

test.each<[string, () => Response, { code: string; message: string }]>([
  ["is another", () => new Response("WASM!"), { code: "asset-corrupt", message: "not the file" }],
  [
    "is gone",
    () => new Response("", { status: 404 }),
    { code: "asset-missing", message: "status 404" },
  ],
  [
    "breaks off",
    () => new Response(new ReadableStream({ pull: (it) => it.error(new TypeError("cut")) })),
    { code: "asset-missing", message: "connection was lost" },
  ],
])("what comes last is told of if it %s then", async (_, answer, { code, message }) => {
  host.put(wasm.path, answer);
  const completed = precache(wasm).complete();
  await expect(completed).rejects.toMatchObject({
    code,
    message: expect.stringContaining(message),
  });
});

test("what comes last is fetched after a while, and waited for", async () => {
  const assets = precache(wasm, stdlib);
  const filled = assets.fill(() => {}, undefined, NEVER);
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  expect(host.requests).toEqual([stdlib.path]);
  vi.runAllTimers();
  await filled;
  await assets.kept();
  await assets.complete();
  expect(host.requests).toEqual([stdlib.path, wasm.path]);
});

test("what comes last is waited for once it is on its way", async () => {
  const answers = Promise.withResolvers<boolean>();
  const late = Promise.withResolvers<Response>();
  const asked = vi.fn<() => Promise<Response>>(() => late.promise);
  vi.stubGlobal("fetch", (input: URL, init: RequestInit) =>
    input.href.endsWith(stdlib.path) ? host.fetch(input, init) : asked(),
  );
  const assets = precache(wasm, stdlib);
  const filled = assets.fill(() => {}, undefined, answers.promise);
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  vi.runAllTimers();
  await vi.waitFor(() => expect(asked).toHaveBeenCalledOnce());
  answers.resolve(true);
  const first = await Promise.race([filled, nextTask().then(() => "not filled")]);
  expect(first).toBe("not filled");
  late.resolve(new Response("wasm!"));
  await filled;
  await assets.kept();
  await assets.complete();
  expect(asked).toHaveBeenCalledOnce();
});

test("what comes last is fetched at once where there is no hope of that", async () => {
  const assets = precache(wasm, stdlib);
  await assets.fill(() => {}, undefined, Promise.resolve(false));
  expect(host.requests).toEqual([stdlib.path, wasm.path]);
});

test("what comes last is told of if it can't be had by then", async () => {
  host.put(wasm.path, "WASM!");
  const filled = precache(wasm, stdlib).fill(() => {}, undefined, NEVER);
  const told = expect(filled).rejects.toMatchObject({ code: "asset-corrupt" });
  await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
  vi.runAllTimers();
  await told;
});
