import { describe, expect, it } from "vitest";
import { describeError, formatBytes, formatPart } from "./format";

describe("formatBytes", () => {
  it.each([
    [0, "0 bytes"],
    [999, "999 bytes"],
    [1000, "1 kB"],
    [12_345, "12 kB"],
    [999_499, "999 kB"],
    [999_500, "1.0 MB"],
    [14_100_000, "14.1 MB"],
    [99_960_000, "100 MB"],
    [2_340_000_000, "2.3 GB"],
    [5_000_000_000_000, "5000 GB"],
  ])("says %d as %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe("formatPart", () => {
  it("gives both figures in the unit of the total", () => {
    expect(formatPart(6_200_000, 14_100_000)).toBe("6.2 of 14.1 MB");
    expect(formatPart(0, 14_100_000)).toBe("0.0 of 14.1 MB");
    expect(formatPart(512, 40_000)).toBe("1 of 40 kB");
  });

  it("never says more than the total", () => {
    expect(formatPart(15_000_000, 14_100_000)).toBe("14.1 of 14.1 MB");
  });
});

describe("describeError", () => {
  it("tells name, message and causes", () => {
    const error = new TypeError("no such script", { cause: new RangeError("out of bounds") });
    const text = describeError(error);
    expect(text).toContain("TypeError: no such script");
    expect(text).toMatch(/Caused by RangeError: out of bounds/);
  });

  it("adds name and message where the stack is without them, as in Firefox and Safari", () => {
    const error = new TypeError("no such script");
    error.stack = "register@sw.js:1:1";
    expect(describeError(error)).toBe("TypeError: no such script\nregister@sw.js:1:1");
  });

  it("takes anything that was thrown", () => {
    expect(describeError("nothing but text")).toBe("nothing but text");
  });
});
