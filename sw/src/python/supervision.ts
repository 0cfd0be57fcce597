import { HipflaskError, toFailure } from "../errors";
import type { Failure } from "../protocol";
import type { Stop } from "./lifeline";

/** So many stops within so long are a loop, which another start would not end. */
const MOST_STOPS = 3;
const WITHIN_MS = 60_000;

/** Stands for the memory that the browser did not give. */
export class OutOfMemory extends Error {
  constructor() {
    super("The browser has no more memory for Python.");
    this.name = "OutOfMemory";
  }
}

/** A stop as it is kept. */
export interface StopRecord {
  /** In milliseconds since the epoch. */
  readonly at: number;
  /** What it was doing, such as "GET /page". */
  readonly during: string;
  readonly reason: string;
}

/** Tells in words what an interpreter died of. */
export function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const { name, message } = cause;
  if (cause instanceof OutOfMemory) return "the memory was used up";
  if (/call stack size|too much recursion/i.test(message)) {
    return "the stack overflowed: something calls itself without an end";
  }
  if (name === "Exit") {
    const status = (cause as Error & { status?: unknown }).status;
    return `the program ended itself: os._exit(${status ?? ""})`;
  }
  if (name === "PythonError") return `the gateway raised ${lastLine(message)}`;
  return `it met a fatal error: ${name}: ${message}`;
}

/** Makes the record of a stop at a time, in milliseconds since the epoch. */
export function recordOf({ cause, during }: Stop, at: number): StopRecord {
  return { at, during, reason: reasonOf(cause) };
}

/** The records that count at a time; the clock of a device may be put back. */
export function recent(records: readonly StopRecord[], now: number): StopRecord[] {
  return records.filter(({ at }) => Math.abs(now - at) < WITHIN_MS);
}

/** Whether these, which are recent, make a loop. */
export function isLoop(records: readonly StopRecord[]): boolean {
  return records.length >= MOST_STOPS;
}

/** One stop, as the console and the details tell it. */
export function describe({ at, during, reason }: StopRecord): string {
  const time = new Date(at).toISOString().slice(0, "2026-11-23T01:02:03".length);
  return `${time}Z ${during}: ${reason}`;
}

/** What is said of a stop after which Python has been started anew. */
export function stopped(record: StopRecord, cause: unknown): Failure {
  return toFailure(
    new HipflaskError(
      "interpreter",
      `The Python interpreter stopped (${record.during}): ${record.reason}.`,
      "It has been started anew, with all that was saved before; what this request has changed was not. Try again, or open another page of the site.",
      { cause },
    ),
  );
}

/** What is said of a loop, until the visitor wants another try. */
export function looping(records: readonly StopRecord[]): HipflaskError {
  return new HipflaskError(
    "crash-loop",
    `The Python interpreter was ended ${records.length} times within a minute, so it is not started again by itself.`,
    "Try again to start it. If it goes on like this, what the site has stored may be the reason: a reset, `?hipflask=reset` at the site's address, deletes that.",
    { detail: records.map(describe).join("\n") },
  );
}

function lastLine(text: string): string {
  return text.trim().split("\n").at(-1) ?? "";
}
