import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Pace } from "./pace";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

test("it is time at once, and then now and then", () => {
  const pace = new Pace();
  const times = Array.from({ length: 41 }, () => {
    const isTime = pace.isTime();
    vi.advanceTimersByTime(10);
    return isTime;
  });
  expect(times.flatMap((isTime, index) => (isTime ? [index * 10] : []))).toEqual([0, 200, 400]);
});
