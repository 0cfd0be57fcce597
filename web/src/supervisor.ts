import type { Failure } from "../../sw/src/protocol";
import { step } from "./boot-machine";
import {
  type BootEvent,
  type BootState,
  type Effect,
  initialState,
  patienceOf,
  type WorkerLife,
} from "./boot-state";
import { installStopped } from "./page-failures";
import { openLink, type WorkerLink } from "./worker-link";

/** Milliseconds. Firefox ends a worker, however busy, a minute after its last event. */
const STAY_EVERY = 10_000;

/** What the supervisor does to the page. */
export interface PageActions {
  show(state: BootState): void;
  /** Lets the application answer this page's address; false when that must not be tried again. */
  open(): boolean;
  /** Begins this page again because the visitor asked for it. */
  reload(): void;
}

function lifeOf(state: ServiceWorkerState): WorkerLife | "gone" | null {
  switch (state) {
    case "installing":
      return "installing";
    case "installed":
      return "waiting";
    case "activated":
      return "active";
    case "redundant":
      return "gone";
    default:
      return null;
  }
}

/** Runs the machine of `boot-machine` on a real worker, a clock and a page. */
export class Supervisor {
  readonly #page: PageActions;
  #state: BootState = initialState;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Runs as long as there is something to wait for. */
  #staying: ReturnType<typeof setInterval> | undefined;
  #registration: ServiceWorkerRegistration | null = null;
  #worker: ServiceWorker | null = null;
  #link: WorkerLink | null = null;

  constructor(page: PageActions) {
    this.#page = page;
    this.#settle();
  }

  /** Takes an event to the next state and does what follows from it. */
  dispatch(event: BootEvent): void {
    const { state, effects } = step(this.#state, event);
    this.#state = state;
    this.#settle();
    for (const effect of effects) this.#perform(effect);
  }

  /**
   * Follows a registration's worker to the application: the active one if it runs `script`, for
   * another site may have had a worker here before.
   *
   * @param failure - what that has answered with this page; then nothing is done unasked
   */
  follow(
    registration: ServiceWorkerRegistration,
    script: string,
    failure: Failure | null = null,
  ): void {
    this.#registration = registration;
    registration.addEventListener("updatefound", () => this.#takeUpdate());
    const { active, waiting, installing } = registration;
    if (failure && active) {
      this.#worker = active;
      this.dispatch({ type: "holding", failure });
      return;
    }
    const worker = [active, waiting, installing].find((one) => one?.scriptURL === script);
    if (worker) this.#followWorker(worker, false);
    else this.dispatch({ type: "failed", failure: installStopped() });
  }

  /** Leaves the page and the worker alone from now on; only what is dispatched later is shown. */
  stop(): void {
    clearTimeout(this.#timer);
    this.#letGo();
    this.#worker = null;
    this.#registration = null;
    this.#link?.close();
  }

  #settle(): void {
    clearTimeout(this.#timer);
    const patience = patienceOf(this.#state);
    if (patience !== null) {
      this.#timer = setTimeout(() => this.dispatch({ type: "silence" }), patience);
      this.#staying ??= setInterval(() => this.#link?.ask("stay"), STAY_EVERY);
    } else {
      this.#letGo();
    }
    this.#page.show(this.#state);
  }

  /** Lets the browser end a worker that nobody waits for. */
  #letGo(): void {
    clearInterval(this.#staying);
    this.#staying = undefined;
  }

  #followWorker(worker: ServiceWorker, update: boolean): void {
    this.#worker = worker;
    worker.addEventListener("statechange", () => {
      if (worker === this.#worker) this.#notice(worker);
    });
    const life = lifeOf(worker.state);
    if (life === "gone") this.dispatch({ type: "failed", failure: installStopped() });
    // One that is activating is as good as waiting: "activated" will be noticed.
    else this.dispatch({ type: "following", life: life ?? "waiting", update });
  }

  #notice(worker: ServiceWorker): void {
    const life = lifeOf(worker.state);
    const successor = this.#registration?.active;
    if (life === "gone" && successor && successor !== worker && this.#state.failure === null) {
      // A newer version has taken over, perhaps at the wish of another tab.
      this.#followWorker(successor, false);
    } else if (life !== null) {
      this.dispatch({ type: "became", life });
    }
  }

  /** Looks for the version that has just been built, if the present one has failed. */
  renew(): void {
    if (this.#state.failure === null) return;
    if (this.#registration?.active) this.#perform("update");
    else this.#page.open();
  }

  /** Follows a newer version, but only where the present one has failed. */
  #takeUpdate(): void {
    const newer = this.#registration?.waiting ?? this.#registration?.installing;
    if (this.#state.failure !== null && newer && newer !== this.#worker) {
      this.#followWorker(newer, true);
    }
  }

  #perform(effect: Effect): void {
    switch (effect) {
      case "watch":
        this.#link?.close();
        this.#link = this.#worker
          ? openLink(this.#worker, (message) => this.dispatch({ type: "told", message }))
          : null;
        return;
      case "start":
      case "activate":
        this.#link?.ask(effect);
        return;
      case "update":
        if (this.#registration?.waiting) this.#takeUpdate();
        // Without a connection there is nothing newer to be had.
        else this.#registration?.update().catch(() => undefined);
        return;
      case "open":
        if (!this.#page.open()) this.dispatch({ type: "held" });
        return;
      case "reload":
        this.#page.reload();
        return;
      case "restart":
        // The worker itself need not, and cannot, do anything for it.
        void this.#registration?.unregister().finally(() => this.#page.reload());
        return;
    }
  }
}
