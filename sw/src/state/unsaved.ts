import { HipflaskError } from "../errors";

/** Explains why what the application has changed could not be kept. */
export async function explainUnsaved(cause: unknown): Promise<HipflaskError> {
  if (cause instanceof HipflaskError) return cause;
  if (!(cause instanceof DOMException && cause.name === "QuotaExceededError")) {
    return new HipflaskError(
      "storage-denied",
      "The application has answered, but the browser could not keep what it changed.",
      "Allow this site to store data, and send it once more.",
      { cause },
    );
  }
  return new HipflaskError(
    "quota",
    `There is no room to keep what this request has changed${await usage()}. Nothing of it was kept.`,
    "Delete something here that is not needed any more, or free space on the device, and send it once more.",
    { cause },
  );
}

/** What the browser grants, as the end of a sentence; nothing where it does not say. */
async function usage(): Promise<string> {
  const estimate = await navigator.storage.estimate().catch(() => undefined);
  if (estimate?.usage === undefined || estimate.quota === undefined) return "";
  const [used, granted] = [megabytes(estimate.usage), megabytes(estimate.quota)];
  return `: the site has stored ${used} of the ${granted} that the browser grants it`;
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
