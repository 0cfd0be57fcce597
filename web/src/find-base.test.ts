import { describe, expect, it } from "vitest";
import { parseConfig } from "./boot-config";
import { ancestors, findBase } from "./find-base";

const CONFIG = parseConfig('{"build": "mine"}');
const ORIGIN = "https://example.org";

type Answer = string | number | Error;

function host(answers: Record<string, Answer>): { ask: typeof fetch; asked: string[] } {
  const asked: string[] = [];
  const ask: typeof fetch = async (input) => {
    const path = new URL(String(input)).pathname;
    asked.push(path);
    const answer = answers[path] ?? 404;
    if (answer instanceof Error) throw answer;
    return typeof answer === "number" ? new Response("", { status: answer }) : new Response(answer);
  };
  return { ask, asked };
}

const manifest = (build: string) => JSON.stringify({ hipflask: 1, build, assets: [] });
const at = (pathname: string) => ({ origin: ORIGIN, pathname });

describe("ancestors", () => {
  it.each([
    ["/", ["/"]],
    ["/index.html", ["/"]],
    ["/a/b", ["/a/", "/"]],
    ["/a/b/", ["/a/b/", "/a/", "/"]],
    ["//x/y", ["//x/", "//", "/"]],
  ])("of %s are %j", (pathname, folders) => {
    expect(ancestors(pathname)).toEqual(folders);
  });

  it("are limited for absurdly deep paths", () => {
    expect(ancestors("/x".repeat(500)).length).toBeLessThan(50);
  });
});

describe("findBase", () => {
  it("asks only the page's own folder when the site is there", async () => {
    const { ask, asked } = host({ "/repo/hipflask-assets/manifest.json": manifest("mine") });
    const { site } = await findBase(at("/repo/"), CONFIG, ask);
    expect(site?.base).toBe(`${ORIGIN}/repo/`);
    expect(asked).toEqual(["/repo/hipflask-assets/manifest.json"]);
  });

  it("climbs from a deep link to the site", async () => {
    const { ask } = host({ "/repo/hipflask-assets/manifest.json": manifest("mine") });
    const { site } = await findBase(at("/repo/entries/5/edit"), CONFIG, ask);
    expect(site?.base).toBe(`${ORIGIN}/repo/`);
  });

  it("prefers its own build to a deeper site", async () => {
    const { ask } = host({
      "/hipflask-assets/manifest.json": manifest("mine"),
      "/a/hipflask-assets/manifest.json": manifest("other"),
    });
    expect((await findBase(at("/a/b"), CONFIG, ask)).site?.base).toBe(`${ORIGIN}/`);
  });

  it("takes the deepest site when none is of its own build", async () => {
    const { ask } = host({
      "/hipflask-assets/manifest.json": manifest("older"),
      "/a/hipflask-assets/manifest.json": manifest("newer"),
    });
    expect((await findBase(at("/a/b/c"), CONFIG, ask)).site?.base).toBe(`${ORIGIN}/a/`);
  });

  it.each([
    "<!doctype html><title>Not found</title>",
    '{"name": "somebody else\'s manifest"}',
    '{"hipflask": 2, "build": "mine"}',
    "null",
  ])("is not misled by a host that answers 200 with %s", async (body) => {
    const { ask } = host({
      "/a/hipflask-assets/manifest.json": body,
      "/hipflask-assets/manifest.json": manifest("mine"),
    });
    expect((await findBase(at("/a/b"), CONFIG, ask)).site?.base).toBe(`${ORIGIN}/`);
  });

  it("says what it has tried when there is no site", async () => {
    const search = await findBase(at("/a/b"), CONFIG, host({}).ask);
    expect(search).toEqual({
      site: null,
      tried: [
        `${ORIGIN}/a/hipflask-assets/manifest.json`,
        `${ORIGIN}/hipflask-assets/manifest.json`,
      ],
      unreachable: false,
    });
  });

  it("tells a server that cannot be reached from one without the site", async () => {
    const offline: typeof fetch = () => Promise.reject(new TypeError("Failed to fetch"));
    expect((await findBase(at("/a/b"), CONFIG, offline)).unreachable).toBe(true);
  });

  it("stays on its origin when the path begins with two slashes", async () => {
    const { ask, asked } = host({});
    const { tried } = await findBase(at("//evil.example/x"), CONFIG, ask);
    expect(tried.every((url) => url.startsWith(`${ORIGIN}/`))).toBe(true);
    expect(asked).toContain("//evil.example/hipflask-assets/manifest.json");
  });
});
