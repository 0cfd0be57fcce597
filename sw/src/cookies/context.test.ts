import { describe, expect, test } from "vitest";
import { type AskingRequest, contextOf, isSent, isTaken } from "./context";
import { STANDARD_RULES } from "./rules";

const OWN = new URL("https://www.example.org/a");
const LAX_UNLESS_SAID = STANDARD_RULES;
const NONE_UNLESS_SAID = { ...STANDARD_RULES, laxByDefault: false };

function asked(properties: Partial<Omit<AskingRequest, "headers">>, origin?: string) {
  const headers = new Headers(origin === undefined ? {} : { origin });
  const plain = { method: "GET", mode: "navigate", destination: "document", referrer: "" } as const;
  return { ...plain, ...properties, headers };
}

describe("contextOf", () => {
  test.each([
    ["a fetch by a page", { mode: "cors", destination: "" }, "same-site"],
    ["a POST by a page", { mode: "cors", method: "POST" }, "same-site"],
    ["an image of a page", { mode: "no-cors", destination: "image" }, "same-site"],
    ["an address that was typed", {}, "same-site"],
    ["a link of its own", { referrer: "https://www.example.org/b" }, "same-site"],
    ["a form of its own", { method: "POST", referrer: "https://www.example.org/" }, "same-site"],
    ["a link of its parent", { referrer: "https://example.org/" }, "same-site"],
    ["a link of a host below", { referrer: "https://a.www.example.org/" }, "same-site"],
    ["another port", { referrer: "https://www.example.org:8000/" }, "same-site"],
    ["another scheme", { referrer: "http://www.example.org/" }, "link"],
    ["a link elsewhere", { referrer: "https://other.org/" }, "link"],
    ["a host that only looks like it", { referrer: "https://notwww.example.org/" }, "link"],
    ["a top-level domain", { referrer: "https://org/" }, "link"],
    ["a form elsewhere", { method: "POST", referrer: "https://other.org/" }, "form"],
    ["a form that says nothing", { method: "POST" }, "form"],
    ["a frame elsewhere", { destination: "iframe", referrer: "https://other.org/" }, "embedded"],
    ["a frame of its own", { destination: "iframe", referrer: OWN.href }, "same-site"],
    ["a form into a frame", { destination: "iframe", method: "POST" }, "embedded"],
  ] as const)("takes %s for what it is", (_, properties, expected) => {
    expect(contextOf(asked(properties), OWN)).toBe(expected);
  });

  test.each([
    ["https://www.example.org", "same-site"],
    ["https://other.org", "form"],
    ["null", "form"],
  ])("goes by the origin %s of a form without a referrer", (origin, expected) => {
    expect(contextOf(asked({ method: "POST" }, origin), OWN)).toBe(expected);
  });
});

describe("isSent", () => {
  const CONTEXTS = ["same-site", "link", "form", "embedded"] as const;
  const NOW = 1_000_000;

  test.each([
    ["strict", LAX_UNLESS_SAID, 0, ["same-site"]],
    ["lax", LAX_UNLESS_SAID, 0, ["same-site", "link"]],
    ["none", LAX_UNLESS_SAID, 0, CONTEXTS],
    ["default", LAX_UNLESS_SAID, 0, ["same-site", "link", "form"]],
    ["default", LAX_UNLESS_SAID, 119_999, ["same-site", "link", "form"]],
    ["default", LAX_UNLESS_SAID, 120_000, ["same-site", "link"]],
    ["default", NONE_UNLESS_SAID, 120_000, CONTEXTS],
    ["lax", NONE_UNLESS_SAID, 0, ["same-site", "link"]],
  ] as const)("sends one that is %s under %o after %i ms with %j", (sameSite, rules, age, expected) => {
    const cookie = { sameSite, created: NOW - age };
    expect(CONTEXTS.filter((context) => isSent(cookie, context, NOW, rules))).toEqual(expected);
  });
});

describe("isTaken", () => {
  test.each([
    ["strict", false, false],
    ["lax", false, false],
    ["none", true, true],
    ["default", false, true],
  ] as const)("from a frame elsewhere, if it is %s: %s, or %s", (sameSite, lax, none) => {
    expect(isTaken(sameSite, "embedded", LAX_UNLESS_SAID)).toBe(lax);
    expect(isTaken(sameSite, "embedded", NONE_UNLESS_SAID)).toBe(none);
    expect(isTaken(sameSite, "form", LAX_UNLESS_SAID)).toBe(true);
    expect(isTaken(sameSite, "link", LAX_UNLESS_SAID)).toBe(true);
  });
});
