import { expect, test, vi } from "vitest";
import { TimeZone } from "./time-zone";

test("a zone is written again to where it was", () => {
  const original = Object.assign(vi.fn(), { sig: "vpppp" });
  const imports = { env: { _tzset_js: original } };
  const frozen = new TimeZone();
  frozen.watch(imports);
  expect(imports.env._tzset_js).toHaveProperty("sig", "vpppp");
  imports.env._tzset_js(1, 2, 3, 4);
  expect(original).toHaveBeenCalledExactlyOnceWith(1, 2, 3, 4);
  expect(frozen.pointers).toEqual([1, 2, 3, 4]);

  const elsewhere = Object.assign(vi.fn(), { sig: "vpppp" });
  const restored = new TimeZone();
  restored.watch({ env: { _tzset_js: elsewhere } });
  restored.renew(frozen.pointers);
  expect(elsewhere).toHaveBeenCalledExactlyOnceWith(1, 2, 3, 4);
  expect(restored.pointers).toEqual([1, 2, 3, 4]);
});

test("a zone that nobody has asked for is not written", () => {
  const write = vi.fn();
  const zone = new TimeZone();
  zone.watch({ env: { _tzset_js: write } });
  zone.renew([]);
  expect(write).not.toHaveBeenCalled();
});

test("an engine that does not ask for it is another one", () => {
  expect(() => new TimeZone().watch({ env: {} })).toThrow("_tzset_js");
});
