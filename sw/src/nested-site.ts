import { ASSET_FOLDER } from "./route";

/** How long the host may take to tell whether another site stands in a folder. */
const PATIENCE_MS = 3000;
const DEEPEST = 8;

/**
 * The first page of another export that stands in a folder of this one's, if a URL leads there.
 *
 * Until that one has a worker of its own, this site's worker is asked for its pages: an application
 * that knows nothing of them is no reason to hide them. Without a connection there is none.
 */
export async function nestedSite(url: URL, base: URL): Promise<Response | undefined> {
  if (!navigator.onLine) return undefined;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const folders = foldersBetween(url, base);
  const found = await Promise.all(folders.map((folder) => holdsSite(folder, signal)));
  const folder = folders[found.indexOf(true)];
  if (folder === undefined) return undefined;
  if (`${url.pathname}/` === folder.pathname) return Response.redirect(folder.href + url.search);
  const page = await fetch(folder, { signal }).catch(() => undefined);
  // A copy: of the response itself the browser would take the address over.
  return page?.ok ? new Response(page.body, { headers: page.headers }) : undefined;
}

/** The folders below the base that a URL is in, or may be itself, the deepest first. */
function foldersBetween(url: URL, base: URL): URL[] {
  const names = url.pathname.slice(base.pathname.length).split("/");
  if (names.at(-1) === "") names.pop();
  const paths = names.map((_name, index) => `${names.slice(0, index + 1).join("/")}/`);
  return paths
    .slice(0, DEEPEST)
    .reverse()
    .map((path) => new URL(base.href + path));
}

async function holdsSite(folder: URL, signal: AbortSignal): Promise<boolean> {
  try {
    const manifest = new URL(`${ASSET_FOLDER}manifest.json`, folder);
    const response = await fetch(manifest, { cache: "no-store", signal });
    const content: unknown = response.ok ? await response.json() : null;
    return typeof content === "object" && content !== null && "hipflask" in content;
  } catch {
    return false; // offline, or a host that answers every address with a page
  }
}
