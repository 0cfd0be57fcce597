import { expect, test } from "vitest";
import { Freezer } from "./freezer";

const bytes = (byte: number) => Uint8Array.of(byte);

/** A freezer of an interpreter whose memory is another one each time. */
function freezer(): Freezer {
  let taken = 0;
  return new Freezer(() => {
    taken += 1;
    return bytes(taken);
  });
}

test("it keeps the memory that holds the most", () => {
  const it = freezer();
  expect(it.frozen).toBeUndefined();
  it.freeze("framework");
  it.freezeUnless(undefined, "modules");
  expect(it.frozen).toEqual({ memory: bytes(2), holds: "modules" });
});

test("a reason against it is kept with the former memory", () => {
  const it = freezer();
  it.freeze("framework");
  it.freezeUnless("it read the clock", "modules");
  expect(it.frozen).toEqual({
    memory: bytes(1),
    holds: "framework",
    because: "it read the clock",
  });
});

test("an interpreter that was never frozen is not frozen on the way", () => {
  const it = freezer();
  it.freezeUnless(undefined, "modules");
  expect(it.frozen).toBeUndefined();
});

test("what keeps it from being frozen once more is told, the first time is an error", () => {
  const it = new Freezer(() => {
    throw new Error("it has functions of JavaScript called by native code");
  });
  expect(() => it.freeze("framework")).toThrow("functions of JavaScript");
  it.adopt({ memory: bytes(7), holds: "framework" });
  it.freezeUnless(undefined, "modules");
  expect(it.frozen).toEqual({
    memory: bytes(7),
    holds: "framework",
    because: "it has functions of JavaScript called by native code",
  });
});

test("a memory that was adopted is not made before it is asked for", () => {
  let made = 0;
  const it = freezer();
  it.adopt({
    holds: "modules",
    get memory() {
      made += 1;
      return bytes(9);
    },
  });
  it.freezeUnless("it looked at /app/instance", "application");
  expect(made).toBe(0);
  expect(it.frozen?.memory).toEqual(bytes(9));
});

test("thawed, it has nothing, and gets nothing", () => {
  const it = freezer();
  it.freeze("framework");
  it.thaw();
  it.freezeUnless(undefined, "modules");
  it.freeze("modules");
  expect(it.frozen).toBeUndefined();
});
