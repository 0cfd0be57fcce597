import type { Cookie } from "../../sw/src/cookie-jar";

/** What is read of a cookie. */
export type KeptCookie = Pick<Cookie, "name" | "path" | "domain" | "hostOnly" | "mirrored">;

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

/**
 * The texts that delete the site's cookies from the browser's own store when they are assigned to
 * `document.cookie`. Those that scripts never saw are not there; a neighbour's may have their name.
 */
export function deletionsOf(cookies: readonly KeptCookie[], scope: string): readonly string[] {
  const marker = { name: SESSION_MARKER, path: `${new URL(scope).pathname}sw.js/` };
  const shown = cookies.filter(({ mirrored }) => mirrored);
  return [
    ...shown.map(({ domain, hostOnly, ...cookie }) => ({
      ...cookie,
      domain: hostOnly ? undefined : domain,
    })),
    marker,
  ].flatMap(deletions);
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
