import type { Failure, FailureCode } from "../../sw/src/protocol";

/** What the page offers for a kind of failure beside trying again. */
interface Treatment {
  /** Whether the technical details are the main thing and so not folded. */
  readonly detailOpen: boolean;
  /** Whether deleting what this site has stored can help. */
  readonly canReset: boolean;
}

const PLAIN: Treatment = { detailOpen: false, canReset: false };
const RESETTABLE: Treatment = { detailOpen: false, canReset: true };

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
  "registration-failed": RESETTABLE,
  // Data that the application cannot read at its start may be the reason.
  "application-import": { detailOpen: true, canReset: true },
  unknown: RESETTABLE,
};

/** How to treat a code; one that only a newer worker knows is treated as "unknown". */
export function treatmentOf(code: string): Treatment {
  const known: Readonly<Record<string, Treatment>> = TREATMENTS;
  return (Object.hasOwn(known, code) ? known[code] : undefined) ?? RESETTABLE;
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
