import type { Cookie } from "../../sw/src/cookies/jar";

/** What is read of a cookie. */
export type KeptCookie = Pick<Cookie, "name" | "path" | "domain" | "hostOnly" | "shown">;

/** By which a worker knows the browser's session; see sw/src/cookie-mirror.ts. */
const SESSION_MARKER = "hipflask-session";

/** Reads the cookies that the worker of the site at `scope` keeps; none if that cannot be done. */
export function keptCookies(
  scope: string,
  factory: Pick<IDBFactory, "open">,
): Promise<readonly KeptCookie[]> {
  return new Promise((resolve) => {
    const request = factory.open(`hipflask:${scope}:state`);
    // Nothing was kept so far: no database is to come into being by looking for one.
    request.onupgradeneeded = () => request.transaction?.abort();
    request.onerror = () => resolve([]);
    request.onblocked = () => resolve([]);
    request.onsuccess = () => {
      const database = request.result;
      const done = (cookies: readonly KeptCookie[]) => {
        database.close();
        resolve(cookies);
      };
      if (!database.objectStoreNames.contains("cookies")) return done([]);
      const jar = database.transaction("cookies").objectStore("cookies").get("jar");
      jar.onsuccess = () => done(Array.isArray(jar.result) ? jar.result : []);
      jar.onerror = () => done([]);
    };
  });
}

/** What a page sees of the browser's own cookies. */
export interface PageCookies {
  /** As `document.cookie` tells them. */
  readonly cookie: string;
  readonly url: string;
}

/**
 * The texts that delete the site's cookies from the browser's own store when they are assigned to
 * `document.cookie`. Those that scripts never saw are not there; a neighbour's may have their name.
 *
 * @param seen - a page's: no worker hears of what its scripts set for a folder below the site's
 */
export function deletionsOf(
  cookies: readonly KeptCookie[],
  scope: string,
  seen: PageCookies,
): readonly string[] {
  const folder = new URL(scope).pathname;
  const stored = cookies.filter((cookie) => cookie.shown !== "no");
  const names = seen.cookie
    .split("; ")
    .map((pair) => pair.slice(0, Math.max(0, pair.indexOf("="))));
  return [
    ...stored.map(({ domain, hostOnly, ...cookie }) => ({
      ...cookie,
      domain: hostOnly ? undefined : domain,
    })),
    ...pathsBelow(folder, new URL(seen.url).pathname).flatMap((path) =>
      names.map((name) => ({ name, path })),
    ),
    { name: SESSION_MARKER, path: `${folder}sw.js/` },
  ].flatMap(deletions);
}

/** The paths of cookies that a page sees and only the site can have set: never the whole host's. */
function pathsBelow(folder: string, path: string): readonly string[] {
  const parts = path.slice(folder.length).split("/");
  const folders = parts.map((_, end) => `${folder}${parts.slice(0, end).join("/")}`);
  return [...folders, path]
    .flatMap((each) => [each.replace(/\/$/, ""), `${each.replace(/\/$/, "")}/`])
    .filter((each, index, all) => each.length > 1 && all.indexOf(each) === index);
}

function deletions({
  name,
  path,
  domain,
}: Pick<KeptCookie, "name" | "path"> & {
  readonly domain?: string | undefined;
}): readonly string[] {
  const plain = `${name}=; Path=${path}; Max-Age=0${domain === undefined ? "" : `; Domain=${domain}`}`;
  // One that is secure gives way only to one that is, which not every browser takes on localhost.
  return [plain, `${plain}; Secure`, `${plain}; Secure; SameSite=None; Partitioned`];
}
