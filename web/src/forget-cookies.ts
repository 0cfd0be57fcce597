/** What is read of a cookie that a site's worker keeps; see sw/src/cookie-jar.ts. */
export interface KeptCookie {
  readonly name: string;
  readonly path: string;
  readonly domain: string;
  readonly hostOnly: boolean;
}

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

/** The texts that delete a cookie when they are assigned to `document.cookie`. */
export function deletionsOf({ name, path, domain, hostOnly }: KeptCookie): readonly string[] {
  const plain = `${name}=; Path=${path}; Max-Age=0${hostOnly ? "" : `; Domain=${domain}`}`;
  // One that is secure gives way only to one that is, which not every browser takes on localhost.
  return [plain, `${plain}; Secure`, `${plain}; Secure; SameSite=None; Partitioned`];
}
