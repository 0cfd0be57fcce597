import type { AssetRole, Failure } from "../../sw/src/protocol";
import type { Site } from "./find-base";
import {
  assetMissing,
  noServiceWorker,
  registrationFailed,
  wrongContentType,
} from "./page-failures";

export type Registered =
  | { readonly registration: ServiceWorkerRegistration }
  | { readonly failure: Failure };

/** What the worker's script imports: without any of these the browser refuses it. */
const IMPORTED: readonly AssetRole[] = ["loader", "engine", "worker"];

const JAVASCRIPT = /^(text|application)\/(x-)?(java|ecma)script\b/i;

async function inspect(url: string, ask: typeof fetch): Promise<Failure | null> {
  const response = await ask(url, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (!response?.ok) return assetMissing(url, response?.status ?? null);
  const type = response.headers.get("content-type") ?? "";
  return JAVASCRIPT.test(type) ? null : wrongContentType(url, type);
}

/** Finds the reason of a refused registration, which the browser itself tells only vaguely. */
async function diagnose(
  site: Site,
  script: string,
  cause: unknown,
  ask: typeof fetch,
): Promise<Failure> {
  const imported = (site.manifest.assets ?? [])
    .filter((asset) => IMPORTED.includes(asset.role))
    .map((asset) => site.base + asset.path);
  const findings = await Promise.all([script, ...imported].map((url) => inspect(url, ask)));
  return findings.find((finding) => finding !== null) ?? registrationFailed(cause);
}

/** Registers the site's service worker for all addresses below its base. */
export async function registerWorker(
  container: Pick<ServiceWorkerContainer, "register">,
  site: Site,
  script: string,
  userAgent: string,
  ask: typeof fetch,
): Promise<Registered> {
  let readsType = false;
  try {
    const registration = await container.register(script, {
      scope: site.base,
      updateViaCache: "none",
      // The one sign by which a browser shows that it knows workers which are modules.
      get type(): WorkerType {
        readsType = true;
        return "module";
      },
    });
    return { registration };
  } catch (cause) {
    if (!readsType) return { failure: noServiceWorker(userAgent) };
    return { failure: await diagnose(site, script, cause, ask) };
  }
}
