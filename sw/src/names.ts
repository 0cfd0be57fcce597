/** What a site keeps in the browser is named after its scope, so that neighbours stay apart. */
export function storageName(
  base: URL,
  what: "answers" | "assets" | "snapshots" | "state" | "stops",
): string {
  return `hipflask:${base.href}:${what}`;
}
