import { expect, it } from "vitest";
import { parseFailure, treatmentOf, withWords } from "./failures";

it("shows the traceback of a failed import at once", () => {
  expect(treatmentOf("application-import").detailOpen).toBe(true);
});

it("offers no reset where there is nothing to delete", () => {
  expect(treatmentOf("no-service-worker").canReset).toBe(false);
  expect(treatmentOf("insecure-origin").canReset).toBe(false);
});

it.each(["of-a-newer-worker", "constructor", "__proto__"])("copes with the code %s", (code) => {
  expect(treatmentOf(code)).toEqual(treatmentOf("unknown"));
});

it("keeps the reporter's words and never leaves the page without any", () => {
  const silent = withWords({ code: "interpreter", title: "", message: "Trap.", hint: "" });
  expect(silent.message).toBe("Trap.");
  expect(silent.title).not.toBe("");
  expect(silent.hint).not.toBe("");
});

it("reads the failure that a worker has put into the page, if there is one", () => {
  const failure = { code: "interpreter", title: "Stopped", message: "Trap.", hint: "Again." };
  expect(parseFailure(JSON.stringify(failure))).toEqual(failure);
  expect(parseFailure(undefined)).toBeNull();
});
