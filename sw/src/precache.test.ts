import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type DownloadProgress, Precache } from "./precache";
import type { Asset } from "./protocol";
import { FakeCacheStorage } from "./testing/fake-caches";
import { BASE, FakeHost, makeAsset, makeManifest } from "./testing/fake-host";

const XZ_OF_HELLO =
  "/Td6WFoAAAFpIt42AgAhARYAAAB0L+Wj4AATAA5dADQZSe6N74yHMfUvZAAAAAAA50JuUgABJhRy4oL5kEKZDQEAAAAAAVla";

let host: FakeHost;
let wasm: Asset;
let stdlib: Asset;

beforeEach(async () => {
  host = new FakeHost();
  vi.stubGlobal("caches", new FakeCacheStorage());
  vi.stubGlobal("fetch", host.fetch);
  wasm = await put("wasm", "hipflask-assets/a.wasm", "wasm!");
  stdlib = await put("stdlib", "hipflask-assets/stdlib.zip", "stdlib");
});

afterEach(() => {
  vi.unstubAllGlobals();
});

const gzip = async (content: string): Promise<Uint8Array<ArrayBuffer>> => {
  const stream = new Blob([content]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
};

/** An asset that is on the host, compressed. */
async function putPacked(path: string, content: string): Promise<[Asset, Uint8Array<ArrayBuffer>]> {
  const packed = await gzip(content);
  host.put(path, () => new Response(packed));
  return [{ ...(await makeAsset("stdlib", path, content)), packed: packed.byteLength }, packed];
}

/** An asset that is on the host. */
async function put(role: Asset["role"], path: string, content: string): Promise<Asset> {
  host.put(path, content);
  return makeAsset(role, path, content);
}

function precache(...assets: Asset[]): Precache {
  return new Precache(BASE, "assets", makeManifest(assets));
}

async function fill(...assets: Asset[]): Promise<DownloadProgress[]> {
  const reports: DownloadProgress[] = [];
  const filled = precache(...assets);
  await filled.fill((progress) => reports.push(progress));
  await filled.kept();
  return reports;
}

describe("fill", () => {
  test("fetches everything once, the largest first, and it is there from then on", async () => {
    const reports = await fill(wasm, stdlib);
    expect(host.requests).toEqual([stdlib.path, wasm.path]);
    expect(reports).toHaveLength(2);
    expect(reports.at(-1)).toMatchObject({ loaded: 11, total: 11 });
    expect(new Set(reports.map(({ asset }) => asset))).toEqual(new Set([wasm.path, stdlib.path]));

    const response = await precache(wasm, stdlib).get(stdlib);
    expect(await response.text()).toBe("stdlib");
    expect(host.requests).toHaveLength(2);
  });

  test("fetches only what a new build has anew, even at an old path", async () => {
    await fill(wasm, stdlib);
    const application = await put("application", "hipflask-assets/app.zip", "app");
    const changed = await put("stdlib", stdlib.path, "other");
    host.requests.length = 0;
    const reports = await fill(wasm, changed, application);
    expect(host.requests.sort()).toEqual([application.path, changed.path].sort());
    expect(reports.at(-1)).toMatchObject({ loaded: 8, total: 8 });
    expect(await (await precache(changed).get(changed)).text()).toBe("other");
  });

  test("leaves out what the browser keeps by itself or nobody asks for", async () => {
    const roles = ["loader", "engine", "worker", "lock"] as const;
    const assets = await Promise.all(roles.map((role) => put(role, `${role}.js`, role)));
    expect(await fill(...assets)).toEqual([]);
    expect(host.requests).toEqual([]);
  });

  test("fetches a few files at a time", async () => {
    const assets = await Promise.all(
      Array.from({ length: 9 }, (_, i) => put("boot", `${i}.html`, `${i}`)),
    );
    let running = 0;
    let most = 0;
    vi.stubGlobal("fetch", async (input: URL) => {
      most = Math.max(most, ++running);
      const response = await host.fetch(input);
      await response.clone().text();
      running--;
      return response;
    });
    await fill(...assets);
    expect(host.requests).toHaveLength(9);
    expect(most).toBe(4);
  });

  test("gives each file as soon as it has come", async () => {
    const late = Promise.withResolvers<Response>();
    vi.stubGlobal("fetch", (input: URL) =>
      String(input).endsWith(".zip") ? late.promise : host.fetch(input),
    );
    const page = await put("boot", "boot.html", "page");
    const assets = precache(page, stdlib);
    const filled = assets.fill(() => {});
    expect(await (await assets.get(page)).text()).toBe("page");
    const asked = assets.get(stdlib);
    late.resolve(new Response("stdlib"));
    expect((await asked).headers.get("content-length")).toBe("6");
    await filled;
    expect(host.requests).toEqual([page.path]);
  });

  test("fetches the engine when all else is there", async () => {
    const late = Promise.withResolvers<Response>();
    vi.stubGlobal("fetch", (input: URL) =>
      String(input).endsWith(".zip") ? late.promise : host.fetch(input),
    );
    const page = await put("boot", "boot.html", "page");
    const assets = precache(wasm, page, stdlib);
    const filled = assets.fill(() => {});
    await assets.get(page);
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect(host.requests).toEqual([page.path]);
    late.resolve(new Response("stdlib"));
    await filled;
    expect(host.requests).toEqual([page.path, wasm.path]);
  });

  test("tells those who wait for a file what has failed", async () => {
    const page = await put("boot", "boot.html", "page");
    host.put(page.path, () => new Response("", { status: 404 }));
    vi.stubGlobal("fetch", async (input: URL, init: RequestInit) =>
      String(input).endsWith(".zip")
        ? new Promise((_, fail) => init.signal?.addEventListener("abort", () => fail(new Error())))
        : host.fetch(input),
    );
    const assets = precache(page, stdlib);
    const filled = assets.fill(() => {});
    const asked = expect(assets.get(stdlib)).rejects.toMatchObject({ code: "asset-missing" });
    await expect(filled).rejects.toMatchObject({ code: "asset-missing" });
    await asked;
  });

  test("asks once more past all caches for a file that is not the right one", async () => {
    host.put(wasm.path, (cache) => new Response(cache === "reload" ? "wasm!" : "WASM!"));
    const reports = await fill(wasm);
    expect(host.requests).toEqual([wasm.path, `${wasm.path} (reload)`]);
    expect(reports.map(({ loaded }) => loaded)).toEqual([5, 0, 5]);
    expect(await (await precache(wasm).get(wasm)).text()).toBe("wasm!");
  });

  test("refuses a file that stays the wrong one", async () => {
    host.put(wasm.path, "WASM!");
    await expect(fill(wasm)).rejects.toMatchObject({
      code: "asset-corrupt",
      message: expect.stringContaining(wasm.path),
    });
    expect(host.requests).toEqual([wasm.path, `${wasm.path} (reload)`]);
    host.put(wasm.path, "wasm!");
    await fill(wasm);
    expect(host.requests).toHaveLength(3); // the wrong one was not kept
  });

  test.each<[string, () => Response, string]>([
    ["is not there", () => new Response("", { status: 404 }), "status 404"],
    [
      "can't be reached",
      () => {
        throw new TypeError("no connection");
      },
      "could not be reached",
    ],
    [
      "breaks off",
      () => new Response(new ReadableStream({ pull: (it) => it.error(new TypeError("cut")) })),
      "connection was lost",
    ],
  ])("tells of a file that %s", async (_, answer, message) => {
    host.put(wasm.path, answer);
    const error = await fill(wasm).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      code: "asset-missing",
      message: expect.stringContaining(message),
    });
    expect(error).toMatchObject({
      message: expect.stringContaining("/site/hipflask-assets/a.wasm"),
    });
  });

  test("goes on where it was interrupted", async () => {
    const missing = await makeAsset("packages", "hipflask-assets/packages.zip", "packages");
    await expect(fill(missing)).rejects.toMatchObject({ code: "asset-missing" });
    await fill(wasm);
    host.put(missing.path, "packages");
    host.requests.length = 0;
    await fill(wasm, missing);
    expect(host.requests).toEqual([missing.path]);
  });
});

