/**
 * Who answers a request: nobody here (the browser goes on), the precache, its boot page or tools
 * page without any Python, or the application.
 */
export type Route = "network" | "precache" | "boot" | "tools" | "application";

/** Fetched by pages from the static host itself, so that they see what is deployed now. */
const NEVER_CACHED: ReadonlySet<string> = new Set(["manifest.json", "live"]);

export const ASSET_FOLDER = "hipflask-assets/";

/** Decides who answers a request for a URL. `base` is the worker's scope and ends with a slash. */
export function routeOf(url: URL, base: URL): Route {
  if (url.origin !== base.origin || !url.pathname.startsWith(base.pathname)) return "network";
  const path = url.pathname.slice(base.pathname.length);
  if (path === "sw.js") return "network";
  // Where the boot page asks before it deletes all of the site; see web/src/reset-page.ts.
  const page = url.searchParams.get("hipflask");
  if (page === "reset") return "boot";
  // The state is a part of the tools page; see web/src/tools.
  if (page === "tools" || page === "state") return "tools";
  // In a folder below stands another site, whose worker is not there yet.
  if (path.includes(`/${ASSET_FOLDER}`)) return "network";
  if (!path.startsWith(ASSET_FOLDER)) return "application";
  return NEVER_CACHED.has(path.slice(ASSET_FOLDER.length)) ? "network" : "precache";
}
