import { describe, expect, it } from "vitest";
import { toFailure } from "../errors";
import {
  describe as describeStop,
  isLoop,
  looping,
  OutOfMemory,
  reasonOf,
  recent,
  recordOf,
  stopped,
} from "./supervision";

const AT = Date.UTC(2026, 10, 23, 1, 2, 3);
const STOP = { cause: new WebAssembly.RuntimeError("unreachable"), during: "GET /page" };

function named(name: string, message: string, more: object = {}): Error {
  return Object.assign(new Error(message), { name, ...more });
}

describe("the reason of a stop", () => {
  it.each([
    [named("Exit", "Program terminated with exit(3)", { status: 3 }), "os._exit(3)"],
    [new RangeError("Maximum call stack size exceeded"), "the stack overflowed"],
    [named("InternalError", "too much recursion"), "the stack overflowed"],
    [new OutOfMemory(), "the memory was used up"],
    [STOP.cause, "RuntimeError: unreachable"],
    [
      named("PythonError", "Traceback:\n  File\nKeyError: 'x'\n"),
      "the gateway raised KeyError: 'x'",
    ],
    ["nothing but text", "nothing but text"],
  ])("of %s", (cause, reason) => {
    expect(reasonOf(cause)).toContain(reason);
  });
});

describe("a stop", () => {
  it("is told with what was being done", () => {
    const record = recordOf(STOP, AT);
    expect(describeStop(record)).toBe(
      "2026-11-23T01:02:03Z GET /page: it met a fatal error: RuntimeError: unreachable",
    );
    const failure = stopped(record, STOP.cause);
    expect(failure.code).toBe("interpreter");
    expect(failure.message).toContain("GET /page");
    expect(failure.detail).toContain("unreachable");
  });
});

describe("a loop", () => {
  const at = (seconds: number) => recordOf(STOP, AT + seconds * 1000);

  it("is three stops within a minute", () => {
    expect(isLoop(recent([at(0), at(30), at(59)], at(59).at))).toBe(true);
    expect(isLoop(recent([at(0), at(30), at(60)], at(60).at))).toBe(false);
    expect(isLoop([at(0), at(1)])).toBe(false);
  });

  it("is not made by a clock that was put back", () => {
    expect(recent([at(3600), at(3601)], AT)).toEqual([]);
  });

  it("is told with its log", () => {
    const { code, detail } = toFailure(looping([at(0), at(1), at(2)]));
    expect(code).toBe("crash-loop");
    expect(detail?.split("\n")).toHaveLength(3);
  });
});
