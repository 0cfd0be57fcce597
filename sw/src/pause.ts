/** How long the first page of an application gets to come up before others get the machine. */
const FIRST_PAGE_MS = 2000;

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Puts off what nobody waits for; called when an application is asked for a page, or is about to be. */
export function afterFirstPage(): Promise<void> {
  return pause(FIRST_PAGE_MS);
}
