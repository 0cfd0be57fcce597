/** Who answers a request: nobody here (the browser goes on), the precache, or the application. */
export type Route = "network" | "precache" | "application";

/** Fetched by pages from the static host itself, so that they see what is deployed now. */
const NEVER_CACHED: ReadonlySet<string> = new Set(["manifest.json", "live"]);

export const ASSET_FOLDER = "hipflask-assets/";

/** Decides who answers a request for a URL. `base` is the worker's scope and ends with a slash. */
export function routeOf(url: URL, base: URL): Route {
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return "network";
  const path = url.pathname.slice(base.pathname.length);
  if (path === "sw.js") return "network";
  if (!path.startsWith(ASSET_FOLDER)) return "application";
  return NEVER_CACHED.has(path.slice(ASSET_FOLDER.length)) ? "network" : "precache";
}
