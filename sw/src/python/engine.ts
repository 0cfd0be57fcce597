import type { Precache } from "../precache";
import type { Asset } from "../protocol";

/**
 * Compiles the engine. Browsers keep machine code only of what they have fetched over HTTP themselves,
 * so it is asked for by its URL, which their HTTP cache answers; what is in Cache Storage has to be
 * compiled at each start, and is for when the HTTP cache has dropped it.
 *
 * It is compiled while it comes, so that nobody has compared it with its hash as yet. Where it comes from
 * the host, the precache gets the same copy, and a site is not installed before that was found whole.
 *
 * @param isInstalled - whether the site's files were fetched before
 */
export async function compileEngine(
  asset: Asset,
  precache: Precache,
  isInstalled: boolean,
): Promise<WebAssembly.Module> {
  if (asset.packed === undefined) {
    // An installed site has it in Cache Storage: what the HTTP cache has dropped is not fetched again.
    const where: RequestInit = isInstalled
      ? { cache: "only-if-cached", mode: "same-origin" }
      : { cache: "force-cache" };
    try {
      return await WebAssembly.compileStreaming(fetch(precache.urlOf(asset), where));
    } catch {
      // The host may be out of reach, or have another file there, or name another media type.
    }
  }
  return WebAssembly.compileStreaming(await precache.get(asset));
}
