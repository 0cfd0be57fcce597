import type { Stage } from "../../sw/src/protocol";

/** What the visitor sees of the stages. */
export type Step = "download" | "start" | "snapshot" | "application";

/** A first visit or a new version takes every step; a start needs no download and no snapshot. */
export type Plan = "install" | "update" | "resume";

export const LABELS: Readonly<Record<Step, string>> = {
  download: "Downloading",
  start: "Starting Python",
  snapshot: "Saving a snapshot",
  application: "Starting the application",
};

const ORDER: readonly Step[] = ["download", "start", "snapshot", "application"];

/** Shares of the whole time, from measurements on a line of 20 Mbit/s. */
const SHARES: Readonly<Record<Step, number>> = {
  download: 70,
  start: 14,
  snapshot: 6,
  application: 10,
};

export function stepOf(stage: Stage): Step {
  return stage === "freeze" ? "snapshot" : stage;
}

export function stepsOf(plan: Plan): readonly Step[] {
  return plan === "resume" ? ["start", "application"] : ORDER;
}

/** The later of two steps: a page that only moves forward is calmer to look at. */
export function later(one: Step, other: Step): Step {
  return ORDER.indexOf(one) >= ORDER.indexOf(other) ? one : other;
}

/**
 * How much of the plan is done, from 0 to 1.
 *
 * @param part - how much of the current step is done, from 0 to 1.
 */
export function fractionDone(plan: Plan, current: Step, part: number): number {
  const steps = stepsOf(plan);
  const whole = steps.reduce((sum, step) => sum + SHARES[step], 0);
  const before = steps
    .filter((step) => ORDER.indexOf(step) < ORDER.indexOf(current))
    .reduce((sum, step) => sum + SHARES[step], 0);
  const share = steps.includes(current) ? SHARES[current] : 0;
  return (before + share * Math.min(Math.max(part, 0), 1)) / whole;
}
