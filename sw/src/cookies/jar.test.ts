import { describe, expect, test } from "vitest";
import { CookieJar } from "./jar";
import { STANDARD_RULES } from "./rules";

const NOW = Date.UTC(2025, 0, 1);

/** What a jar that took a field from one URL sends to another. */
function sent(field: string, from: string, to: string): string | undefined {
  const jar = new CookieJar();
  jar.set(field, new URL(from), NOW);
  return jar.header(new URL(to), NOW + 1);
}

describe("the path", () => {
  test.each([
    ["https://example.org", "/"],
    ["https://example.org/a", "/"],
    ["https://example.org/a/", "/a"],
    ["https://example.org/a/b?c=/d/", "/a"],
    ["https://example.org/a/b/", "/a/b"],
  ])("of a cookie from %s is %s unless it says otherwise", (from, path) => {
    const jar = new CookieJar();
    jar.set("a=1", new URL(from), NOW);
    expect(jar.all()).toMatchObject([{ path }]);
  });

  test.each([
    ["/", "/", true],
    ["/", "/a/b", true],
    ["/a", "/a", true],
    ["/a", "/a/", true],
    ["/a", "/a/b", true],
    ["/a/", "/a/b", true],
    ["/a", "/ab", false],
    ["/a/", "/a", false],
    ["/a/b", "/a", false],
    ["/A", "/a", false],
  ])("%s is sent to %s: %s", (cookiePath, path, expected) => {
    const header = sent(
      `a=1; Path=${cookiePath}`,
      "https://example.org/",
      `https://example.org${path}`,
    );
    expect(header).toBe(expected ? "a=1" : undefined);
  });
});

describe("the domain", () => {
  test.each([
    ["a=1", "example.org", "example.org", true],
    ["a=1", "example.org", "www.example.org", false],
    ["a=1", "www.example.org", "example.org", false],
    ["a=1; Domain=example.org", "example.org", "example.org", true],
    ["a=1; Domain=example.org", "example.org", "www.example.org", true],
    ["a=1; Domain=example.org", "www.example.org", "example.org", true],
    ["a=1; Domain=.EXAMPLE.org", "example.org", "a.b.example.org", true],
    ["a=1; Domain=example.org", "example.org", "notexample.org", false],
    ["a=1; Domain=www.example.org", "example.org", "www.example.org", false],
    ["a=1; Domain=other.org", "example.org", "example.org", false],
    ["a=1; Domain=127.0.0.1", "127.0.0.1", "127.0.0.1", true],
    ["a=1; Domain=0.0.1", "127.0.0.1", "127.0.0.1", false],
    ["a=1; Domain=[::1]", "[::1]", "[::1]", true],
    ["a=1", "[::1]", "[::1]", true],
    ["a=1; Domain=localhost", "localhost", "localhost", true],
  ])("of %j from %s to %s: %s", (field, from, to, expected) => {
    expect(sent(field, `https://${from}/`, `https://${to}/`)).toBe(expected ? "a=1" : undefined);
  });

  test("does not look at the port", () => {
    expect(sent("a=1", "http://localhost:8000/", "http://localhost:9000/")).toBe("a=1");
  });
});

