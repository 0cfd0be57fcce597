import { afterEach, expect, test, vi } from "vitest";
import { HipflaskError } from "../errors";
import { explainUnsaved } from "./unsaved";

afterEach(() => vi.unstubAllGlobals());

function estimating(estimate: () => Promise<StorageEstimate>): void {
  vi.stubGlobal("navigator", { storage: { estimate } });
}

const FULL = new DOMException("full", "QuotaExceededError");

test("no room is told with its figures", async () => {
  estimating(async () => ({ usage: 61_230_000, quota: 62_000_000 }));
  const error = await explainUnsaved(FULL);
  expect(error).toMatchObject({ code: "quota", cause: FULL });
  expect(error.message).toContain("has stored 61.2 MB of the 62.0 MB");
});

test.each([
  ["refuses to estimate", () => Promise.reject(new TypeError("not allowed"))],
  ["estimates nothing", async () => ({})],
])("no room is told in a browser that %s", async (_, estimate) => {
  estimating(estimate);
  const { message } = await explainUnsaved(FULL);
  expect(message).toBe(
    "There is no room to keep what this request has changed. Nothing of it was kept.",
  );
});

test("other reasons are the browser's, or are explained already", async () => {
  const aborted = new DOMException("aborted", "AbortError");
  expect(await explainUnsaved(aborted)).toMatchObject({ code: "storage-denied", cause: aborted });
  const known = new HipflaskError("superseded", "Too late.", "Again.");
  expect(await explainUnsaved(known)).toBe(known);
});