describe("what the host has compressed", () => {
  const PATH = "hipflask-assets/library.zip.gz";
  const CONTENT = "PK".repeat(500);

  test("is kept unpacked, and counted as it travels", async () => {
    const [asset, packed] = await putPacked(PATH, CONTENT);
    const reports = await fill(asset);
    expect(packed.byteLength).toBeLessThan(CONTENT.length);
    expect(reports.at(-1)).toMatchObject({ loaded: packed.byteLength, total: packed.byteLength });
    const response = await precache(asset).get(asset);
    expect(await response.text()).toBe(CONTENT);
    expect(response.headers.get("content-type")).toBe("application/zip");
    expect(response.headers.get("content-length")).toBe("1000");
    expect(host.requests).toEqual([PATH]);
  });

  test("may be packed with xz", async () => {
    const packed = Uint8Array.from(atob(XZ_OF_HELLO), (character) => character.charCodeAt(0));
    host.put("hello.zip.xz", () => new Response(packed));
    const made = await makeAsset("stdlib", "hello.zip.xz", "hello, hello, hello\n");
    const asset: Asset = { ...made, packed: packed.byteLength };
    await fill(asset);
    const response = await precache(asset).get(asset);
    expect(await response.text()).toBe("hello, hello, hello\n");
    expect(response.headers.get("content-type")).toBe("application/zip");
  });

  test("is fetched again if what was kept is damaged", async () => {
    const [asset] = await putPacked("memory.bin.gz", "a memory");
    const memory: Asset = { ...asset, role: "memory" };
    await fill(memory);
    const cache = await caches.open("assets");
    const [key] = await cache.keys();
    if (key === undefined) throw new Error("nothing is kept");
    await cache.put(key, new Response(await gzip("other memory")));
    expect(await (await precache(memory).get(memory)).text()).toBe("a memory");
    expect(host.requests).toHaveLength(2);
  });

  test("is kept as it came if a snapshot has it unpacked, and given so", async () => {
    const [asset, packed] = await putPacked("memory.bin.gz", "a memory");
    const memory: Asset = { ...asset, role: "memory" };
    await fill(memory);
    const [request] = await (await caches.open("assets")).keys();
    const kept = await (await caches.open("assets")).match(request as Request);
    expect(new Uint8Array((await kept?.arrayBuffer()) as ArrayBuffer)).toEqual(packed);
    expect(await (await precache(memory).get(memory)).text()).toBe("a memory");
    expect(host.requests).toHaveLength(1);
  });

  test("may arrive unpacked from a host that takes it for a content coding", async () => {
    const [asset] = await putPacked(PATH, CONTENT);
    host.put(PATH, CONTENT);
    await fill(asset);
    expect(await (await precache(asset).get(asset)).text()).toBe(CONTENT);
    expect(host.requests).toEqual([PATH]);
  });

  test.each<[string, (packed: Uint8Array<ArrayBuffer>) => Uint8Array<ArrayBuffer>]>([
    ["truncated", (packed) => packed.slice(0, -12)],
    ["damaged", (packed) => packed.map((byte, index) => (index === 12 ? byte ^ 0xff : byte))],
  ])("is asked for once more when it is %s, and then refused", async (_, spoil) => {
    const [asset, packed] = await putPacked(PATH, CONTENT);
    host.put(PATH, (cache) => new Response(cache === "reload" ? packed : spoil(packed)));
    await fill(asset);
    expect(await (await precache(asset).get(asset)).text()).toBe(CONTENT);

    const [other] = await putPacked("other.zip.gz", CONTENT.slice(1));
    host.put("other.zip.gz", () => new Response(spoil(packed)));
    await expect(fill(other)).rejects.toMatchObject({ code: "asset-corrupt" });
  });
});

