const PARAMETER = "hipflask";

/** Whether an address asks for the page that resets its site: any of the site, with `?hipflask=reset`. */
export function asksForReset(href: string): boolean {
  return new URL(href).searchParams.get(PARAMETER) === "reset";
}

/** The address without that wish: where the site is to be opened. */
export function withoutReset(href: string): string {
  const url = new URL(href);
  // By hand: a change by `searchParams` would write all the others in another way too.
  const others = url.search
    .slice(1)
    .split("&")
    .filter((part) => part.split("=")[0] !== PARAMETER);
  url.search = others.join("&");
  return url.href;
}
