import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Failure, WatcherMessage } from "../../sw/src/protocol";
import type { BootState } from "./boot-state";
import { Supervisor } from "./supervisor";

const SCRIPT = "https://example.org/sw.js";

/** A worker that records what it is asked, and answers over the last port it was given. */
class FakeWorker extends EventTarget {
  readonly scriptURL: string;
  state: ServiceWorkerState;
  readonly heard: string[] = [];
  readonly ports: MessagePort[] = [];

  constructor(state: ServiceWorkerState, scriptURL = SCRIPT) {
    super();
    this.state = state;
    this.scriptURL = scriptURL;
  }

  postMessage(message: { type: string }, [port]: MessagePort[] = []): void {
    this.heard.push(message.type);
    if (port === undefined) return;
    this.ports.push(port);
    port.onmessage = (event: MessageEvent<{ type: string }>) => this.heard.push(event.data.type);
  }

  tell(message: WatcherMessage): void {
    this.ports.at(-1)?.postMessage(message);
  }

  become(state: ServiceWorkerState): void {
    this.state = state;
    this.dispatchEvent(new Event("statechange"));
  }
}

class FakeRegistration extends EventTarget {
  installing: FakeWorker | null = null;
  waiting: FakeWorker | null = null;
  active: FakeWorker | null = null;
  readonly unregister = vi.fn(() => Promise.resolve(true));
  readonly update = vi.fn(() => Promise.reject(new TypeError("offline")));

  install(worker: FakeWorker): void {
    this.installing = worker;
    this.dispatchEvent(new Event("updatefound"));
  }
}

interface Stage {
  readonly registration: FakeRegistration;
  readonly states: BootState[];
  readonly opened: ReturnType<typeof vi.fn>;
  readonly reloaded: ReturnType<typeof vi.fn>;
  readonly supervisor: Supervisor;
}

function set(
  workers: Partial<Record<"installing" | "waiting" | "active", FakeWorker>>,
  failure?: Failure,
): Stage {
  const registration = Object.assign(new FakeRegistration(), workers);
  const states: BootState[] = [];
  const opened = vi.fn(() => true);
  const reloaded = vi.fn();
  const supervisor = new Supervisor({
    show: (state) => states.push(state),
    open: opened,
    reload: reloaded,
  });
  supervisor.follow(registration as unknown as ServiceWorkerRegistration, SCRIPT, failure);
  return { registration, states, opened, reloaded, supervisor };
}

const failed: Extract<WatcherMessage, { type: "failed" }> = {
  type: "failed",
  failure: { code: "interpreter", title: "Python stopped", message: "Trap.", hint: "Again." },
};

beforeEach(() => {
  // Message ports deliver in real time; only the supervisor's waits are in the test's hands.
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});

afterEach(() => {
  vi.useRealTimers();
});

