import { describe, expect, test } from "vitest";
import { ABILITIES, FakeCookieStore } from "../testing/fake-cookie-store";
import { CookieJar } from "./jar";
import { CookieMirror } from "./mirror";

const NOW = Date.UTC(2025, 0, 1);
const BASE = new URL("https://example.org/site/");
const READING = ["Chromium", "WebKit without TLS", "WebKit with TLS"] as const;
const WRITING = ["Chromium", "WebKit with TLS"] as const;

/** A page's cookies, a jar, and a mirror between them. */
class Scene {
  readonly jar = new CookieJar();
  readonly foreign = new Set<string>();
  readonly store: FakeCookieStore;
  #mirror: CookieMirror | undefined;

  private constructor(store: FakeCookieStore) {
    this.store = store;
  }

  static async open(browser: keyof typeof ABILITIES, prepare = (_: FakeCookieStore) => {}) {
    const store = new FakeCookieStore(ABILITIES[browser], new URL("sw.js", BASE));
    prepare(store);
    const scene = new Scene(store);
    await scene.restart();
    return scene;
  }

  /** Another worker starts, with the same jar. */
  async restart(): Promise<CookieMirror> {
    const neighbours = {
      haveSet: (name: string, value: string) =>
        Promise.resolve(this.foreign.has(`${name}=${value}`)),
    };
    const { isOpen } = this.store.ability;
    this.#mirror = await CookieMirror.open(this.store, this.jar, BASE, neighbours, isOpen);
    await this.#mirror.write(NOW);
    return this.#mirror;
  }