describe("get", () => {
  test("fetches again, checks and keeps what the browser has dropped", async () => {
    expect(await (await precache(stdlib).get(stdlib)).text()).toBe("stdlib");
    expect(await (await precache(stdlib).get(stdlib)).text()).toBe("stdlib");
    expect(host.requests).toEqual([stdlib.path]);
    host.put(wasm.path, "WASM!");
    await expect(precache(wasm).get(wasm)).rejects.toMatchObject({ code: "asset-corrupt" });
  });

  test.each([
    ["index.html", "text/html; charset=utf-8"],
    ["a.wasm", "application/wasm"],
    ["a.zip", "application/zip"],
    ["app.webmanifest", "application/manifest+json"],
    ["icon.png", "image/png"],
    ["icon.svg", "image/svg+xml"],
    ["a.bin", "application/octet-stream"],
  ])("says that %s is %s", async (path, type) => {
    const asset = await put("boot", path, "four");
    for (const response of [await precache(asset).get(asset), await precache(asset).get(asset)]) {
      expect(response.headers.get("content-type")).toBe(type);
      expect(response.headers.get("content-length")).toBe("4");
    }
  });
});

describe("the assets of a precache", () => {
  test.each([
    ["hipflask-assets/a.wasm", true],
    ["hipflask-assets/a.wasm?b=1#c", true],
    ["hipflask-assets/b.wasm", false],
    ["a.wasm", false],
    ["worker.js", false],
  ])("are found by their URL: %s %s", async (path, expected) => {
    const worker = await makeAsset("worker", "worker.js", "");
    const found = precache(wasm, worker).find(new URL(path, BASE));
    expect(found).toBe(expected ? wasm : undefined);
  });

  test("are found by their role, in order", async () => {
    const another = await makeAsset("stdlib", "another.zip", "");
    expect(precache(stdlib, wasm, another).ofRole("stdlib")).toEqual([stdlib, another]);
    expect(precache(stdlib).ofRole("wasm")).toEqual([]);
  });
});

