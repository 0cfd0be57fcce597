import { expect, it } from "vitest";
import { ReloadGuard } from "./reload-guard";

const BASE = "https://example.org/";

function memory() {
  const items = new Map<string, string>();
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
    removeItem: (key: string) => void items.delete(key),
  };
}

it("allows two reloads in a row and then no more", () => {
  const storage = memory();
  expect(new ReloadGuard(() => storage, BASE, 1_000).allow(20_000)).toBe(true);
  expect(new ReloadGuard(() => storage, BASE, 20_010).allow(25_000)).toBe(true);
  expect(new ReloadGuard(() => storage, BASE, 25_010).allow(30_000)).toBe(false);
});

it("counts anew for a visit that no reload led to", () => {
  const storage = memory();
  new ReloadGuard(() => storage, BASE, 1_000).allow(20_000);
  new ReloadGuard(() => storage, BASE, 20_010).allow(25_000);
  const later = new ReloadGuard(() => storage, BASE, 600_000);
  expect(later.allow(601_000)).toBe(true);
});

it("takes a slow answer to a reload for one in the same row", () => {
  const storage = memory();
  new ReloadGuard(() => storage, BASE, 0).allow(10_000);
  new ReloadGuard(() => storage, BASE, 10_005).allow(99_000);
  expect(new ReloadGuard(() => storage, BASE, 99_005).allow(200_000)).toBe(false);
});

it("allows a reload again after the visitor has asked for one", () => {
  const storage = memory();
  new ReloadGuard(() => storage, BASE, 0).allow(10_000);
  new ReloadGuard(() => storage, BASE, 10_005).allow(11_000);
  const stuck = new ReloadGuard(() => storage, BASE, 11_005);
  stuck.clear();
  expect(stuck.allow(12_000)).toBe(true);
});

it("keeps sites of one origin apart", () => {
  const storage = memory();
  new ReloadGuard(() => storage, BASE, 0).allow(10_000);
  new ReloadGuard(() => storage, BASE, 10_005).allow(11_000);
  expect(new ReloadGuard(() => storage, `${BASE}other/`, 11_005).allow(12_000)).toBe(true);
});

it("does not reload where it cannot count", () => {
  const refuse = () => {
    throw new DOMException("denied", "SecurityError");
  };
  const guard = new ReloadGuard(refuse, BASE, 0);
  expect(guard.allow(10)).toBe(false);
  expect(() => guard.clear()).not.toThrow();
});
