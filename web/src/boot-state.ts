import type { Failure, WatcherMessage } from "../../sw/src/protocol";
import type { Plan, Step } from "./steps";

/** The life of the worker that the page follows, as far as the page cares. */
export type WorkerLife = "installing" | "waiting" | "active";

/** What the page is waiting for; each wait has an end, see `patienceOf`. */
export type Awaiting =
  /** Its own checks and the registration. */
  | "registration"
  /** The worker's acknowledgement of a watch. */
  | "acknowledgement"
  /** The state that a worker tells right after it; a worker that has none is idle. */
  | "state"
  /** Progress, or the end. */
  | "news"
  /** The application's answer to a reload. */
  | "navigation"
  /** A decision on the failure page. */
  | "visitor";

export interface BootState {
  readonly awaiting: Awaiting;
  readonly life: WorkerLife | null;
  readonly plan: Plan;
  readonly step: Step;
  /** Bytes of the download, when they are known. */
  readonly loaded: number;
  readonly total: number;
  /** How many waits in a row have ended without any word. */
  readonly silences: number;
  /** How many of them were for an acknowledgement. */
  readonly unanswered: number;
  /** How often the application was started because nothing was heard of it. */
  readonly restarts: number;
  /** Whether the visitor has asked to start a failed application anew. */
  readonly retrying: boolean;
  readonly failure: Failure | null;
}

export type BootEvent =
  | { readonly type: "following"; readonly life: WorkerLife; readonly update: boolean }
  /** An active worker is there to try again with what it has failed to answer with this page. */
  | { readonly type: "holding"; readonly failure: Failure }
  | { readonly type: "told"; readonly message: WatcherMessage }
  | { readonly type: "became"; readonly life: WorkerLife | "gone" }
  /** The wait for what the state awaits has ended. */
  | { readonly type: "silence" }
  | { readonly type: "failed"; readonly failure: Failure }
  /** The page must not reload once more. */
  | { readonly type: "held" }
  | { readonly type: "retry" };

export type Effect =
  /** Open a new port to the worker. */
  | "watch"
  | "start"
  /** Ask a waiting worker to take over. */
  | "activate"
  /** See whether the host has a newer version, which may be mended. */
  | "update"
  /** Let the application answer this page's address. */
  | "open"
  /** Begin this page again, because the visitor wants it. */
  | "reload"
  /** Put a new worker in the place of one that does not answer, and begin again. */
  | "restart";

export interface Turn {
  readonly state: BootState;
  readonly effects: readonly Effect[];
}

export const initialState: BootState = {
  awaiting: "registration",
  life: null,
  plan: "install",
  step: "download",
  loaded: 0,
  total: 0,
  silences: 0,
  unanswered: 0,
  restarts: 0,
  retrying: false,
  failure: null,
};

/** How long the state's wait may last, in milliseconds; null for as long as it takes. */
export function patienceOf(state: BootState): number | null {
  switch (state.awaiting) {
    case "registration":
      return 30_000;
    case "acknowledgement":
      // A worker that starts Python is deaf for many seconds on a slow phone.
      return state.unanswered === 0 ? 15_000 : 45_000;
    case "state":
      return 300;
    case "news":
      return 15_000;
    case "navigation":
      return 60_000;
    case "visitor":
      return null;
  }
}