test("what stands in for something else is fetched when it is needed, and kept then", async () => {
  const spare = { ...(await put("stdlib", "whole.zip", "whole")), instead_of: stdlib.path };
  await fill(stdlib, spare);
  expect(host.requests).toEqual([stdlib.path]);
  const own = precache(stdlib, spare);
  expect(await (await own.get(spare)).text()).toBe("whole");
  await own.prune();
  expect(await (await own.get(spare)).text()).toBe("whole");
  expect(host.requests).toEqual([stdlib.path, spare.path]);
});

test("what has come is given before it is kept, and whether it was kept is told", async () => {
  const cache = await caches.open("assets");
  const full = new DOMException("no room", "QuotaExceededError");
  vi.spyOn(cache, "put").mockRejectedValue(full);
  const own = precache(stdlib);
  await own.fill(() => {});
  expect(await (await own.get(stdlib)).text()).toBe("stdlib");
  await expect(own.kept()).rejects.toBe(full);
  expect(host.requests).toEqual([stdlib.path]);
});

test("prune drops what this build does not use", async () => {
  await fill(wasm, stdlib);
  const changed = await put("stdlib", stdlib.path, "other");
  await fill(wasm, changed);
  await precache(wasm, changed).prune();
  host.requests.length = 0;
  await fill(wasm, changed);
  expect(host.requests).toEqual([]);
  host.put(stdlib.path, "stdlib");
  await fill(wasm, stdlib);
  expect(host.requests).toEqual([stdlib.path]);
});

describe("help", () => {
  /** Fills a precache with what a helper has for it. */
  async function fillFrom(content: string): Promise<{ loaded: number[]; text: string }> {
    const loaded: number[] = [];
    const filled = precache(wasm, stdlib);
    const bytes = new TextEncoder().encode(content);
    await filled.fill(
      (progress) => loaded.push(progress.loaded),
      async (asset, count) => {
        if (asset !== stdlib) return undefined;
        count(bytes.byteLength);
        return { content: bytes, file: undefined };
      },
    );
    await filled.kept();
    return { loaded, text: await (await precache(wasm, stdlib).get(stdlib)).text() };
  }

  test("saves the download", async () => {
    const { loaded, text } = await fillFrom("stdlib");
    expect(host.requests).toEqual([wasm.path]);
    expect(text).toBe("stdlib");
    expect(loaded.at(-1)).toBe(11);
  });

  test("may have kept an asset already", async () => {
    const filled = precache(wasm, stdlib);
    await filled.fill(
      () => {},
      async (asset, count) => {
        if (asset !== wasm) return undefined;
        await precache(wasm).keep(wasm, count);
        return "kept";
      },
    );
    expect(await (await filled.get(wasm)).text()).toBe("wasm!");
    expect(new TextDecoder().decode(await filled.bytes(wasm))).toBe("wasm!");
    expect(host.requests).toEqual([stdlib.path, wasm.path]);
  });

  test("that has not kept what it says is none", async () => {
    const filled = precache(wasm);
    await filled.fill(
      () => {},
      async () => "kept",
    );
    expect(host.requests).toEqual([wasm.path]);
    expect(await (await filled.get(wasm)).text()).toBe("wasm!");
  });

  test("that is not what the build was made with is none", async () => {
    const { loaded, text } = await fillFrom("forged");
    expect(host.requests.sort()).toEqual([wasm.path, stdlib.path].sort());
    expect(text).toBe("stdlib");
    expect(loaded).toEqual([6, 0, 6, 11]); // the forged bytes are not counted any more
    expect(loaded.at(-1)).toBe(11);
  });
});
