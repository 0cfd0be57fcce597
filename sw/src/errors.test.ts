import { describe, expect, test } from "vitest";
import { HipflaskError, toFailure } from "./errors";

describe("toFailure", () => {
  test("takes everything over from an error of ours", () => {
    const error = new HipflaskError("application-import", "It raised.", "Mend it.", {
      detail: "Traceback …",
      cause: new Error("never shown beside the detail"),
    });
    expect(toFailure(error)).toEqual({
      code: "application-import",
      title: "The application could not be started",
      message: "It raised.",
      hint: "Mend it.",
      detail: "Traceback …",
    });
  });

  test("has no detail where there is none", () => {
    expect(toFailure(new HipflaskError("quota", "Full.", "Free some."))).not.toHaveProperty(
      "detail",
    );
  });

  test("shows all causes as detail", () => {
    const first = new TypeError("no connection");
    const second = new Error("could not fetch", { cause: first });
    const { detail } = toFailure(
      new HipflaskError("asset-missing", "a is gone.", "Try again.", { cause: second }),
    );
    expect(detail).toMatch(
      /^Error: could not fetch\n.+\n\nCaused by:\nTypeError: no connection\n/s,
    );
  });

  test.each([
    ["QuotaExceededError", "quota"],
    ["SecurityError", "storage-denied"],
    ["InvalidStateError", "storage-denied"],
    ["AbortError", "unknown"],
  ])("takes a browser's %s for %s", (name, code) => {
    const failure = toFailure(new DOMException("no", name));
    expect(failure).toMatchObject({ code, detail: expect.stringContaining("no") });
    expect(failure.hint).not.toBe("");
  });

  test("takes Firefox's word for a full device for quota", () => {
    const error = { name: "NS_ERROR_FILE_NO_DEVICE_SPACE" };
    expect(toFailure(error)).toMatchObject({ code: "quota" });
  });

  test("keeps the stack of an unknown error", () => {
    const error = new RangeError("too far");
    expect(toFailure(error)).toMatchObject({
      code: "unknown",
      message: "too far",
      detail: error.stack,
    });
  });

  test("tells name and message where the stack does not, as in some browsers", () => {
    const error = new RangeError("too far");
    error.stack = "f@sw.js:1:2";
    expect(toFailure(error).detail).toBe("RangeError: too far\nf@sw.js:1:2");
  });

  test.each([
    ["a text", "a text"],
    [undefined, "undefined"],
    [null, "null"],
  ])("takes %j that was thrown", (thrown, message) => {
    expect(toFailure(thrown)).toMatchObject({ code: "unknown", message });
  });
});

test("a HipflaskError is an error with a code and a hint", () => {
  const cause = new Error("before");
  const error = new HipflaskError("unknown", "message", "hint", { cause });
  expect(error).toBeInstanceOf(Error);
  expect(error).toMatchObject({ name: "HipflaskError", code: "unknown", hint: "hint", cause });
});