  get it(): CookieMirror {
    if (this.#mirror === undefined) throw new Error("not open");
    return this.#mirror;
  }

  /** The application answers. */
  async respond(...fields: string[]): Promise<void> {
    for (const field of fields) this.jar.set(field, BASE, NOW);
    await this.it.write(NOW);
  }

  /** The application is asked, and tells which cookies it got. */
  async request(path = "/site/page"): Promise<string | undefined> {
    const url = new URL(path, BASE);
    await this.it.read(url, NOW);
    return this.jar.header(url, NOW);
  }
}

describe.each(WRITING)("in %s", (browser) => {
  test("what the application sets is there for scripts, unless it is HttpOnly", async () => {
    const scene = await Scene.open(browser);
    await scene.respond("a=1; Path=/", "b=2; Path=/site/", "c=3; Path=/; HttpOnly", "d=\xc3\xa9");
    expect(scene.store.document("/site/")).toBe("b=2; d=é; a=1");
    expect(scene.store.document("/")).toBe("a=1");
    expect(await scene.request()).toBe("b=2; d=\xc3\xa9; a=1; c=3");
  });

  test("what it deletes, or hides, goes", async () => {
    const scene = await Scene.open(browser);
    await scene.respond("a=1; Path=/", "b=2; Path=/", "c=3; Path=/");
    await scene.respond("a=; Path=/; Max-Age=0", "b=4; Path=/; HttpOnly");
    expect(scene.store.document("/site/")).toBe("c=3");
    expect(await scene.request()).toBe("b=4; c=3");
  });

  test("what it sets twice at once is there once", async () => {
    const scene = await Scene.open(browser);
    await scene.respond("a=1; Path=/", "a=2; Path=/");
    expect(scene.store.document("/site/")).toBe("a=2");
    expect(await scene.request()).toBe("a=2");
  });

  test("what scripts change is sent", async () => {
    const scene = await Scene.open(browser);
    await scene.respond("a=1; Path=/", "b=2; Path=/");
    scene.store.assign("a", "3", "/");
    scene.store.assign("b", undefined, "/");
    expect(await scene.request()).toBe("a=3");
    expect(await scene.request()).toBe("a=3");
  });

  test("neither neighbours nor what has a strange path get a cookie", async () => {
    const scene = await Scene.open(browser);
    await scene.respond("a=1; Path=/other/", "b=2; Path=/site/../other/", "c=3; Path=//x");
    for (const path of ["/other/", "/site/", "/x"]) expect(scene.store.document(path)).toBe("");
    expect(scene.jar.all()).toHaveLength(3);
  });

  test.each([
    "refused",
    "dropped",
  ])("what the store has %s, the application keeps", async (value) => {
    const scene = await Scene.open(browser);
    await scene.respond(`a=${value}; Path=/`);
    expect(scene.store.document("/site/")).toBe("");
    expect(await scene.request()).toBe(`a=${value}`);
  });

  test("HttpOnly cookies are not replaced by scripts", async () => {
    const scene = await Scene.open(browser);
    await scene.respond("a=1; Path=/; HttpOnly");
    scene.store.assign("a", "2", "/");
    expect(await scene.request()).toBe("a=1");
    expect(scene.store.document("/site/")).toBe("");
  });

  test("a neighbour's cookies are not ours", async () => {
    const scene = await Scene.open(browser);
    await scene.respond("a=1; Path=/");
    scene.foreign.add("a=2").add("b=3");
    scene.store.assign("a", "2", "/");
    scene.store.assign("b", "3", "/");
    expect(await scene.request()).toBe("a=1");
    expect(scene.store.document("/site/")).toContain("a=1");
    expect(scene.store.document("/site/")).toContain("b=3");
  });

  test("tells when the browser has ended its session", async () => {
    const scene = await Scene.open(browser);
    expect(scene.it.sessionIsNew).toBe(true);
    expect(scene.it.knowsSession).toBe(true);
    expect((await scene.restart()).sessionIsNew).toBe(false);
    scene.store.endSession();
    expect((await scene.restart()).sessionIsNew).toBe(true);
  });

  test("no page sees the mark of the session", async () => {
    const scene = await Scene.open(browser);
    for (const path of ["/", "/site/", "/site/sw.js", "/site/a/b"]) {
      expect(await scene.request(path)).toBeUndefined();
    }
    expect(scene.jar.all()).toEqual([]);
  });
});

describe.each(READING)("in %s", (browser) => {
  test("what scripts set is sent", async () => {
    const scene = await Scene.open(browser);
    scene.store.assign("a", "1", "/");
    scene.store.assign("b", "é", "/site");
    expect(await scene.request()).toBe("b=\xc3\xa9; a=1");
    expect(scene.jar.all()).toMatchObject([
      { name: "b", path: "/site", byScript: true },
      { name: "a", path: "/", byScript: true },
    ]);
    scene.store.assign("a", undefined, "/");
    expect(await scene.request()).toBe("b=\xc3\xa9");
  });

  test("what was there before is sent", async () => {
    const scene = await Scene.open(browser, (store) => store.assign("a", "1", "/"));
    expect(await scene.request()).toBe("a=1");
  });

  test("nothing happens where nothing has changed", async () => {
    const scene = await Scene.open(browser, (store) => store.assign("a", "1", "/"));
    expect(await scene.it.read(BASE, NOW)).toBe(true);
    expect(await scene.it.read(BASE, NOW)).toBe(false);
  });

  test("the same name at two paths is two cookies", async () => {
    const scene = await Scene.open(browser);
    scene.store.assign("a", "1", "/");
    scene.store.assign("a", "1", "/site");
    expect(await scene.request()).toBe("a=1; a=1");
    scene.store.assign("a", undefined, "/");
    expect(await scene.request()).toBe("a=1");
  });
});

test.each([
  "WebKit without TLS",
  "Firefox",
] as const)("in %s the application keeps what scripts can't be shown", async (browser) => {
  const scene = await Scene.open(browser);
  await scene.respond("a=1; Path=/");
  expect(scene.store.document("/site/")).toBe("");
  expect(await scene.request()).toBe("a=1");
  expect(scene.it.sessionIsNew).toBe(false);
  expect(scene.it.knowsSession).toBe(false);
});

test("in WebKit without TLS what a script has set does not come back", async () => {
  const scene = await Scene.open("WebKit without TLS");
  scene.store.assign("a", "1", "/");
  scene.store.assign("b", "1", "/");
  scene.store.assign("c", "1", "/");
  expect(await scene.request()).toBe("a=1; b=1; c=1");
  await scene.respond("a=2; Path=/", "b=; Path=/; Max-Age=0", "c=2; Path=/; HttpOnly");
  expect(await scene.request()).toBe("a=2; c=2");
  await scene.respond("a=3; Path=/");
  expect(await scene.request()).toBe("a=3; c=2");
  scene.store.assign("a", "4", "/");
  scene.store.assign("b", "4", "/");
  expect(await scene.request()).toBe("a=4; c=2; b=4");
});

describe("where cookies are blocked", () => {
  test("the jar is all there is", async () => {
    const scene = await Scene.open("WebKit with TLS");
    const fails = () => Promise.reject(new Error("blocked"));
    const store = { getAll: fails, set: fails, delete: fails };
    const neighbours = { haveSet: () => Promise.resolve(false) };
    const mirror = await CookieMirror.open(store, scene.jar, BASE, neighbours, true);
    scene.jar.set("a=1", BASE, NOW);
    expect(await mirror.read(BASE, NOW)).toBe(false);
    expect(scene.jar.header(BASE, NOW)).toBe("a=1");
  });
});

describe("what can't be read in Chromium", () => {
  const deep = new URL("/site/a/b/page", BASE);
  const told = (value: string, path = "/site/a") => [{ name: "x", value, path }];

  test("is in the folders of pages", async () => {
    const scene = await Scene.open("Chromium");
    await scene.request();
    expect(scene.it.blindSpot(deep)?.href).toBe("https://example.org/site/a/b/");
    expect(scene.it.blindSpot(new URL("page", BASE))).toBeUndefined();
  });

  test("comes by events", async () => {
    const scene = await Scene.open("Chromium");
    await scene.request();
    expect(scene.it.heed(told("1"), [], NOW)).toBe(true);
    expect(await scene.request(deep.pathname)).toBe("x=1");
    expect(scene.it.heed(told("1"), [], NOW)).toBe(false);
    expect(scene.it.heed([], [{ name: "x", path: "/site/a" }], NOW)).toBe(true);
    expect(await scene.request(deep.pathname)).toBeUndefined();
  });

  test("and what can is left to reading", async () => {
    const scene = await Scene.open("Chromium");
    await scene.request();
    expect(scene.it.heed(told("1", "/"), [], NOW)).toBe(false);
    expect(scene.jar.all()).toEqual([]);
  });

  test("events of what was written here come late", async () => {
    const scene = await Scene.open("Chromium");
    await scene.request();
    await scene.respond("x=1; Path=/site/a");
    await scene.respond("x=2; Path=/site/a");
    expect(scene.it.heed(told("1", "/site/a/"), [], NOW)).toBe(false);
    expect(await scene.request(deep.pathname)).toBe("x=2");
    expect(scene.it.heed(told("2", "/site/a/"), [], NOW)).toBe(false);
    expect(scene.jar.all()).toMatchObject([{ value: "2", byScript: false }]);
  });

  test("events of a script's change are no echo", async () => {
    const scene = await Scene.open("Chromium");
    await scene.request();
    await scene.respond("x=1; Path=/site/a/");
    scene.it.heed(told("1", "/site/a/"), [], NOW);
    scene.store.assign("x", "3", "/site/a/");
    expect(scene.it.heed(told("3", "/site/a/"), [], NOW)).toBe(true);
    expect(await scene.request(deep.pathname)).toBe("x=3");
  });

  test("a script's cookie leaves none beside it that only got a slash", async () => {
    const scene = await Scene.open("Chromium");
    await scene.request();
    await scene.respond("x=1; Path=/site/a");
    scene.store.assign("x", "2", "/site/a");
    scene.it.heed(told("2"), [], NOW);
    expect(scene.store.document(deep.pathname)).toBe("x=2");
    expect(await scene.request(deep.pathname)).toBe("x=2");
  });

  test("waits for events, and does so in vain once", async () => {
    const scene = await Scene.open("Chromium");
    const set = scene.store.set.bind(scene.store);
    let asked = 0;
    scene.store.set = async (cookie) => {
      await set(cookie);
      asked++;
      scene.it.heed([cookie], [], NOW);
    };
    await scene.it.catchUp();
    expect(asked).toBe(1);
    scene.store.set = () => Promise.reject(new Error("blocked"));
    await scene.it.catchUp();
    scene.store.set = () => {
      throw new Error("asked again");
    };
    await scene.it.catchUp();
  });
});

describe("Firefox tells of changes", () => {
  test("by name and value", async () => {
    const scene = await Scene.open("Firefox");
    expect(scene.it.blindSpot(new URL("a/b", BASE))?.href).toBe(BASE.href);
    scene.it.heed([{ name: "a", value: "1" }], [], NOW);
    expect(await scene.request()).toBe("a=1");
    scene.it.heed([{ name: "a", value: "2" }], [], NOW);
    expect(await scene.request()).toBe("a=2");
    scene.it.heed([], [{ name: "a" }], NOW);
    expect(await scene.request()).toBeUndefined();
  });

  test("also of cookies that the application has set", async () => {
    const scene = await Scene.open("Firefox");
    await scene.respond("a=1; Path=/site", "b=1; HttpOnly; Path=/");
    scene.it.heed(
      [
        { name: "a", value: "2" },
        { name: "b", value: "2" },
      ],
      [],
      NOW,
    );
    expect(await scene.request()).toBe("a=2; b=1");
  });
});

describe("Firefox lets one worker, and not the next", () => {
  test("and none delete what is partitioned", async () => {
    const scene = await Scene.open("Firefox", (store) => {
      store.isOpen = true;
    });
    await scene.respond("a=1; Path=/; Secure; Partitioned", "b=1; Path=/");
    expect(scene.store.document("/")).toBe("b=1");
    expect(await scene.request()).toBe("a=1; b=1");
  });

  test("so that what was changed meanwhile is shown later", async () => {
    const scene = await Scene.open("Firefox");
    scene.store.isOpen = true;
    await scene.restart();
    await scene.respond("a=1; Path=/", "b=1; Path=/", "c=1; Path=/", "d=1; Path=/");
    expect(scene.store.document("/")).toBe("a=1; b=1; c=1; d=1");

    scene.store.isOpen = false;
    await scene.restart();
    expect(await scene.request()).toBe("a=1; b=1; c=1; d=1");
    await scene.respond("a=2; Path=/", "b=; Path=/; Max-Age=0", "c=2; Path=/; HttpOnly", "e=1");
    expect(await scene.request()).toBe("e=1; a=2; c=2; d=1");
    expect(scene.store.document("/")).toBe("a=1; b=1; c=1; d=1");

    scene.store.isOpen = true;
    await scene.restart();
    expect(scene.it.sessionIsNew).toBe(false);
    expect(new Set(scene.store.document("/site/").split("; "))).toEqual(
      new Set(["e=1", "a=2", "d=1"]),
    );
    expect(await scene.request()).toBe("e=1; a=2; c=2; d=1");
    expect(scene.jar.all()).toHaveLength(4);
  });
});
