import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Precache } from "../precache";
import type { Asset } from "../protocol";
import { FakeCacheStorage } from "../testing/fake-caches";
import { BASE, makeAsset, makeManifest } from "../testing/fake-host";
import { compileEngine } from "./engine";

/** The smallest module there is. */
const ENGINE = "\0asm\x01\0\0\0";

let asset: Asset;
let precache: Precache;
/** What the host answers, and what it was asked for. */
let host: (init: RequestInit) => Response;
let requests: RequestInit[];

beforeEach(async () => {
  vi.stubGlobal("caches", new FakeCacheStorage());
  vi.stubGlobal("fetch", async (url: URL, init: RequestInit) => {
    expect(url.href).toBe(`${BASE}engine.wasm`);
    requests.push(init);
    return host(init);
  });
  requests = [];
  host = () => engine();
  asset = await makeAsset("wasm", "engine.wasm", ENGINE);
  precache = new Precache(BASE, "assets", makeManifest([asset]));
});

afterEach(() => {
  vi.unstubAllGlobals();
});

function engine(type = "application/wasm"): Response {
  return new Response(ENGINE, { headers: { "Content-Type": type } });
}

test("an engine is asked for by its URL", async () => {
  expect(await compileEngine(asset, precache, false)).toBeInstanceOf(WebAssembly.Module);
  expect(requests).toEqual([{ cache: "force-cache" }]);
});

test("an engine that was installed is taken from the HTTP cache alone", async () => {
  expect(await compileEngine(asset, precache, true)).toBeInstanceOf(WebAssembly.Module);
  expect(requests).toEqual([{ cache: "only-if-cached", mode: "same-origin" }]);
});

test.each<[string, () => Response]>([
  ["is out of reach", () => Response.error()],
  ["has it no more", () => new Response("Not found", { status: 404 })],
  ["calls it something else", () => engine("application/octet-stream")],
])("an engine that is kept does where the host %s", async (_, answer) => {
  await precache.fill(() => {});
  host = answer;
  expect(await compileEngine(asset, precache, true)).toBeInstanceOf(WebAssembly.Module);
});

test("an engine that can't be had at all is told of", async () => {
  host = () => new Response("Not found", { status: 404 });
  await expect(compileEngine(asset, precache, false)).rejects.toMatchObject({
    code: "asset-missing",
  });
});

test("an engine that is packed is none for the browser", async () => {
  await precache.fill(() => {});
  requests.length = 0;
  await compileEngine({ ...asset, packed: 5 }, precache, false);
  expect(requests).toEqual([]);
});
