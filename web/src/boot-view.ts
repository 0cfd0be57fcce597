import type { BootState } from "./boot-state";
import { treatmentOf } from "./failures";
import { formatPart } from "./format";
import { fractionDone, LABELS, stepsOf } from "./steps";

export interface StepView {
  readonly label: string;
  readonly place: "done" | "current" | "to come";
}

/** What the page shows while it works. */
export interface ProgressView {
  readonly kind: "progress";
  readonly lead: string;
  /** The current step; what assistive technology is told when it changes. */
  readonly label: string;
  /** "6.2 of 14.1 MB", or empty. */
  readonly bytes: string;
  /** From 0 to 1. */
  readonly done: number;
  readonly steps: readonly StepView[];
  /** Said when nothing was heard for a while; with it the visitor may begin again. */
  readonly note: string;
}

/** What the page shows when it cannot go on. */
export interface FailureView {
  readonly kind: "failure";
  readonly code: string;
  readonly title: string;
  readonly message: string;
  readonly hint: string;
  readonly detail: string;
  readonly detailOpen: boolean;
  readonly canReset: boolean;
  /** What the button for another try says. */
  readonly retry: string;
}

export type BootView = ProgressView | FailureView;

const LEADS = {
  install:
    "Setting up in this browser. This happens once: from then on it opens at once, even offline.",
  update: "Installing the new version of this site.",
  resume: "Starting in this browser.",
} as const;

function noteOf(state: BootState): string {
  if (state.silences === 0) return "";
  return state.awaiting === "news"
    ? "This takes longer than usual. It has not stopped, but nothing has arrived for a while."
    : "This takes longer than usual. Waiting for the browser to answer.";
}

function viewProgress(state: BootState): ProgressView {
  const opening = state.awaiting === "navigation";
  const steps = stepsOf(state.plan);
  const current = steps.indexOf(state.step);
  const inDownload = state.step === "download" && state.total > 0;
  const label = opening
    ? "Opening"
    : state.awaiting === "registration"
      ? "Checking this browser"
      : LABELS[state.step];
  return {
    kind: "progress",
    lead: LEADS[state.plan],
    label,
    bytes: inDownload ? formatPart(state.loaded, state.total) : "",
    done: opening
      ? 1
      : fractionDone(state.plan, state.step, inDownload ? state.loaded / state.total : 0),
    steps: steps.map((step, index) => ({
      label: LABELS[step],
      place: opening || index < current ? "done" : index === current ? "current" : "to come",
    })),
    note: noteOf(state),
  };
}

/** What is to be seen of a state. */
export function viewOf(state: BootState): BootView {
  const { failure } = state;
  if (failure === null) return viewProgress(state);
  return {
    kind: "failure",
    code: failure.code,
    title: failure.title,
    message: failure.message,
    hint: failure.hint,
    detail: failure.detail ?? "",
    ...treatmentOf(failure.code),
  };
}
