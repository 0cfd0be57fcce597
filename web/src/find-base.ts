import type { SiteManifest } from "../../sw/src/protocol";
import type { BootConfig } from "./boot-config";

/** A site's place on its origin: the base URL (it ends in a slash) and what was built for it. */
export interface Site {
  readonly base: string;
  readonly manifest: SiteManifest;
}

export interface Search {
  readonly site: Site | null;
  /** The addresses that were asked, for the technical details. */
  readonly tried: readonly string[];
  /** Whether no address could be reached at all, as when the device is offline. */
  readonly unreachable: boolean;
}

const DEEPEST = 32;
const PROBE_MILLISECONDS = 20_000;

/** The folders that hold `pathname`, the deepest first: "/a/b" gives "/a/" and "/". */
export function ancestors(pathname: string): string[] {
  const folders: string[] = [];
  let end = pathname.lastIndexOf("/");
  while (end >= 0 && folders.length < DEEPEST) {
    folders.push(pathname.slice(0, end + 1));
    end = end === 0 ? -1 : pathname.lastIndexOf("/", end - 1);
  }
  return folders;
}

function isManifest(value: unknown): value is SiteManifest {
  return (
    typeof value === "object" &&
    value !== null &&
    "hipflask" in value &&
    value.hipflask === 1 &&
    "build" in value &&
    typeof value.build === "string"
  );
}

type Probe = Site | "absent" | "unreachable";

async function probe(base: string, url: string, ask: typeof fetch): Promise<Probe> {
  let response: Response;
  try {
    response = await ask(url, {
      cache: "no-store",
      signal: AbortSignal.timeout(PROBE_MILLISECONDS),
    });
  } catch {
    return "unreachable";
  }
  if (!response.ok) return "absent";
  try {
    const manifest: unknown = await response.json();
    return isManifest(manifest) ? { base, manifest } : "absent";
  } catch {
    // Some hosts answer every unknown address with a page and the status 200.
    return "absent";
  }
}

/**
 * Finds the folder that the site was put into: this page may be the host's answer to any unknown
 * address below it. A site of this page's own build is preferred, then the deepest.
 *
 * The page's own folder is asked first and alone, since that is where most visits begin and each
 * miss costs the visitor's console an error.
 */
export async function findBase(
  location: { readonly origin: string; readonly pathname: string },
  config: BootConfig,
  ask: typeof fetch,
): Promise<Search> {
  // Joined as strings: a path that begins with two slashes would resolve to another host.
  const bases = ancestors(location.pathname).map((folder) => location.origin + folder);
  const addressOf = (base: string) => `${base}${config.assets}manifest.json`;
  const isOwn = (found: Probe | undefined): found is Site =>
    typeof found === "object" && (config.build === "" || found.manifest.build === config.build);

  const probes: Probe[] = [];
  for (const base of bases.slice(0, 1)) probes.push(await probe(base, addressOf(base), ask));
  if (!isOwn(probes[0])) {
    const others = bases.slice(1).map((base) => probe(base, addressOf(base), ask));
    probes.push(...(await Promise.all(others)));
  }

  const site = probes.find(isOwn) ?? probes.find((found) => typeof found === "object") ?? null;
  return {
    site: typeof site === "object" ? site : null,
    tried: bases.slice(0, probes.length).map(addressOf),
    unreachable: probes.every((found) => found === "unreachable"),
  };
}
