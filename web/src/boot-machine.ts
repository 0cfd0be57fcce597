import type { Failure, WatcherMessage } from "../../sw/src/protocol";
import {
  type BootEvent,
  type BootState,
  type Effect,
  initialState,
  type Turn,
  type WorkerLife,
} from "./boot-state";
import { withWords } from "./failures";
import {
  installStopped,
  keepsComingBack,
  registrationFailed,
  workerEnds,
  workerSilent,
} from "./page-failures";
import { later, type Plan, stepOf, stepsOf } from "./steps";

const MOST_RESTARTS = 3;
const MOST_REGISTRATION_SILENCES = 4;

const turn = (state: BootState, ...effects: Effect[]): Turn => ({ state, effects });

function fail(state: BootState, failure: Failure): Turn {
  const failed: BootState = { ...state, awaiting: "visitor", retrying: false, failure };
  return state.life === "active" ? turn(failed, "update") : turn(failed);
}

function start(state: BootState): Turn {
  return turn({ ...state, awaiting: "news", retrying: false }, "start");
}

/** Starts the application in a worker that is idle: new, or ended by the browser during a start. */
function startIdle(state: BootState): Turn {
  if (state.restarts >= MOST_RESTARTS) return fail(state, workerEnds());
  return start({ ...state, restarts: state.restarts + 1 });
}

function watch(state: BootState, ...more: Effect[]): Turn {
  return turn({ ...state, awaiting: "acknowledgement" }, "watch", ...more);
}

function follow(state: BootState, life: WorkerLife, update: boolean): Turn {
  const plan: Plan = update ? "update" : life === "active" ? "resume" : "install";
  const fresh = { ...initialState, life, plan, step: stepsOf(plan)[0] ?? state.step };
  return life === "waiting" ? watch(fresh, "activate") : watch(fresh);
}

function progress(state: BootState, told: WatcherMessage & { type: "progress" }): Turn {
  const step = stepOf(told.stage);
  // A start that downloads or freezes is more than a start: all of it is shown.
  const known = stepsOf(state.plan).includes(step);
  const bytes = told.stage === "download" && told.loaded !== undefined;
  return turn({
    ...state,
    awaiting: "news",
    plan: known ? state.plan : "install",
    step: known ? later(state.step, step) : step,
    loaded: bytes ? (told.loaded ?? 0) : state.loaded,
    total: bytes ? (told.total ?? state.total) : state.total,
    retrying: false,
    failure: null,
  });
}

function hear(before: BootState, message: WatcherMessage): Turn {
  // Late words of a worker that was already left for the application change nothing.
  if (before.life === null || before.awaiting === "navigation") return turn(before);
  if (message.type === "watching") {
    if (before.awaiting === "visitor") return turn(before);
    const awaiting = before.life === "active" ? "state" : "news";
    return turn({ ...before, awaiting, unanswered: 0 });
  }
  const state: BootState = { ...before, silences: 0, unanswered: 0 };
  switch (message.type) {
    case "idle":
      return before.awaiting === "state" ? startIdle(before) : turn(before);
    case "progress":
      // An installation that has failed is over, whatever was still on its way.
      if (state.failure !== null && state.life !== "active") return turn(before);
      return progress(state, message);
    case "installed":
      if (state.awaiting === "visitor") return turn(before);
      return state.life === "active" && state.awaiting === "state"
        ? start(state)
        : turn({ ...state, step: "application", awaiting: "news" });
    case "ready":
      if (state.life !== "active") return turn(state);
      return turn({ ...state, awaiting: "navigation", step: "application", failure: null }, "open");
    case "failed":
      // What it tells first is the failure that the visitor wants to have tried again.
      if (state.retrying) return start(state);
      return fail(state, withWords(message.failure));
  }
}

function become(state: BootState, life: WorkerLife | "gone"): Turn {
  if (state.life === null || state.awaiting === "navigation") return turn(state);
  if (life === "gone") {
    return state.awaiting === "visitor" ? turn(state) : fail(state, installStopped());
  }
  const lived: BootState = { ...state, life, failure: null };
  if (life === "active") return watch({ ...lived, step: "application" });
  return life === "waiting" ? turn(lived, "activate") : turn(lived);
}

function endWait(before: BootState): Turn {
  const state: BootState = { ...before, silences: before.silences + 1 };
  switch (state.awaiting) {
    case "registration":
      return state.silences < MOST_REGISTRATION_SILENCES
        ? turn(state)
        : fail(state, registrationFailed("The browser did not answer."));
    case "acknowledgement":
      return state.unanswered > 0
        ? fail(state, workerSilent())
        : watch({ ...state, unanswered: 1 });
    case "state":
      return startIdle(before);
    case "news":
      return watch(state);
    case "navigation":
      return fail(state, workerSilent());
    case "visitor":
      return turn(before);
  }
}

/** Shows what an active worker has told by this very page; it is asked nothing as yet. */
function hold(failure: Failure): Turn {
  const { state } = follow(initialState, "active", false);
  return fail(state, withWords(failure));
}

function retry(state: BootState): Turn {
  if (state.failure?.code === "worker-silent") return turn(state, "restart");
  if (state.life !== "active" || state.awaiting === "navigation") return turn(state, "reload");
  const again = follow(state, "active", false);
  return turn({ ...again.state, retrying: true }, ...again.effects);
}

/** The boot page's next state, and what is to be done for it. */
export function step(state: BootState, event: BootEvent): Turn {
  switch (event.type) {
    case "following":
      return follow(state, event.life, event.update);
    case "holding":
      return hold(event.failure);
    case "told":
      return hear(state, event.message);
    case "became":
      return become(state, event.life);
    case "silence":
      return endWait(state);
    case "failed":
      return turn({ ...state, awaiting: "visitor", failure: event.failure });
    case "held":
      // No longer "active" to `retry`: the application runs, what does not work is to open it.
      return turn({ ...state, awaiting: "visitor", life: null, failure: keepsComingBack() });
    case "retry":
      return retry(state);
  }
}
