import { toFailure } from "./errors";
import type { Failure, FailureCode } from "./protocol";
import { InterpreterStopped, type Stop } from "./python/lifeline";
import type { Snapshots } from "./python/snapshots";
import type { StopLog } from "./python/stop-log";
import { describe, looping, recordOf, stopped } from "./python/supervision";

/** Of answers to requests that have failed; 507 is RFC 4918's "Insufficient Storage". */
const STATUSES: Partial<Record<FailureCode, number>> = { "application-import": 500, quota: 507 };

/** The status of an answer that tells of a failure. */
export function statusOf({ code }: Failure): number {
  return STATUSES[code] ?? 503;
}

/** Finds the words for what went wrong. A stop of Python is noted when it is first heard of. */
export class Failures {
  readonly #stops: StopLog;
  readonly #snapshots: Snapshots;
  /** What was said of each stop, which many requests may have to be told. */
  readonly #told = new WeakMap<Stop, Failure>();

  constructor(stops: StopLog, snapshots: Snapshots) {
    this.#stops = stops;
    this.#snapshots = snapshots;
  }

  of(error: unknown): Failure {
    return error instanceof InterpreterStopped ? this.ofStop(error.stop) : toFailure(error);
  }

  ofStop(stop: Stop): Failure {
    const told = this.#told.get(stop);
    if (told !== undefined) return told;
    const record = recordOf(stop, Date.now());
    console.error(`hipflask: Python has stopped. ${describe(record)}`, stop.cause);
    const loop = this.#stops.add(record);
    const failure = loop ? toFailure(looping(loop)) : stopped(record, stop.cause);
    this.#told.set(stop, failure);
    // The snapshot may be what is broken.
    if (loop) void this.#snapshots.discard();
    return failure;
  }
}
