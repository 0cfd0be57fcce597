import { describe, expect, test } from "vitest";
import { ABILITIES, FakeCookieStore } from "../testing/fake-cookie-store";
import type { Cookie } from "./jar";
import { SiteCookies } from "./site-cookies";

const BASE = new URL("https://example.org/site/");
const NOTHING = { destination: "", mode: "cors", referrer: "", credentials: "same-origin" };
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
const CHROMIUM =
  "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36";

/** A request as browsers make them, which no constructor allows. */
function asking(path: string, properties: Record<string, unknown> = {}): Request {
  const request = new Request(new URL(path, BASE));
  for (const [name, value] of Object.entries({ ...NOTHING, ...properties })) {
    Object.defineProperty(request, name, { value });
  }
  return request;
}

function arriving(path: string, properties: Record<string, unknown> = {}): Request {
  return asking(path, { mode: "navigate", destination: "document", ...properties });
}

class Scene {
  readonly store: FakeCookieStore | undefined;
  readonly pages: { id: string; url: string }[] = [];
  readonly subscribed: (readonly string[])[] = [];
  cookies: SiteCookies;

  constructor(browser?: keyof typeof ABILITIES) {
    this.store = browser && new FakeCookieStore(ABILITIES[browser], new URL("sw.js", BASE));
    this.cookies = this.restart([]);
  }

  /** Another worker starts with what was kept. */
  restart(kept: readonly Cookie[] = this.cookies.all()): SiteCookies {
    this.cookies = new SiteCookies(structuredClone(kept), BASE, {
      userAgent: this.store?.ability.isOpen === false ? FIREFOX : CHROMIUM,
      clients: { matchAll: () => Promise.resolve(this.pages) },
      neighbours: { haveSet: () => Promise.resolve(false) },
      store: this.store,
      subscribe: (urls) => {
        this.subscribed.push(urls);
        return Promise.resolve();
      },
    });
    return this.cookies;
  }
}

test("without a store of the browser's there is the jar", async () => {
  const { cookies } = new Scene();
  expect(await cookies.take(["a=1; Path=/"], asking("x"))).toBe(true);
  expect(await cookies.header(asking("y"), "")).toBe("a=1");
  expect(await cookies.header(arriving("y"), "new")).toBeUndefined();
  expect(await cookies.heed([{ name: "b", value: "2" }], [])).toBe(false);
});

test("changes are to be kept once", async () => {
  const { cookies } = new Scene("Chromium");
  expect(cookies.takeChanged()).toBe(false);
  expect(await cookies.take([], asking("x"))).toBe(false);
  expect(await cookies.take(["a=1\0"], asking("x"))).toBe(false);
  expect(cookies.takeChanged()).toBe(false);
  await cookies.take(["a=1"], asking("x"));
  expect(cookies.takeChanged()).toBe(true);
  expect(cookies.takeChanged()).toBe(false);
  cookies.notKept();
  expect(cookies.takeChanged()).toBe(true);
});

test("what scripts change is to be kept as well", async () => {
  const { cookies, store } = new Scene("Chromium");
  store?.assign("a", "1", "/");
  expect(await cookies.header(asking("x"), "")).toBe("a=1");
  expect(cookies.takeChanged()).toBe(true);
  await cookies.header(asking("x"), "");
  expect(cookies.takeChanged()).toBe(false);
});

test("other sites do not get at cookies that are not for them", async () => {
  const { cookies } = new Scene("Chromium");
  await cookies.take(["s=1; SameSite=Strict", "l=1; SameSite=Lax"], asking("x"));
  const referrer = "https://other.org/";
  expect(await cookies.header(arriving("x", { referrer }), "")).toBe("l=1");
  expect(await cookies.header(arriving("x", { referrer, method: "POST" }), "")).toBeUndefined();
  const framed = arriving("x", { referrer, destination: "iframe" });
  expect(await cookies.take(["t=1; SameSite=Lax"], framed)).toBe(false);
});

describe("a session", () => {
  const tab = { id: "tab", url: `${BASE.href}open` };

  async function signedIn(browser: keyof typeof ABILITIES): Promise<Scene> {
    const scene = new Scene(browser);
    scene.pages.push(tab);
    const fields = ["sid=1; HttpOnly", "seen=1; Path=/site/", "kept=1; HttpOnly; Max-Age=1000"];
    await scene.cookies.take(fields, asking("x"));
    scene.cookies.takeChanged();
    return scene;
  }

  test("ends with the last page", async () => {
    const scene = await signedIn("Chromium");
    scene.pages.length = 0;
    expect(await scene.cookies.header(arriving("x"), "new")).toBe("kept=1");
    expect(scene.store?.document("/site/")).toBe("");
    expect(scene.cookies.takeChanged()).toBe(true);
  });

  test("goes on while there is a page, also in another worker", async () => {
    const scene = await signedIn("Chromium");
    expect(await scene.cookies.header(arriving("x"), "new")).toContain("sid=1");
    expect(await scene.restart().header(arriving("x"), "new")).toContain("sid=1");
  });

  test("goes on while pages ask, though none is listed", async () => {
    const scene = await signedIn("Chromium");
    scene.pages.length = 0;
    expect(await scene.restart().header(asking("x"), "")).toContain("sid=1");
  });

  test.each([
    [{ isHistoryNavigation: true }],
    [{ referrer: "https://signin.example.com/" }],
    [{ method: "POST", referrer: "https://example.org/" }],
  ])("goes on if its only tab comes back by %o", async (arrival) => {
    const scene = await signedIn("Chromium");
    scene.pages.length = 0;
    expect(await scene.cookies.header(arriving("x", arrival), "tab")).toContain("sid=1");
  });

  test("ends with the browser, from wherever the visitor comes then", async () => {
    const scene = await signedIn("Chromium");
    scene.pages.length = 0;
    scene.store?.endSession();
    const arrival = arriving("x", { referrer: "https://signin.example.com/" });
    expect(await scene.restart().header(arrival, "new")).toBe("kept=1");
  });

  test("ends with the last page in any case, where the browser's end can't be told", async () => {
    const scene = await signedIn("Firefox");
    scene.pages.length = 0;
    const arrival = arriving("x", { referrer: "https://signin.example.com/" });
    expect(await scene.cookies.header(arrival, "new")).toBe("kept=1");
  });
});

describe("events", () => {
  test("are asked for, for each folder of pages that can't be read", async () => {
    const { cookies, subscribed } = new Scene("Chromium");
    const marker = `${BASE.href}sw.js/`;
    for (const path of ["", "page", "a/", "a/page", "a/", "a/b/c"]) {
      await cookies.header(arriving(path), "");
    }
    await cookies.header(asking("fetched/from/here"), "");
    expect(subscribed).toEqual([
      [`${BASE.href}a/`, marker],
      [`${BASE.href}a/b/`, marker],
    ]);
  });

  test.each([
    ["a/x", "x=1"],
    ["a/b/c", "x=1"],
    ["a", "x=1"],
    ["ab", undefined],
  ])("are waited for before a request to %s, if they may matter there", async (path, expected) => {
    const { cookies, store } = new Scene("Chromium");
    if (store === undefined) throw new Error("no store");
    await cookies.header(arriving("a/page"), "");
    const set = store.set.bind(store);
    store.set = async (cookie) => {
      await set(cookie);
      void cookies.heed([{ name: "x", value: "1", path: "/site/a" }], []);
      void cookies.heed([cookie], []);
    };
    expect(await cookies.header(asking(path), "")).toBe(expected);
    expect(cookies.takeChanged()).toBe(expected !== undefined);
  });
});
