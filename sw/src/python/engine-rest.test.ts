import { zlibSync } from "fflate";
import { beforeEach, expect, type Mock, test, vi } from "vitest";
import { EngineRest } from "./engine-rest";

/** `(module (import "env" "linked" (func)) (start 0))` */
const REST = Uint8Array.of(
  ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
  ...[1, 4, 1, 0x60, 0, 0],
  ...[2, 14, 1, 3, ...bytesOf("env"), 6, ...bytesOf("linked"), 0, 0],
  ...[8, 1, 0],
);
const FIRST = { exports: {} } as WebAssembly.Instance;

let linked: Mock<() => void>;
let imports: { env: Record<string, () => void> };

beforeEach(() => {
  linked = vi.fn<() => void>();
  imports = { env: { linked } };
});

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** The first part has begun to run. */
async function begun(isNeeded: boolean): Promise<EngineRest> {
  const rest = new EngineRest(Promise.resolve(zlibSync(REST)), isNeeded);
  rest.watch(imports);
  await rest.ready;
  rest.begin(FIRST);
  return rest;
}

test("it takes its place in the call that needs it first, once", async () => {
  await begun(false);
  expect(linked).not.toHaveBeenCalled();
  imports.env["rest"]?.();
  expect(linked).toHaveBeenCalledOnce();
  imports.env["rest"]?.();
  expect(linked).toHaveBeenCalledOnce();
});

test("it takes its place when there is time, once", async () => {
  const rest = await begun(false);
  await rest.complete();
  expect(linked).toHaveBeenCalledOnce();
  imports.env["rest"]?.();
  await rest.complete();
  expect(linked).toHaveBeenCalledOnce();
});

test("it may be needed while it is being compiled", async () => {
  const rest = await begun(false);
  const completed = rest.complete();
  imports.env["rest"]?.();
  expect(linked).toHaveBeenCalledOnce();
  await completed;
  expect(linked).toHaveBeenCalledOnce();
});

test("where it will be needed it has its place from the beginning", async () => {
  await begun(true);
  expect(linked).toHaveBeenCalledOnce();
});

test("an engine in one piece has none", async () => {
  const rest = new EngineRest(undefined, true);
  rest.watch(imports);
  await rest.ready;
  rest.begin(FIRST);
  await rest.complete();
  expect(linked).not.toHaveBeenCalled();
});

test("who needs it is told if it can't be had", async () => {
  const lost = new Error("lost");
  await expect(new EngineRest(Promise.reject(lost), false).ready).rejects.toBe(lost);
});

test("who needs it is told if it is none", async () => {
  await expect(new EngineRest(Promise.resolve(REST), true).ready).rejects.toThrow();
  const rest = new EngineRest(Promise.resolve(zlibSync(REST.subarray(0, 10))), false);
  await rest.ready;
  await expect(rest.complete()).rejects.toThrow(WebAssembly.CompileError);
});

test("if it can't take its place, the next call tries again", async () => {
  const rest = await begun(false);
  Reflect.deleteProperty(imports.env, "linked");
  await expect(rest.complete()).rejects.toThrow(WebAssembly.LinkError);
  imports.env["linked"] = linked;
  imports.env["rest"]?.();
  expect(linked).toHaveBeenCalledOnce();
});