describe("a cookie", () => {
  const url = new URL("https://example.org/a/b");

  test.each([
    ["__Secure-a=1; Secure", true],
    ["__Secure-a=1", false],
    ["__secure-a=1", false],
    ["__Host-a=1; Secure; Path=/", true],
    ["__Host-a=1; Path=/", false],
    ["__Host-a=1; Secure", false],
    ["__Host-a=1; Secure; Path=/a", false],
    ["__HOST-a=1; Secure; Path=/; Domain=example.org", false],
    ["__Secure-a; Secure", false],
    ["=__Host-a=1; Secure; Path=/", false],
    ["a=1; SameSite=None; Secure", true],
    ["a=1; SameSite=None", false],
    ["a=1\0", false],
    ["__secure-a=1; Secure", true],
    ["__Host-a=1; Secure; Path=/; Domain=example.org", false],
    ["__Host-a=1; Secure; Path=", false],
    ["__Http-a=1; Secure; HttpOnly", true],
    ["__Http-a=1; Secure", false],
    ["__http-a=1; HttpOnly", false],
    ["__Host-Http-a=1; Secure; HttpOnly; Path=/", true],
    ["__Host-Http-a=1; Secure; HttpOnly", false],
    ["__Host-Http-a=1; Secure; Path=/", false],
    ["=__Secure-a; Secure", false],
    ["=__Http-a; Secure; HttpOnly", false],
    ["a__Host-=1", true],
    ["__Hosta=1", true],
    ["a=1; Partitioned; Secure", true],
    ["a=1; Partitioned", false],
    ["a=1; Domain=.", false],
  ])("%j is taken: %s", (field, expected) => {
    const jar = new CookieJar();
    expect(jar.set(field, url, NOW)).toBe(expected);
    expect(jar.all()).toHaveLength(expected ? 1 : 0);
  });

  test.each([
    ["a=1; Secure; HttpOnly; SameSite=Strict", "a=1"],
    ["a=", "a="],
    ["just text", "just text"],
    ["a=b=c", "a=b=c"],
  ])("%j is sent as %j", (field, expected) => {
    expect(sent(field, url.href, url.href)).toBe(expected);
  });

  test("ends at its time", () => {
    const jar = new CookieJar();
    jar.set("a=1; Max-Age=60", url, NOW);
    expect(jar.header(url, NOW + 59_999)).toBe("a=1");
    expect(jar.header(url, NOW + 60_000)).toBeUndefined();
  });

  test("of a session has no end", () => {
    const jar = new CookieJar();
    jar.set("a=1", url, NOW);
    expect(jar.header(url, NOW * 2)).toBe("a=1");
  });

  test("is deleted by one that has ended", () => {
    const jar = new CookieJar();
    jar.set("a=1", url, NOW);
    jar.set("b=2", url, NOW);
    expect(jar.set("a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT", url, NOW)).toBe(true);
    expect(jar.header(url, NOW)).toBe("b=2");
    expect(jar.all()).toHaveLength(1);
  });

  test("that has ended and was not there changes nothing", () => {
    expect(new CookieJar().set("a=; Max-Age=0", url, NOW)).toBe(false);
  });

  test.each([
    ["name", "A=2"],
    ["path", "a=2; Path=/"],
    ["host", "a=2; Domain=example.org"],
    ["partition", "a=2; Secure; Partitioned"],
  ])("is another one with another %s", (_, field) => {
    const jar = new CookieJar();
    jar.set("a=1; Path=/a", url, NOW);
    jar.set(field.includes("Path") ? field : `${field}; Path=/a`, url, NOW + 1);
    expect(jar.all()).toHaveLength(2);
    jar.set("a=; Path=/a; Max-Age=0", url, NOW + 2);
    expect(jar.all()).toHaveLength(1);
    expect(jar.header(url, NOW + 3)).toMatch(/2$/);
  });
});

describe("the order of cookies", () => {
  const url = new URL("https://example.org/a/b/c");

  test("is that of their paths, the longest first, then of their creation", () => {
    const jar = new CookieJar();
    jar.set("d=4; Path=/", url, NOW);
    jar.set("b=2; Path=/a", url, NOW + 2);
    jar.set("a=1; Path=/a/b", url, NOW + 3);
    jar.set("c=3; Path=/a", url, NOW + 4);
    expect(jar.header(url, NOW + 5)).toBe("a=1; b=2; c=3; d=4");
  });

  test("stays when one is replaced", () => {
    const jar = new CookieJar();
    jar.set("a=1", url, NOW);
    jar.set("b=2", url, NOW + 1);
    jar.set("a=3; Secure", url, NOW + 2);
    expect(jar.header(url, NOW + 3)).toBe("a=3; b=2");
    expect(jar.all().find(({ name }) => name === "a")).toMatchObject({
      created: NOW,
      secure: true,
    });
  });

  test("is that of the last values, where browsers have it so", () => {
    const jar = new CookieJar([], { ...STANDARD_RULES, keepsPlace: false });
    jar.set("a=1", url, NOW);
    jar.set("b=2", url, NOW + 1);
    jar.set("c=3", url, NOW + 2);
    jar.set("a=4", url, NOW + 3);
    jar.set("b=2", url, NOW + 4);
    expect(jar.header(url, NOW + 5)).toBe("b=2; c=3; a=4");
  });

  test("counts anew for one that had ended", () => {
    const jar = new CookieJar();
    jar.set("a=1; Max-Age=1", url, NOW);
    jar.set("b=2", url, NOW + 1);
    jar.set("a=3", url, NOW + 2000);
    expect(jar.header(url, NOW + 2001)).toBe("b=2; a=3");
  });
});

