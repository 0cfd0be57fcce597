import { describe, expect, it } from "vitest";
import type { Failure, WatcherMessage } from "../../sw/src/protocol";
import { step } from "./boot-machine";
import {
  type BootEvent,
  type BootState,
  type Effect,
  initialState,
  patienceOf,
} from "./boot-state";
import { viewOf } from "./boot-view";

const FAILURE: Failure = {
  code: "application-import",
  title: "The application could not be started",
  message: "It raised KeyError.",
  hint: "Mend it.",
  detail: "Traceback",
};

const following = (life: "installing" | "waiting" | "active", update = false): BootEvent => ({
  type: "following",
  life,
  update,
});
const told = (message: WatcherMessage): BootEvent => ({ type: "told", message });
const became = (life: "waiting" | "active" | "gone"): BootEvent => ({ type: "became", life });
const ack = told({ type: "watching", build: "b1" });
const ready = told({ type: "ready" });
const failed = told({ type: "failed", failure: FAILURE });
const starting = told({ type: "progress", stage: "application" });
const silence: BootEvent = { type: "silence" };
const retry: BootEvent = { type: "retry" };

function run(...events: BootEvent[]): { state: BootState; effects: Effect[][] } {
  const effects: Effect[][] = [];
  let state = initialState;
  for (const event of events) {
    const turn = step(state, event);
    state = turn.state;
    effects.push([...turn.effects]);
  }
  return { state, effects };
}

const last = (...events: BootEvent[]) => run(...events).effects.at(-1);

describe("a page that came with a failure", () => {
  const holding: BootEvent = { type: "holding", failure: FAILURE };

  it("shows it, looks for a newer version, and does nothing else unasked", () => {
    const { state, effects } = run(holding, silence);
    expect(effects).toEqual([["update"], []]);
    expect(state).toMatchObject({ awaiting: "visitor", failure: FAILURE });
  });

  it("is opened again by the worker's word once the visitor wants it", () => {
    const { effects } = run(holding, retry, ack, ready);
    expect(effects.slice(1)).toEqual([["watch"], [], ["open"]]);
  });

  it("has the worker try again what it tells to have failed for good", () => {
    const { effects } = run(holding, retry, ack, failed);
    expect(effects.at(-1)).toEqual(["start"]);
  });
});

describe("an active worker that says nothing", () => {
  it("is replaced, when the visitor wants it", () => {
    const { state, effects } = run(following("active"), silence, silence, retry);
    expect(state.failure?.code).toBe("worker-silent");
    expect(effects.at(-1)).toEqual(["restart"]);
  });
});

describe("an active worker that is idle", () => {
  const idle = told({ type: "idle" });

  it("is started at once", () => {
    const { state, effects } = run(following("active"), ack, idle, starting);
    expect(effects.at(2)).toEqual(["start"]);
    expect([state.restarts, state.silences]).toEqual([1, 0]);
  });

  it("is not started again and again", () => {
    const round = [silence, ack, idle];
    const { state } = run(following("active"), ack, idle, ...round, ...round, ...round);
    expect([state.awaiting, state.failure?.title]).toEqual(["visitor", "The site does not answer"]);
  });

  it("is left alone while it is being installed, and once it has failed", () => {
    expect(last(following("installing"), ack, idle)).toEqual([]);
    expect(last(following("active"), ack, failed, idle)).toEqual([]);
  });
});

describe("a first visit", () => {
  it("watches the installing worker, then the active one, starts it and opens", () => {
    const { state, effects } = run(
      following("installing"),
      ack,
      told({ type: "progress", stage: "download", loaded: 5, total: 10 }),
      told({ type: "progress", stage: "freeze" }),
      told({ type: "installed" }),
      became("waiting"),
      became("active"),
      ack,
      told({ type: "installed" }),
      starting,
      ready,
    );
    expect(effects).toEqual([
      ["watch"],
      [],
      [],
      [],
      [],
      ["activate"],
      ["watch"],
      [],
      ["start"],
      [],
      ["open"],
    ]);
    expect(state.awaiting).toBe("navigation");
  });

  it("shows a failure and keeps it when the worker then ends", () => {
    const { state } = run(following("installing"), ack, failed, became("gone"));
    expect(state.failure).toEqual(FAILURE);
  });

  it("keeps the failure of an installation when progress comes late", () => {
    const late = told({ type: "progress", stage: "download", loaded: 1, total: 2 });
    const { state } = run(following("installing"), ack, failed, late, became("gone"), late);
    expect(state.failure).toEqual(FAILURE);
  });

  it("lets the worker's own words replace those about its end", () => {
    const { state } = run(following("installing"), ack, became("gone"), failed);
    expect(state.failure).toEqual(FAILURE);
  });

  it("fails when the worker ends without a word", () => {
    const { state } = run(following("installing"), ack, became("gone"));
    expect(state.failure?.code).toBe("unknown");
    expect(patienceOf(state)).toBeNull();
  });

  it("does not open on the word of a worker that is not active", () => {
    expect(last(following("installing"), ack, ready)).toEqual([]);
  });
});