describe("Supervisor", () => {
  it("follows an installation to the application", async () => {
    const worker = new FakeWorker("installing");
    const { registration, opened } = set({ installing: worker });
    worker.tell({ type: "watching", build: "b" });
    registration.active = worker;
    worker.become("activated");
    expect(worker.heard).toEqual(["hipflask:watch", "hipflask:watch"]);
    worker.tell({ type: "watching", build: "b" });
    worker.tell({ type: "installed" });
    await vi.waitFor(() => expect(worker.heard).toContain("hipflask:start"));
    worker.tell({ type: "ready" });
    await vi.waitFor(() => expect(opened).toHaveBeenCalledOnce());
  });

  it("keeps a worker from being ended that is at work for long", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    const worker = new FakeWorker("installing");
    const { states } = set({ installing: worker });
    worker.tell({ type: "watching", build: "b" });
    for (const loaded of [1, 2, 3, 4]) {
      worker.tell({ type: "progress", stage: "download", loaded, total: 4 });
      await vi.waitFor(() => expect(states.at(-1)?.loaded).toBe(loaded));
      vi.advanceTimersByTime(5_000);
    }
    expect(worker.heard).toEqual(["hipflask:watch", "hipflask:stay", "hipflask:stay"]);
    worker.tell(failed);
    await vi.waitFor(() => expect(states.at(-1)?.failure).not.toBeNull());
    const heard = [...worker.heard];
    vi.advanceTimersByTime(300_000);
    expect(worker.heard).toEqual(heard);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves the worker to the browser once the page has what it needs", () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval"] });
    const worker = new FakeWorker("installing");
    const { supervisor } = set({ installing: worker });
    supervisor.stop();
    vi.advanceTimersByTime(300_000);
    expect(worker.heard).toEqual(["hipflask:watch"]);
  });

  it("ends in a failure when the worker never answers", () => {
    const worker = new FakeWorker("installing");
    const { states } = set({ installing: worker });
    vi.advanceTimersByTime(300_000);
    expect(states.at(-1)?.failure?.title).toBe("The site does not answer");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("replaces a worker that never answers, when the visitor wants it", async () => {
    const { registration, reloaded, supervisor } = set({ active: new FakeWorker("activated") });
    vi.advanceTimersByTime(300_000);
    expect(registration.unregister).not.toHaveBeenCalled();
    supervisor.dispatch({ type: "retry" });
    await vi.waitFor(() => expect(reloaded).toHaveBeenCalledOnce());
    expect(registration.unregister).toHaveBeenCalledOnce();
  });

  it("asks a worker nothing that has answered with a failure, until the visitor wants it", () => {
    const worker = new FakeWorker("activated");
    const { states, supervisor } = set({ active: worker }, failed.failure);
    vi.advanceTimersByTime(300_000);
    expect(states.at(-1)?.failure).toEqual(failed.failure);
    expect(worker.heard).toEqual([]);
    supervisor.dispatch({ type: "retry" });
    expect(worker.heard).toEqual(["hipflask:watch"]);
  });

  it("ends in a failure when the registration has no worker any more", () => {
    expect(set({}).states.at(-1)?.failure).not.toBeNull();
  });

  it("passes over an active worker of another site", () => {
    const foreign = new FakeWorker("activated", "https://example.org/other.js");
    const worker = new FakeWorker("installing");
    set({ active: foreign, installing: worker });
    expect(foreign.heard).toEqual([]);
    expect(worker.heard).toEqual(["hipflask:watch"]);
  });

  it("looks for a newer version of a failed site and follows it", async () => {
    const worker = new FakeWorker("activated");
    const { registration, states } = set({ active: worker });
    worker.tell({ type: "watching", build: "b" });
    worker.tell(failed);
    await vi.waitFor(() => expect(states.at(-1)?.failure?.message).toBe("Trap."));
    expect(registration.update).toHaveBeenCalledOnce();

    const newer = new FakeWorker("installing");
    registration.install(newer);
    expect(newer.heard).toEqual(["hipflask:watch"]);
    expect(worker.heard).toContain("seen");
    newer.become("installed");
    await vi.waitFor(() => expect(newer.heard).toContain("hipflask:activate"));
    registration.active = newer;
    newer.become("activated");
    newer.tell({ type: "watching", build: "c" });
    newer.tell({ type: "installed" });
    await vi.waitFor(() => expect(newer.heard).toContain("hipflask:start"));
    expect(states.at(-1)?.failure).toBeNull();
  });

  it("leaves a newer version alone while the present one works", () => {
    const { registration } = set({ active: new FakeWorker("activated") });
    const newer = new FakeWorker("installing");
    registration.install(newer);
    expect(newer.heard).toEqual([]);
  });

  it("takes up a new build where the present one has failed, and only there", async () => {
    const worker = new FakeWorker("activated");
    const { registration, states, supervisor } = set({ active: worker });
    supervisor.renew();
    expect(registration.update).not.toHaveBeenCalled();
    worker.tell({ type: "watching", build: "b" });
    worker.tell(failed);
    await vi.waitFor(() => expect(states.at(-1)?.failure).not.toBeNull());
    supervisor.renew();
    // Once at the failure, and once for the new build.
    expect(registration.update).toHaveBeenCalledTimes(2);
  });

  it("takes up a new build of a site that could not be installed", () => {
    const { opened, supervisor } = set({});
    supervisor.renew();
    expect(opened).toHaveBeenCalledOnce();
  });

  it("goes over to the worker that has taken its worker's place", () => {
    const worker = new FakeWorker("activated");
    const { registration } = set({ active: worker });
    const newer = new FakeWorker("activated");
    registration.active = newer;
    worker.become("redundant");
    expect(newer.heard).toEqual(["hipflask:watch"]);
  });

  it("hears nothing more over a port that it has replaced", async () => {
    const worker = new FakeWorker("installing");
    const { states } = set({ installing: worker });
    worker.tell({ type: "watching", build: "b" });
    await vi.waitFor(() => expect(states.at(-1)?.awaiting).toBe("news"));
    vi.advanceTimersByTime(15_000);
    expect(worker.heard).toEqual(["hipflask:watch", "hipflask:watch"]);
    worker.ports[0]?.postMessage(failed);
    worker.tell({ type: "watching", build: "b" });
    await vi.waitFor(() => expect(states.at(-1)?.awaiting).toBe("news"));
    expect(states.at(-1)?.failure).toBeNull();
  });

  it("shows nothing more once it is stopped, whatever becomes of the worker", () => {
    const worker = new FakeWorker("installing");
    const { registration, states, supervisor } = set({ installing: worker });
    supervisor.stop();
    const shown = states.length;
    registration.active = new FakeWorker("activated");
    worker.become("redundant");
    expect(vi.getTimerCount()).toBe(0);
    expect(states.length).toBe(shown);
  });

  it("stops instead of reloading once more", async () => {
    const worker = new FakeWorker("activated");
    const { states, opened } = set({ active: worker });
    opened.mockReturnValue(false);
    worker.tell({ type: "watching", build: "b" });
    worker.tell({ type: "ready" });
    await vi.waitFor(() => expect(states.at(-1)?.failure?.title).toMatch(/does not open/));
  });
});
