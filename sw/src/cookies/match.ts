/** Whether a host is in a domain (RFC 6265bis §5.1.3); an IP address has no parent domains. */
export function domainMatches(host: string, domain: string): boolean {
  if (host === domain) return true;
  return hasParents(host) && host.endsWith(`.${domain}`);
}

/** Whether a host can share cookies with others: an address can't, nor can a name like localhost. */
export function hasParents(host: string): boolean {
  return host.includes(".") && !/^[\d.]+$/.test(host);
}

/** RFC 6265bis §5.1.4. */
export function pathMatches(path: string, cookiePath: string): boolean {
  if (path === cookiePath) return true;
  return (
    path.startsWith(cookiePath) && (cookiePath.endsWith("/") || path[cookiePath.length] === "/")
  );
}

/** The path of a cookie that names none (RFC 6265bis §5.1.4). */
export function defaultPath(path: string): string {
  const end = path.lastIndexOf("/");
  return end <= 0 ? "/" : path.slice(0, end);
}

/** All paths that match a path, the shortest first: where else its cookies may come from. */
export function pathsAbove(path: string): string[] {
  const ends = [...path.matchAll(/\//g)].flatMap(({ index }) => [index, index + 1]);
  return [...new Set([...ends, path.length])]
    .filter((end) => end > 0)
    .map((end) => path.slice(0, end));
}
