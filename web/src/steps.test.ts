import { describe, expect, it } from "vitest";
import { fractionDone, later, stepOf, stepsOf } from "./steps";

it("shows the freezing as what it is for", () => {
  expect(stepOf("freeze")).toBe("snapshot");
  expect(stepOf("application")).toBe("application");
});

it("never goes back", () => {
  expect(later("application", "start")).toBe("application");
  expect(later("start", "application")).toBe("application");
});

describe("fractionDone", () => {
  it.each(["install", "update", "resume"] as const)("rises from 0 to 1 in %s", (plan) => {
    const steps = stepsOf(plan);
    const marks = steps.flatMap((step) =>
      [0, 0.5, 1].map((part) => fractionDone(plan, step, part)),
    );
    expect(marks[0]).toBe(0);
    expect(marks.at(-1)).toBeCloseTo(1);
    expect(marks).toEqual([...marks].sort((one, other) => one - other));
  });

  it("keeps within bounds whatever part is given", () => {
    expect(fractionDone("install", "download", -3)).toBe(0);
    expect(fractionDone("install", "application", 7)).toBeCloseTo(1);
  });
});
