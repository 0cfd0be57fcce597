import { describe, expect, test } from "vitest";
import { type Route, routeOf } from "./route";

describe.each(["https://example.org/", "https://example.org/my/site/"])("below %s", (scope) => {
  const base = new URL(scope);

  test.each<[string, Route]>([
    ["", "application"],
    ["?a=1", "application"],
    ["a/b", "application"],
    ["index.html", "application"],
    ["static/style.css", "application"],
    ["sw.js/a", "application"],
    ["a/sw.js", "application"],
    ["hipflask-assets", "application"],
    ["hipflask-assets2/a", "application"],
    ["sw.js", "network"],
    ["sw.js?a=1", "network"],
    ["hipflask-assets/stdlib-0123456789ab.zip", "precache"],
    ["hipflask-assets/a/manifest.json", "precache"],
    ["hipflask-assets/manifest.json", "network"],
    ["hipflask-assets/manifest.json?a=1", "network"],
    ["hipflask-assets/live", "network"],
    ["b/hipflask-assets/manifest.json", "network"],
    ["b/c/hipflask-assets/a", "network"],
    ["?hipflask=reset", "boot"],
    ["a/b?x=1&hipflask=reset", "boot"],
    ["?hipflask=tools", "tools"],
    ["a/b?hipflask=state", "tools"],
    ["?hipflask=other", "application"],
    ["hipflask=reset", "application"],
  ])("%j goes to the %s", (path, expected) => {
    expect(routeOf(new URL(path, base), base)).toBe(expected);
  });

  test.each([
    "https://other.org/my/site/a",
    "http://example.org/my/site/a",
    "https://example.org:8443/my/site/a",
  ])("%s goes to the network", (href) => {
    expect(routeOf(new URL(href), base)).toBe("network");
  });
});

test.each([
  "https://example.org/",
  "https://example.org/my/sites/a",
  "https://example.org/my/site",
])("%s above the scope goes to the network", (href) => {
  expect(routeOf(new URL(href), new URL("https://example.org/my/site/"))).toBe("network");
});
