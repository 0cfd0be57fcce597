import { describe, expect, it } from "vitest";
import { deletionsOf, type KeptCookie } from "./forget-cookies";

const SCOPE = "https://example.org/a/";
const COOKIE: KeptCookie = {
  name: "a",
  path: "/",
  domain: "example.org",
  hostOnly: true,
  shown: "yes",
};

const NOTHING = { cookie: "", url: `${SCOPE}page` };

describe("deletionsOf", () => {
  it("names the path, and the domain only of cookies that have one", () => {
    expect(deletionsOf([COOKIE], SCOPE, NOTHING)).toContain("a=; Path=/; Max-Age=0");
    const wide = deletionsOf([{ ...COOKIE, path: "/a/b", hostOnly: false }], SCOPE, NOTHING);
    expect(wide).toContain("a=; Path=/a/b; Max-Age=0; Domain=example.org");
  });

  it("reaches secure and partitioned cookies too", () => {
    const texts = deletionsOf([COOKIE], SCOPE, NOTHING);
    expect(texts).toContain("a=; Path=/; Max-Age=0; Secure");
    expect(texts).toContain("a=; Path=/; Max-Age=0; Secure; SameSite=None; Partitioned");
  });

  it("leaves alone what the browser never had: a neighbour's may have the same name", () => {
    const texts = deletionsOf([{ ...COOKIE, shown: "no" }], SCOPE, NOTHING);
    expect(texts.filter((text) => text.startsWith("a="))).toEqual([]);
  });

  it("takes along what scripts have set for a folder of the site's", () => {
    const seen = { cookie: "b=1; c=2=3; nameless", url: `${SCOPE}deep/page` };
    const texts = deletionsOf([], SCOPE, seen).filter((text) =>
      /^[bc]=; [^;]*; Max-Age=0$/.test(text),
    );
    const paths = ["/a", "/a/", "/a/deep", "/a/deep/", "/a/deep/page", "/a/deep/page/"];
    const expected = ["b", "c"].flatMap((name) =>
      paths.map((path) => `${name}=; Path=${path}; Max-Age=0`),
    );
    expect(texts.sort()).toEqual(expected.sort());
  });

  it("never guesses at a cookie of the whole host", () => {
    const seen = { cookie: "b=1", url: "https://example.org/page" };
    const texts = deletionsOf([], "https://example.org/", seen);
    expect(texts).not.toContain("b=; Path=/; Max-Age=0");
    expect(texts).toContain("b=; Path=/page; Max-Age=0");
  });

  it("takes along what marks the session", () => {
    expect(deletionsOf([], SCOPE, NOTHING)).toContain(
      "hipflask-session=; Path=/a/sw.js/; Max-Age=0",
    );
  });
});
