import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { afterFirstPage, pause } from "./pause";

const work = vi.fn(async () => {});

beforeEach(() => {
  vi.useFakeTimers();
  work.mockClear();
});

afterEach(() => {
  vi.useRealTimers();
});

test("what nobody waits for is done once a page had its time", async () => {
  const done = afterFirstPage(work, new AbortController().signal);
  await vi.advanceTimersByTimeAsync(1000);
  expect(work).not.toHaveBeenCalled();
  await vi.runAllTimersAsync();
  await done;
  expect(work).toHaveBeenCalledOnce();
});

test("what is not wanted any more is not done, and nobody waits for that", async () => {
  const unwanted = new AbortController();
  const done = afterFirstPage(work, unwanted.signal);
  unwanted.abort();
  await done;
  await afterFirstPage(work, unwanted.signal);
  expect(work).not.toHaveBeenCalled();
  expect(vi.getTimerCount()).toBe(0);
});

test("a pause that is over leaves nothing behind", async () => {
  const { signal } = new AbortController();
  const remove = vi.spyOn(signal, "removeEventListener");
  const over = pause(10, signal);
  await vi.runAllTimersAsync();
  await over;
  expect(remove).toHaveBeenCalledOnce();
});
