import { describe, expect, it } from "vitest";
import { deletionsOf } from "./forget-cookies";

const COOKIE = { name: "a", path: "/", domain: "example.org", hostOnly: true };

describe("deletionsOf", () => {
  it("names the path, and the domain only of cookies that have one", () => {
    expect(deletionsOf(COOKIE)[0]).toBe("a=; Path=/; Max-Age=0");
    expect(deletionsOf({ ...COOKIE, path: "/a/b", hostOnly: false })[0]).toBe(
      "a=; Path=/a/b; Max-Age=0; Domain=example.org",
    );
  });

  it("reaches secure and partitioned cookies too", () => {
    expect(deletionsOf(COOKIE)).toContain("a=; Path=/; Max-Age=0; Secure");
    expect(deletionsOf(COOKIE).at(-1)).toContain("Partitioned");
  });
});