describe("a full jar", () => {
  const url = new URL("https://example.org/");
  const names = (jar: CookieJar) => jar.all().map(({ name }) => name);

  function full(): CookieJar {
    const jar = new CookieJar();
    for (let i = 0; i < 180; i++) jar.set(`c${i}=1`, url, NOW + i);
    return jar;
  }

  test("drops the oldest", () => {
    const jar = full();
    expect(names(jar)).toHaveLength(180);
    jar.set("new=1", url, NOW + 1000);
    expect(names(jar)).toHaveLength(180);
    expect(names(jar)).toContain("new");
    expect(names(jar)).toContain("c1");
    expect(names(jar)).not.toContain("c0");
  });

  test("drops the oldest of those that came at once", () => {
    const jar = new CookieJar();
    for (let i = 0; i <= 180; i++) jar.set(`c${i}=1`, url, NOW);
    expect(names(jar)).toContain("c180");
    expect(names(jar)).not.toContain("c0");
  });

  test("keeps one that is set again and again, such as that of a session", () => {
    const jar = full();
    jar.set("c0=2", url, NOW + 1000);
    jar.set("new=1", url, NOW + 1001);
    expect(names(jar)).toContain("c0");
    expect(names(jar)).not.toContain("c1");
  });

  test("keeps one that is sent again and again", () => {
    const jar = full();
    jar.set("sent=1; Path=/sent", url, NOW + 1000);
    expect(names(jar)).not.toContain("c0");
    jar.header(new URL("https://example.org/"), NOW + 100_000);
    jar.set("new=1", url, NOW + 100_001);
    expect(names(jar)).not.toContain("sent");
    expect(names(jar)).toContain("c1");
  });

  test("drops what needs no TLS before what does", () => {
    const jar = new CookieJar();
    jar.set("secure=1; Secure", url, NOW);
    for (let i = 0; i < 180; i++) jar.set(`c${i}=1`, url, NOW + 1 + i);
    expect(names(jar)).toContain("secure");
    expect(names(jar)).not.toContain("c0");
  });

  test("first drops those that have ended", () => {
    const jar = full();
    jar.set("c179=1; Max-Age=1", url, NOW + 1000);
    jar.set("new=1", url, NOW + 5000);
    expect(names(jar)).toHaveLength(180);
    expect(names(jar)).toContain("c0");
    expect(names(jar)).not.toContain("c179");
  });
});

test("a jar is made of another one's cookies", () => {
  const url = new URL("https://example.org/");
  const jar = new CookieJar();
  jar.set("a=1; Max-Age=60", url, NOW);
  jar.set("b=2; Domain=example.org; HttpOnly", url, NOW + 1);
  const copy = new CookieJar(structuredClone(jar.all()));
  expect(copy.all()).toEqual(jar.all());
  copy.set("a=; Max-Age=0", url, NOW + 2);
  expect(copy.header(url, NOW + 3)).toBe("b=2");
  expect(jar.header(url, NOW + 3)).toBe("a=1; b=2");
});

describe("without TLS", () => {
  const url = new URL("http://localhost/");

  test.each([
    ["a=1; Secure", true, true],
    ["a=1; Secure", false, false],
    ["a=1; SameSite=None", true, false],
    ["a=1; SameSite=None", false, true],
  ])("%j is taken, if this machine is secure (%s): %s", (field, secureOnLoopback, expected) => {
    const jar = new CookieJar([], { ...STANDARD_RULES, secureOnLoopback });
    expect(jar.set(field, url, NOW)).toBe(expected);
  });
});

