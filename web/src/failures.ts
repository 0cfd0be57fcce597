import type { Failure, FailureCode } from "../../sw/src/protocol";

/** What the page offers for a kind of failure beside trying again. */
interface Treatment {
  /** Whether the technical details are the main thing and so not folded. */
  readonly detailOpen: boolean;
  /** Whether deleting what this site has stored can help. */
  readonly canReset: boolean;
  /** What the button for another try says. */
  readonly retry: string;
}

const PLAIN: Treatment = { detailOpen: false, canReset: false, retry: "Try again" };
const RESETTABLE: Treatment = { ...PLAIN, canReset: true };

const TREATMENTS: Readonly<Record<FailureCode, Treatment>> = {
  "no-service-worker": PLAIN,
  "insecure-origin": PLAIN,
  "private-mode": PLAIN,
  "base-not-found": PLAIN,
  "storage-denied": PLAIN,
  "asset-missing": PLAIN,
  superseded: PLAIN,
  "asset-corrupt": RESETTABLE,
  quota: RESETTABLE,
  interpreter: RESETTABLE,
  "crash-loop": { ...RESETTABLE, detailOpen: true },
  "worker-silent": { ...RESETTABLE, retry: "Restart the site" },
  "registration-failed": RESETTABLE,
  // Data that the application cannot read at its start may be the reason.
  "application-import": { ...RESETTABLE, detailOpen: true },
  unknown: RESETTABLE,
};

/** How to treat a code; one that only a newer worker knows is treated as "unknown". */
export function treatmentOf(code: string): Treatment {
  const known: Readonly<Record<string, Treatment>> = TREATMENTS;
  return (Object.hasOwn(known, code) ? known[code] : undefined) ?? RESETTABLE;
}

/** The failure that a worker has put into the page in place of its answer. */
export function parseFailure(json: string | undefined): Failure | null {
  return json ? withWords(JSON.parse(json) as Failure) : null;
}

/** A failure in its reporter's words, with others for those that it left empty. */
export function withWords(failure: Failure): Failure {
  return {
    ...failure,
    title: failure.title || "Something went wrong",
    message: failure.message || "The site could not be opened.",
    hint: failure.hint || "Try again. If it happens once more, reset this site.",
  };
}
