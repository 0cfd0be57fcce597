import { afterEach, expect, test, vi } from "vitest";
import { nextTask } from "../next-task";
import { keepMachineCode } from "./machine-code";

afterEach(() => vi.unstubAllGlobals());

function engine(ballast: (bytes: number) => void): WebAssembly.Exports {
  return { ballast };
}

test("an engine is busy until it has been optimised, and others have their turn meanwhile", async () => {
  vi.stubGlobal("navigator", { userAgentData: {} });
  const ballast = vi.fn<(bytes: number) => void>();
  let isDone = false;
  const done = keepMachineCode(engine(ballast)).then(() => {
    isDone = true;
  });
  let turns = 0;
  for (; !isDone; turns++) await nextTask();
  await done;
  // 13,000,000 bytes are V8's budget.
  expect(ballast.mock.calls.length * 120_000).toBeGreaterThan(13_000_000);
  expect(new Set(ballast.mock.calls.flat())).toEqual(new Set([0]));
  expect(turns).toBeGreaterThan(10);
});

test("browsers that keep none are spared it", async () => {
  vi.stubGlobal("navigator", {});
  const ballast = vi.fn<(bytes: number) => void>();
  await keepMachineCode(engine(ballast));
  expect(ballast).not.toHaveBeenCalled();
});

test("an engine as Pyodide has it has nothing for this", async () => {
  vi.stubGlobal("navigator", { userAgentData: {} });
  await keepMachineCode({});
});
