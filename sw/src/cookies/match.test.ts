import { describe, expect, test } from "vitest";
import { pathMatches, pathsAbove } from "./match";

describe("pathsAbove", () => {
  test.each([
    ["/", ["/"]],
    ["/a", ["/", "/a"]],
    ["/a/", ["/", "/a", "/a/"]],
    ["/a/b", ["/", "/a", "/a/", "/a/b"]],
    ["/a//b", ["/", "/a", "/a/", "/a//", "/a//b"]],
  ])("of %s are %j", (path, expected) => {
    expect(pathsAbove(path)).toEqual(expected);
    for (const above of expected) expect(pathMatches(path, above)).toBe(true);
  });
});
