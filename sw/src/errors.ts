import type { Failure, WorkerFailureCode } from "./protocol";

const TITLES: Record<WorkerFailureCode, string> = {
  "asset-missing": "A part of this site is missing",
  "asset-corrupt": "A part of this site arrived damaged",
  quota: "There is no room left on this device",
  "storage-denied": "This browser does not let the site store anything",
  "application-import": "The application could not be started",
  interpreter: "Python stopped",
  "crash-loop": "Python keeps stopping",
  superseded: "The site was renewed in the meantime",
  unknown: "Something went wrong",
};

interface HipflaskErrorOptions extends ErrorOptions {
  /** A traceback or other preformatted text. */
  readonly detail?: string;
}

/** An error that says what its reader can do next. */
export class HipflaskError extends Error {
  readonly code: WorkerFailureCode;
  readonly hint: string;
  readonly detail: string | undefined;

  constructor(
    code: WorkerFailureCode,
    message: string,
    hint: string,
    options: HipflaskErrorOptions = {},
  ) {
    super(message, options);
    this.name = "HipflaskError";
    this.code = code;
    this.hint = hint;
    this.detail = options.detail;
  }
}

/** Describes any error for a page; those that are not ours keep their stack as detail. */
export function toFailure(error: unknown): Failure {
  const known = recognise(error);
  const detail = known.detail ?? stackOf(known.cause);
  return {
    code: known.code,
    title: TITLES[known.code],
    message: known.message,
    hint: known.hint,
    ...(detail === undefined ? {} : { detail }),
  };
}

function recognise(error: unknown): HipflaskError {
  if (error instanceof HipflaskError) return error;
  // Firefox's Cache Storage fails with what is no Error when the room is used up.
  const name = error instanceof Object && "name" in error ? error.name : "";
  const options = { cause: error };
  if (name === "QuotaExceededError" || name === "NS_ERROR_FILE_NO_DEVICE_SPACE") {
    return new HipflaskError(
      "quota",
      "The browser has no room left for what this site needs to keep on the device.",
      "Free some space on the device or delete the data of other sites, then try again.",
      options,
    );
  }
  if (name === "SecurityError" || name === "InvalidStateError") {
    return new HipflaskError(
      "storage-denied",
      "The browser refused this site the storage that it needs.",
      "Leave private browsing, or allow this site to store data, then try again.",
      options,
    );
  }
  return new HipflaskError(
    "unknown",
    error instanceof Error ? error.message : String(error),
    "Try again. If it happens again, report it together with the details below.",
    options,
  );
}

function stackOf(error: unknown): string | undefined {
  if (error === undefined) return undefined;
  if (!(error instanceof Error)) return String(error);
  const own = error.stack?.includes(error.message)
    ? error.stack
    : `${error.name}: ${error.message}\n${error.stack ?? ""}`;
  const cause = stackOf(error.cause);
  return cause === undefined ? own : `${own}\n\nCaused by:\n${cause}`;
}
