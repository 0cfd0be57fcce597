import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { nestedSite } from "./nested-site";
import { BASE, FakeHost } from "./testing/fake-host";

let host: FakeHost;

beforeEach(() => {
  host = new FakeHost();
  vi.stubGlobal("fetch", host.fetch);
  vi.stubGlobal("navigator", { onLine: true });
  deploy("b/");
});

afterEach(() => vi.unstubAllGlobals());

function deploy(folder: string): void {
  host.put(`${folder}hipflask-assets/manifest.json`, JSON.stringify({ hipflask: 1 }));
  host.put(folder, `the first page of ${folder}`);
}

function ask(path: string): Promise<Response | undefined> {
  return nestedSite(new URL(BASE.href + path), BASE);
}

test.each([
  "b/",
  "b/?a=1",
  "b/c",
  "b/c/d",
])("%s is another site's, which stands in b/", async (path) => {
  const page = await ask(path);
  expect(await page?.text()).toBe("the first page of b/");
  expect([page?.status, page?.url]).toEqual([200, ""]);
});

test("the deepest of several is meant", async () => {
  deploy("b/c/");
  expect(await (await ask("b/c/d"))?.text()).toBe("the first page of b/c/");
});

test("a folder without its slash is led to itself, as a host does", async () => {
  const redirect = await ask("b?a=1");
  expect(redirect?.headers.get("location")).toBe(`${BASE.href}b/?a=1`);
});

test.each(["c", "c/d/", "b2/"])("%s is nobody else's", async (path) => {
  expect(await ask(path)).toBeUndefined();
});

test("the site itself is not asked for, and nothing at all of its base", async () => {
  deploy("");
  expect(await ask("")).toBeUndefined();
  expect(await ask("c/")).toBeUndefined();
  expect(host.requests).toEqual(["c/hipflask-assets/manifest.json (no-store)"]);
});

test("a host that answers every address with a page has no site there", async () => {
  host.put("c/hipflask-assets/manifest.json", "<!doctype html>");
  expect(await ask("c/")).toBeUndefined();
});

test("a site whose page is lost is none", async () => {
  host.put("c/hipflask-assets/manifest.json", '{"hipflask": 1}');
  expect(await ask("c/")).toBeUndefined();
});

test("without a connection nothing is asked for", async () => {
  vi.stubGlobal("navigator", { onLine: false });
  expect(await ask("b/")).toBeUndefined();
  expect(host.requests).toEqual([]);
});