describe("a cookie of a script", () => {
  const url = new URL("https://example.org/a/b");
  const cookie = { name: "a", value: "2", path: "/" };

  test("is sent", () => {
    const jar = new CookieJar();
    expect(jar.setByScript(cookie, url, NOW)).toBe(true);
    expect(jar.all()).toMatchObject([{ byScript: true, shown: "yes" }]);
    expect(jar.header(url, NOW)).toBe("a=2");
  });

  test("replaces one of the application", () => {
    const jar = new CookieJar();
    jar.set("a=1; Path=/; SameSite=Strict", url, NOW);
    jar.setByScript(cookie, url, NOW + 1);
    expect(jar.all()).toMatchObject([{ value: "2", created: NOW, sameSite: "default" }]);
  });

  test("does not replace one that is HttpOnly, nor one at another path", () => {
    const jar = new CookieJar();
    jar.set("a=1; Path=/; HttpOnly", url, NOW);
    expect(jar.setByScript(cookie, url, NOW)).toBe(false);
    expect(jar.setByScript({ ...cookie, path: "/a" }, url, NOW)).toBe(true);
    expect(jar.header(url, NOW)).toBe("a=2; a=1");
  });
});

test("a session ends with its cookies, and no others", () => {
  const url = new URL("https://example.org/");
  const jar = new CookieJar();
  jar.set("kept=1; Max-Age=60", url, NOW);
  jar.setByScript({ name: "script", value: "1", path: "/" }, url, NOW);
  expect(jar.hasSession()).toBe(false);
  jar.set("a=1", url, NOW);
  jar.set("b=1; HttpOnly", url, NOW);
  expect(jar.hasSession()).toBe(true);
  expect(jar.endSession()).toBe(true);
  expect(jar.endSession()).toBe(false);
  expect(jar.header(url, NOW)).toBe("kept=1; script=1");
  expect(jar.hasSession()).toBe(false);
});

describe("what scripts still see", () => {
  const url = new URL("https://example.org/");

  /** A jar with a cookie that is in the browser's own store as well. */
  function shown(): CookieJar {
    const jar = new CookieJar();
    jar.set("a=1", url, NOW);
    for (const cookie of jar.all()) jar.mark(cookie, "yes");
    return jar;
  }

  test.each([
    ["replaced", "a=2", "a=2"],
    ["hidden", "a=1; HttpOnly", "a=1"],
    ["deleted", "a=; Max-Age=0", undefined],
  ])("is remembered when it is %s", (_, field, sent) => {
    const jar = shown();
    jar.set(field, url, NOW);
    expect(jar.all()).toMatchObject([{ name: "a", shown: "stale" }]);
    expect(jar.header(url, NOW)).toBe(sent);
    for (const cookie of jar.all()) jar.mark(cookie, "no");
    expect(jar.all()).toHaveLength(sent === undefined ? 0 : 1);
  });

  test("goes by itself when it ends", () => {
    const jar = new CookieJar();
    jar.set("a=1; Max-Age=1", url, NOW);
    for (const cookie of jar.all()) jar.mark(cookie, "yes");
    jar.set("b=2", url, NOW + 2000);
    expect(jar.all()).toMatchObject([{ name: "b" }]);
  });

  test("is remembered when a session ends, or there is no room", () => {
    const jar = shown();
    jar.endSession();
    expect(jar.all()).toMatchObject([{ shown: "stale" }]);
    expect(jar.hasSession()).toBe(false);
    const full = shown();
    for (let i = 0; i < 180; i++) full.set(`c${i}=1`, url, NOW + 1);
    expect(full.all()).toHaveLength(181);
    expect(full.header(url, NOW + 2)).not.toContain("a=1");
  });

  test("is replaced when it is set again", () => {
    const jar = shown();
    jar.set("a=; Max-Age=0", url, NOW);
    jar.set("a=2", url, NOW);
    expect(jar.all()).toMatchObject([{ value: "2", shown: "stale" }]);
  });
});
