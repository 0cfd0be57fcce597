/** The part of a URL that is sent (RFC 9110 §4.2.5). */
export function withoutFragment(url: URL): string {
  const copy = new URL(url);
  copy.hash = "";
  return copy.href;
}
