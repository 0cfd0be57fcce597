import { expect, test } from "vitest";
import { cookieRulesOf, STANDARD_RULES } from "./rules";
import { parseSetCookie } from "./set-cookie";

const CHROMIUM =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) HeadlessChrome/156.0.0.0 Safari/537.36";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
const WEBKIT =
  "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/60.5 Safari/605.1.15";

test.each([
  ["a=1\t2", undefined, ["a", "1\t2"], ["a", "1\t2"]],
  ["a\tb=1", undefined, ["a\tb", "1"], ["a\tb", "1"]],
  ["a=1; Path=/\t", ["a", "1"], ["a", "1"], ["a", "1"]],
  ["a", ["", "a"], ["a", ""], ["", "a"]],
  ["=a", ["", "a"], undefined, ["", "a"]],
  ["a=", ["a", ""], ["a", ""], ["a", ""]],
  ["", undefined, undefined, undefined],
])("%j is read as each browser does", (field, ...expected) => {
  const read = [CHROMIUM, FIREFOX, WEBKIT].map((userAgent) => {
    const cookie = parseSetCookie(field, 0, cookieRulesOf(userAgent));
    return cookie && [cookie.name, cookie.value];
  });
  expect(read).toEqual(expected);
});

test.each([
  ["secureOnLoopback", true, true, false],
  ["laxByDefault", true, false, false],
  ["keepsPlace", false, true, true],
  ["storeIsOpen", true, false, true],
] as const)("of %s browsers think differently", (rule, ...expected) => {
  expect([CHROMIUM, FIREFOX, WEBKIT].map((agent) => cookieRulesOf(agent)[rule])).toEqual(expected);
});

test("the standard is the rule", () => {
  expect(parseSetCookie("a\tb", 0)).toEqual(parseSetCookie("a\tb", 0, STANDARD_RULES));
  expect(parseSetCookie("a\tb", 0)).toMatchObject({ name: "", value: "a\tb" });
});
