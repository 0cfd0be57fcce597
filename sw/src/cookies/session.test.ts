import { describe, expect, test } from "vitest";
import { isOnlyPage, mayComeBack } from "./session";

const BASE = new URL("https://example.org/site/");

describe("isOnlyPage", () => {
  test.each([
    ["there is none", [], true],
    ["it is that one itself", ["new"], true],
    ["there is another", ["new", "https://example.org/site/a"], false],
    ["another site of the origin is open", ["https://example.org/other/"], true],
    ["a page is yet to be", ["about:blank"], true],
  ])("if %s: %s", async (_, urls, expected) => {
    const pages = urls.map((url) =>
      url === "new" ? { id: "new", url: `${BASE.href}new` } : { id: url, url },
    );
    const clients = { matchAll: () => Promise.resolve(pages) };
    expect(await isOnlyPage(clients, BASE, "new")).toBe(expected);
  });
});

describe("mayComeBack", () => {
  const typed = { method: "GET", referrer: "" };

  test.each([
    ["a typed address", {}, false],
    ["a step back", { isHistoryNavigation: true }, true],
    ["a reload", { isReloadNavigation: true }, true],
    ["a link", { referrer: "https://other.org/" }, true],
    ["a form", { method: "POST" }, true],
  ])("by %s: %s", (_, arrival, expected) => {
    expect(mayComeBack({ ...typed, ...arrival })).toBe(expected);
  });
});
