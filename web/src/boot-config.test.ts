import { expect, it } from "vitest";
import { parseConfig } from "./boot-config";

it("takes what the builder wrote", () => {
  const given = { build: "b1", title: "Guestbook", assets: "a/", worker: "w.js" };
  expect(parseConfig(JSON.stringify(given))).toEqual(given);
});

it("falls back to the builder's own names", () => {
  expect(parseConfig('{"build": 5}')).toEqual({
    build: "",
    title: "This site",
    assets: "hipflask-assets/",
    worker: "sw.js",
  });
});

it("refuses a placeholder that was never filled", () => {
  expect(() => parseConfig("__PLACEHOLDER__")).toThrow(SyntaxError);
});
