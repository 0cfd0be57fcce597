import { element } from "./render";
import { withoutReset } from "./reset-address";
import { resetSite } from "./reset-site";

function show(section: "reset-page" | "reset-done", title: string): void {
  for (const other of document.querySelectorAll<HTMLElement>("main > section")) {
    other.hidden = other.id !== section;
  }
  element(title).focus({ preventScroll: true });
}

/** Shows what a reset would delete; nothing is done before the visitor has confirmed it. */
export function showResetPage(base: string): void {
  element("reset-base").textContent = base;
  element<HTMLAnchorElement>("reset-leave").href = withoutReset(location.href);
  show("reset-page", "reset-title");
}

/** Deletes all of the site at `base`, and then offers to begin anew. */
export async function reset(base: string): Promise<void> {
  const ways = [element("reset"), element<HTMLButtonElement>("reset-begin")];
  for (const way of ways) way.toggleAttribute("disabled", true);
  const { serviceWorker } = navigator;
  const gone = await resetSite(base, { serviceWorker, caches, indexedDB, document });
  element("done-note").textContent = gone
    ? "Nothing of it is left in this browser."
    : "Another tab of the site, which does not answer, still holds its data. Close the site's other tabs: the data are deleted then.";
  show("reset-done", "done-title");
}

/** Opens the site as on a first visit. */
export function beginAnew(): void {
  const address = withoutReset(location.href);
  // With a fragment in it, the present address would load nothing.
  if (address === location.href) location.reload();
  else location.replace(address);
}
