import { expect, test } from "vitest";
import { keepsAnswers, lastingPolicy } from "./static-policy";
import { makeManifest } from "./testing/fake-host";

test.each([
  [{}, true],
  [{ static_cache: false }, false],
  [{ live: true }, false],
  [{ debug: true }, false],
  [{ tools: true }, false],
])("whether a build with %j keeps answers: %s", (choices, expected) => {
  expect(keepsAnswers({ ...makeManifest([]), ...choices })).toBe(expected);
});

test.each([
  [["/app/instance"], true],
  [["/app/stat"], true],
  [["/app/static"], false],
  [["/app"], false],
  [["/app/instance", "/app/parts/static/uploads"], false],
])("whether static files stay the same while %j lasts: %s", (persist, expected) => {
  const policy = { folders: ["/app/static", "/app/parts/static"], session_cookie: "session" };
  expect(lastingPolicy(policy, persist)).toBe(expected ? policy : undefined);
});

test("an application that wants to answer all does so", () => {
  expect(lastingPolicy(undefined, ["/app/instance"])).toBeUndefined();
});
