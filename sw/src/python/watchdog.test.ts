import { beforeEach, expect, test } from "vitest";
import { Watchdog } from "./watchdog";

let now: number;
let watchdog: Watchdog;

beforeEach(() => {
  now = 1000;
  watchdog = new Watchdog(() => now);
});

/** How often a program is interrupted that is polled a thousand times. */
function interruptions(): number {
  return Array.from({ length: 1000 }, watchdog.poll).filter(Boolean).length;
}

test("leaves alone what is not watched", () => {
  now = Number.MAX_VALUE;
  expect(interruptions()).toBe(0);
});

test("interrupts once the time is up", () => {
  watchdog.watch(500);
  now = 1499;
  expect(interruptions()).toBe(0);
  now = 1500;
  expect(interruptions()).toBe(1);
});

test("interrupts again what goes on nevertheless", () => {
  watchdog.watch(500);
  now = 2000;
  expect(interruptions()).toBe(1);
  now = 6999;
  expect(interruptions()).toBe(0);
  now = 7000;
  expect(interruptions()).toBe(1);
});

test("forgets what has ended", () => {
  watchdog.watch(500);
  watchdog.watch(0);
  now = 2000;
  expect(interruptions()).toBe(0);
});
