import { beforeEach, expect, test, vi } from "vitest";
import { SuspendedFrames } from "./suspended-frames";

const THREAD_STATE = 1024;
const FRAME = 0x8000_0040;

let memory: WebAssembly.Memory;
let env: Record<string, (...given: unknown[]) => unknown>;

const currentFrame = () => new DataView(memory.buffer).getUint32(THREAD_STATE + 52, true);

beforeEach(() => {
  memory = new WebAssembly.Memory({ initial: 1 });
  new DataView(memory.buffer).setUint32(THREAD_STATE + 52, FRAME, true);
  env = { saveState: () => ({ threadState: THREAD_STATE }), restoreState: () => {} };
});

function watch(): void {
  const frames = new SuspendedFrames();
  frames.watch({ env: env as WebAssembly.ModuleImports });
  frames.memory = memory;
}

test("a frame is hidden as long as its code is suspended", () => {
  const restore = vi.fn(currentFrame);
  env["restoreState"] = restore;
  watch();
  const state = env["saveState"]?.();
  expect(currentFrame()).toBe(0);
  env["restoreState"]?.(state);
  expect(restore).toHaveReturnedWith(FRAME);
  expect(restore).toHaveBeenCalledWith(state);
});

test("where nothing can be suspended, nothing is changed", () => {
  const refusal = Symbol("error");
  env["saveState"] = () => refusal;
  watch();
  expect(env["saveState"]()).toBe(refusal);
  expect(currentFrame()).toBe(FRAME);
});

test("what Emscripten notes at the functions is kept", () => {
  Object.assign(env["saveState"] as object, { sig: "e" });
  watch();
  expect(env["saveState"]).toHaveProperty("sig", "e");
});

test("another Pyodide is told from the one that this holds for", () => {
  expect(() => new SuspendedFrames().watch({ env: {} })).toThrow("no longer imports saveState");
});
