import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { HipflaskError } from "./errors";
import { Failures } from "./failures";
import { InvalidResponseError } from "./http/responses";
import { OwnPages } from "./own-pages";
import { Precache } from "./precache";
import type { Asset } from "./protocol";
import { Snapshots } from "./python/snapshots";
import { StopLog } from "./python/stop-log";
import { FakeCacheStorage } from "./testing/fake-caches";
import { BASE, FakeHost, makeAsset, makeManifest } from "./testing/fake-host";

const CONFIG = '<script type="application/json" id="hipflask-config">{}</script>';
const BOOT = `<head>${CONFIG}</head>`;
const DAMAGED = new HipflaskError("asset-corrupt", "</script> $&", "Wait a minute.");
const FULL = new HipflaskError("quota", "No room.", "Free some.", { detail: "line 1" });

let host: FakeHost;

beforeEach(() => {
  host = new FakeHost();
  host.put("", "the host's page");
  vi.stubGlobal("caches", new FakeCacheStorage());
  vi.stubGlobal("fetch", host.fetch);
});

afterEach(() => vi.unstubAllGlobals());

async function put(role: Asset["role"], content: string): Promise<Asset> {
  host.put(`${role}.html`, content);
  return makeAsset(role, `${role}.html`, content);
}

function pages(...assets: Asset[]): OwnPages {
  const manifest = makeManifest(assets);
  const stops = new StopLog(BASE, "stops", "b1");
  const failures = new Failures(stops, new Snapshots(BASE, "snapshots", manifest));
  return new OwnPages(new Precache(BASE, "assets", manifest), BASE, failures);
}

function asked(mode: RequestMode): Request {
  return { mode } as Request; // no script can make one that navigates
}

const typeOf = (response: Response) => response.headers.get("content-type");

describe("the boot page", () => {
  test("is the site's own, and never stored", async () => {
    const response = await pages(await put("boot", BOOT)).boot();
    expect([response.status, typeOf(response)]).toEqual([200, "text/html; charset=utf-8"]);
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(await response.text()).toBe(BOOT);
  });

  test.each([
    ["there is none", () => pages()],
    ["it is gone", async () => pages(await makeAsset("boot", "gone.html", BOOT))],
  ])("is the host's where %s", async (_, made) => {
    expect(await (await (await made()).boot()).text()).toBe("the host's page");
  });
});

test("a site has a tools page if it was built with one", async () => {
  const tools = await put("tools", "<title>tools</title>");
  expect(await (await pages(tools).tools()).text()).toBe("<title>tools</title>");
  const none = await pages().tools();
  expect(none.status).toBe(404);
  expect(await none.text()).toContain("`hipflask build --tools`");
});

describe("a failure", () => {
  test("is a text for whoever did not ask for a page, or where there is none", async () => {
    const own = pages(await put("boot", BOOT));
    for (const response of [
      await own.failure(asked("cors"), FULL),
      await pages().failure(asked("navigate"), FULL),
    ]) {
      expect([response.status, typeOf(response)]).toEqual([507, "text/plain; charset=utf-8"]);
      expect(await response.text()).toMatch(
        /^There is no room .*\n\nNo room\.\n\nFree some\.\n\nline 1\n$/,
      );
    }
  });

  test("is the boot page for a navigation, with words of which no script can come", async () => {
    const own = pages(await put("boot", BOOT));
    const response = await own.failure(asked("navigate"), DAMAGED);
    expect([response.status, typeOf(response)]).toEqual([503, "text/html; charset=utf-8"]);
    const text = await response.text();
    expect(text.endsWith(`</script>${BOOT.slice("<head>".length)}`)).toBe(true);
    const json = /id="hipflask-failure">(.*?)<\/script>/.exec(text)?.[1] ?? "";
    expect(JSON.parse(json)).toMatchObject({ code: "asset-corrupt", message: DAMAGED.message });
  });

  test.each([
    [507, FULL, null],
    [503, DAMAGED, "1"],
  ])("with the status %i is never stored, and says when to come again", async (_, error, after) => {
    const own = pages(await put("boot", BOOT));
    for (const mode of ["cors", "navigate"] as const) {
      const { headers } = await own.failure(asked(mode), error);
      expect([headers.get("cache-control"), headers.get("retry-after")]).toEqual([
        "no-store",
        after,
      ]);
    }
  });

  test("may be the application's: an answer that is not HTTP", async () => {
    const response = await pages().failure(asked("navigate"), new InvalidResponseError("a space"));
    expect(response.status).toBe(500);
    expect(await response.text()).toMatch(/not valid HTTP\n\na space\n\nMend the view function/);
  });
});
