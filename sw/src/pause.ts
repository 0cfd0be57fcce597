/** How long the first page of an application gets to come up before others get the machine. */
const FIRST_PAGE_MS = 2000;

/** @param signal - ends the pause early */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (signal?.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener("abort", end);
  });
}

/**
 * Puts off what nobody waits for; called when an application is asked for a page, or is about to be.
 *
 * @param signal - that it is not wanted any more
 */
export async function afterFirstPage(
  work: () => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  await pause(FIRST_PAGE_MS, signal);
  if (!signal.aborted) await work();
}
