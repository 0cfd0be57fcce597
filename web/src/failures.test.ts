import { expect, it } from "vitest";
import { treatmentOf, withWords } from "./failures";

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
