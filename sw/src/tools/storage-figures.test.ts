import { expect, test } from "vitest";
import { type BrowserStorage, storageFigures } from "./storage-figures";

const estimate = async () => ({ usage: 1, quota: 2 });

test.each([true, false])("what the browser has promised is told: %s", async (persisted) => {
  const storage: BrowserStorage = { estimate, persisted: async () => persisted };
  expect(await storageFigures(storage)).toEqual({ usage: 1, quota: 2, persisted });
});

test.each([
  ["does not know such promises", { estimate } as unknown as BrowserStorage],
  ["does not tell", { estimate, persisted: () => Promise.reject(new DOMException("no")) }],
])("nothing is promised where the browser %s", async (_why, storage) => {
  expect(await storageFigures(storage)).toEqual({ usage: 1, quota: 2, persisted: undefined });
});
