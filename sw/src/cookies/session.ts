/** The part of `Clients` that is used. */
export interface WindowClients {
  matchAll(options: {
    type: "window";
    includeUncontrolled: true;
  }): Promise<readonly { readonly id: string; readonly url: string }[]>;
}

/** What is read of a navigation; only some browsers tell the last two. */
export interface Arrival {
  readonly method: string;
  readonly referrer: string;
  readonly isHistoryNavigation?: boolean;
  readonly isReloadNavigation?: boolean;
}

/** Whether a page to be, which is named by the id of its client, is the only one of the site. */
export async function isOnlyPage(
  clients: WindowClients,
  base: URL,
  client: string,
): Promise<boolean> {
  const pages = await clients.matchAll({ type: "window", includeUncontrolled: true });
  return !pages.some(({ id, url }) => id !== client && url.startsWith(base.href));
}

/**
 * Whether a tab may come back to the site that it has shown before: by a step back, or from another
 * site where the visitor was sent to sign in, say.
 */
export function mayComeBack(arrival: Arrival): boolean {
  const { isHistoryNavigation = false, isReloadNavigation = false } = arrival;
  const sent = arrival.referrer !== "" || arrival.method !== "GET";
  return isHistoryNavigation || isReloadNavigation || sent;
}
