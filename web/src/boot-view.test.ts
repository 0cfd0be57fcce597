import { expect, it } from "vitest";
import type { Failure, WatcherMessage } from "../../sw/src/protocol";
import { step } from "./boot-machine";
import { type BootEvent, initialState } from "./boot-state";
import { type ProgressView, viewOf } from "./boot-view";

function view(...events: BootEvent[]) {
  return viewOf(events.reduce((state, event) => step(state, event).state, initialState));
}

function progress(...messages: WatcherMessage[]): ProgressView {
  const seen = view(
    { type: "following", life: "installing", update: false },
    ...messages.map((message): BootEvent => ({ type: "told", message })),
  );
  if (seen.kind !== "progress") throw new Error(`shows ${seen.title}`);
  return seen;
}

const places = (seen: ProgressView) => seen.steps.map((step) => step.place);

it("shows every step of an installation and the bytes of its download", () => {
  const seen = progress({ type: "progress", stage: "download", loaded: 6.2e6, total: 14.1e6 });
  expect(seen.label).toBe("Downloading");
  expect(seen.bytes).toBe("6.2 of 14.1 MB");
  expect(places(seen)).toEqual(["current", "to come", "to come", "to come"]);
  expect(seen.done).toBeGreaterThan(0);
});

it("drops the bytes after the download and moves on", () => {
  const seen = progress(
    { type: "progress", stage: "download", loaded: 10, total: 10 },
    { type: "progress", stage: "start" },
  );
  expect(seen.bytes).toBe("");
  expect(places(seen)).toEqual(["done", "current", "to come", "to come"]);
});

it("does not go back when the frozen Python is started after the installation", () => {
  const seen = progress({ type: "installed" }, { type: "progress", stage: "start" });
  expect(seen.label).toBe("Starting the application");
});

it("shows a mere start without download and snapshot", () => {
  const seen = view({ type: "following", life: "active", update: false });
  expect(seen).toMatchObject({
    lead: "Starting in this browser.",
    steps: [{ label: "Starting Python" }, { label: "Starting the application" }],
  });
});

it("shows all steps of a start that turns out to download", () => {
  const seen = view(
    { type: "following", life: "active", update: false },
    { type: "told", message: { type: "progress", stage: "start" } },
    { type: "told", message: { type: "progress", stage: "download", loaded: 1, total: 2 } },
  );
  expect(seen).toMatchObject({ label: "Downloading", steps: { length: 4 } });
});

it("is done when it opens the application", () => {
  const seen = view(
    { type: "following", life: "active", update: false },
    { type: "told", message: { type: "ready" } },
  );
  expect(seen).toMatchObject({ label: "Opening", done: 1 });
});

it("shows a failure with all that it tells", () => {
  const failure: Failure = {
    code: "application-import",
    title: "The application could not be started",
    message: "It raised KeyError.",
    hint: "Mend it.",
    detail: "Traceback",
  };
  expect(view({ type: "failed", failure })).toEqual({
    kind: "failure",
    ...failure,
    detailOpen: true,
    canReset: true,
    retry: "Try again",
  });
});
