import { describe, expect, it } from "vitest";
import { asksForReset, withoutReset } from "./reset-address";

const SITE = "https://example.org/a/";

describe("asksForReset", () => {
  it.each([
    ["?hipflask=reset", true],
    ["b/c?x=1&hipflask=reset#there", true],
    ["", false],
    ["?hipflask=other", false],
    ["?hipflask", false],
    ["#?hipflask=reset", false],
  ])("answers for %s: %s", (rest, expected) => {
    expect(asksForReset(SITE + rest)).toBe(expected);
  });
});

describe("withoutReset", () => {
  it.each([
    ["?hipflask=reset", ""],
    ["b/c?x=%7E&hipflask=reset&y=a+b#there", "b/c?x=%7E&y=a+b#there"],
    ["?hipflasks=1", "?hipflasks=1"],
    ["", ""],
  ])("makes of %s: %s", (rest, expected) => {
    expect(withoutReset(SITE + rest)).toBe(SITE + expected);
  });
});
