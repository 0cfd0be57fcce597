import { describe, expect, it } from "vitest";
import { deletionsOf, type KeptCookie } from "./forget-cookies";

const SCOPE = "https://example.org/a/";
const COOKIE: KeptCookie = {
  name: "a",
  path: "/",
  domain: "example.org",
  hostOnly: true,
  mirrored: true,
};

describe("deletionsOf", () => {
  it("names the path, and the domain only of cookies that have one", () => {
    expect(deletionsOf([COOKIE], SCOPE)).toContain("a=; Path=/; Max-Age=0");
    const wide = deletionsOf([{ ...COOKIE, path: "/a/b", hostOnly: false }], SCOPE);
    expect(wide).toContain("a=; Path=/a/b; Max-Age=0; Domain=example.org");
  });

  it("reaches secure and partitioned cookies too", () => {
    const texts = deletionsOf([COOKIE], SCOPE);
    expect(texts).toContain("a=; Path=/; Max-Age=0; Secure");
    expect(texts).toContain("a=; Path=/; Max-Age=0; Secure; SameSite=None; Partitioned");
  });

  it("leaves alone what the browser never had: a neighbour's may have the same name", () => {
    const texts = deletionsOf([{ ...COOKIE, mirrored: false }], SCOPE);
    expect(texts.filter((text) => text.startsWith("a="))).toEqual([]);
  });

  it("takes along what marks the session", () => {
    expect(deletionsOf([], SCOPE)).toContain("hipflask-session=; Path=/a/sw.js/; Max-Age=0");
  });
});
