import { beforeEach, describe, expect, it, vi } from "vitest";
import { FakeCacheStorage } from "../testing/fake-caches";
import { BASE } from "../testing/fake-host";
import { StopLog } from "./stop-log";
import type { StopRecord } from "./supervision";

const NAME = "hipflask:test:stops";
const stop = (seconds: number): StopRecord => ({
  at: seconds * 1000,
  during: `GET /${seconds}`,
  reason: "a trap",
});

/** As a worker of a build finds it when it starts. */
const open = (build = "b1") => new StopLog(BASE, NAME, build);

async function withStops(...seconds: number[]): Promise<StopLog> {
  const log = open();
  await log.loop();
  for (const second of seconds) log.add(stop(second));
  await log.saved();
  return log;
}

beforeEach(() => {
  vi.stubGlobal("caches", new FakeCacheStorage());
});

describe("StopLog", () => {
  it("knows of no loop at first", async () => {
    expect(await open().loop()).toBeUndefined();
  });

  it("counts the stops of workers that were ended in between", async () => {
    await withStops(1);
    await withStops(2);
    const log = open();
    expect(await log.loop()).toBeUndefined();
    expect(log.add(stop(3))).toEqual([stop(1), stop(2), stop(3)]);
  });

  it("goes on to tell of a loop, however long ago it was", async () => {
    await withStops(1, 2, 3);
    expect(await open().loop()).toHaveLength(3);
  });

  it("keeps no more than what counts", async () => {
    await withStops(1, 100, 200, 300, 301);
    const log = open();
    await log.loop();
    expect(log.add(stop(303))).toHaveLength(3);
  });

  it("begins a new count when a loop is forgotten", async () => {
    const log = await withStops(1, 2, 3);
    await log.forget();
    expect(await log.loop()).toBeUndefined();
    await log.saved();
    const next = open();
    expect(await next.loop()).toBeUndefined();
    expect(next.add(stop(4))).toBeUndefined();
  });

  it("does not hold another build's stops against one that may have mended it", async () => {
    await withStops(1, 2, 3);
    expect(await open("b2").loop()).toBeUndefined();
  });

  it("is no reason not to start where nothing can be stored", async () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    vi.stubGlobal("caches", { open: () => Promise.reject(new Error("refused")) });
    const log = open();
    expect(await log.loop()).toBeUndefined();
    log.add(stop(1));
    await log.saved();
    expect(warn).toHaveBeenCalledTimes(2);
  });
});
