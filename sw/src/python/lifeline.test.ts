import { describe, expect, it } from "vitest";
import { InterpreterStopped, Lifeline } from "./lifeline";

const never = () => new Promise<never>(() => {});
const failing = (error: unknown) => () => Promise.reject(error);
const TRAP = new Error("trap");

describe("Lifeline", () => {
  it("passes on what the work returns", async () => {
    expect(await new Lifeline().guard(async () => 5, "GET /")).toBe(5);
  });

  it("passes on errors that are no end of the interpreter", async () => {
    const lifeline = new Lifeline();
    const error = new Error("of the application");
    await expect(lifeline.guard(failing(error), "GET /", () => true)).rejects.toBe(error);
    expect(lifeline.isLost).toBe(false);
  });

  it("ends with any other error, and tells everybody of what did it", async () => {
    const lifeline = new Lifeline();
    const waiting = lifeline.guard(never, "GET /waiting");
    const ending = lifeline.guard(failing(TRAP), "GET /ending");
    const stop = { cause: TRAP, during: "GET /ending" };
    for (const told of [waiting, ending, lifeline.guard(never, "GET /after")]) {
      await expect(told).rejects.toBeInstanceOf(InterpreterStopped);
      await expect(told).rejects.toMatchObject({ stop });
    }
    expect(await lifeline.stopped).toEqual(stop);
  });

  it("blames the request whose work fails, where the interpreter is the first to tell", async () => {
    const lifeline = new Lifeline();
    void lifeline.endSoon(TRAP);
    expect(lifeline.isLost).toBe(true);
    // Even by an error that would be the application's own.
    const ending = lifeline.guard(failing(TRAP), "GET /ending", () => true);
    await expect(ending).rejects.toMatchObject({ stop: { during: "GET /ending" } });
  });

  it("blames nobody for what happens between requests", async () => {
    const lifeline = new Lifeline();
    const waiting = lifeline.guard(never, "GET /waiting");
    await lifeline.endSoon(TRAP);
    await expect(waiting).rejects.toMatchObject({ stop: { during: "between requests" } });
  });
});