describe("a page that finds an active worker", () => {
  it("opens when the application is ready already", () => {
    expect(last(following("active"), ack, ready)).toEqual(["open"]);
  });

  it("shows a failure without starting the application again", () => {
    const { state, effects } = run(following("active"), ack, failed);
    expect(state.failure).toEqual(FAILURE);
    // What helps may be a newer version.
    expect(effects.flat()).toEqual(["watch", "update"]);
  });

  it("starts the application when the worker tells no state", () => {
    expect(last(following("active"), ack, silence)).toEqual(["start"]);
  });

  it("waits when the application is being started", () => {
    expect(run(following("active"), ack, starting).effects.flat()).toEqual(["watch"]);
  });
});

describe("trying again", () => {
  const broken = [following("active"), ack, failed];

  it("starts the application when the worker has told the old failure", () => {
    const { state, effects } = run(...broken, retry, ack, failed);
    expect(effects.slice(-3)).toEqual([["watch"], [], ["start"]]);
    expect(state.failure).toBeNull();
  });

  it("shows the new failure", () => {
    const { state, effects } = run(...broken, retry, ack, failed, starting, failed);
    expect(state.failure).toEqual(FAILURE);
    expect(effects.flat().filter((effect) => effect === "start")).toHaveLength(1);
  });

  it("starts it in a worker that the browser has ended meanwhile", () => {
    expect(last(...broken, retry, ack, silence)).toEqual(["start"]);
  });

  it("begins the page again where no active worker can be asked", () => {
    expect(last(following("installing"), ack, failed, retry)).toEqual(["reload"]);
    expect(last({ type: "failed", failure: FAILURE }, retry)).toEqual(["reload"]);
  });
});

describe("a failed site", () => {
  const broken = [following("active"), ack, failed];

  it("follows a newer version to its end", () => {
    const { state, effects } = run(
      ...broken,
      following("installing", true),
      ack,
      became("waiting"),
      became("active"),
      ack,
      silence,
      ready,
    );
    expect(effects.slice(3)).toEqual([
      ["watch"],
      [],
      ["activate"],
      ["watch"],
      [],
      ["start"],
      ["open"],
    ]);
    expect(state.failure).toBeNull();
  });

  it("opens when another tab has made it work", () => {
    expect(last(...broken, starting, ready)).toEqual(["open"]);
  });

  it("is not hidden by a late acknowledgement", () => {
    const { state } = run(...broken, ack);
    expect(state.failure).toEqual(FAILURE);
    // With no wait that ends in a start, the failure stays until the visitor decides.
    expect(patienceOf(state)).toBeNull();
  });
});

describe("the page never waits for ever", () => {
  function endOf(...events: BootEvent[]): BootState {
    let { state } = run(...events);
    for (let waits = 0; patienceOf(state) !== null; waits += 1) {
      if (waits > 20) throw new Error(`still awaiting ${state.awaiting}`);
      state = step(state, silence).state;
    }
    return state;
  }

  it.each<[string, BootEvent[]]>([
    ["a registration", []],
    ["an acknowledgement", [following("installing")]],
    ["news", [following("installing"), ack]],
    ["the application", [following("active"), ack, starting]],
    ["the navigation", [following("active"), ack, ready]],
  ])("for %s", (_, events) => {
    expect(endOf(...events).failure).not.toBeNull();
  });

  it("for an application whose worker ends whenever it is started", () => {
    const dies = [silence, ack, silence];
    const { state, effects } = run(
      following("active"),
      ack,
      silence,
      ...Array.from({ length: 5 }, () => dies).flat(),
    );
    expect(state.failure?.code).toBe("unknown");
    expect(effects.flat().filter((effect) => effect === "start").length).toBeLessThanOrEqual(3);
  });

  it("but does for a worker that is slow and alive, and says so", () => {
    const alive = Array.from({ length: 30 }, () => [silence, ack]).flat();
    const { state } = run(following("installing"), ack, ...alive);
    expect(state.failure).toBeNull();
    expect(viewOf(state)).toMatchObject({ note: expect.stringContaining("longer than usual") });
  });

  it("and forgets the delay with the next news", () => {
    const { state } = run(following("installing"), ack, silence, ack, starting);
    expect(viewOf(state)).toMatchObject({ note: "" });
  });
});

describe("a page that must not reload", () => {
  const held = [following("active"), ack, ready, { type: "held" } as const];

  it("says so and reloads only when asked to", () => {
    const { state, effects } = run(...held, ready);
    expect(state.failure?.title).toMatch(/does not open/);
    expect(effects.flat().filter((effect) => effect === "open")).toHaveLength(1);
    expect(last(...held, retry)).toEqual(["reload"]);
  });
});
