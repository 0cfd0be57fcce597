import type { Asset, AssetRole, SiteManifest } from "../protocol";

export const BASE = new URL("https://example.org/site/");

/** The static host behind `fetch()`, with the files that a test puts there, by path below the base. */
export class FakeHost {
  /** What was asked for, in order: the path and, unless it is "default", the cache mode. */
  readonly requests: string[] = [];
  readonly #files = new Map<string, (cache: RequestCache) => Response>();

  /** Puts a file there; `answer` tells what a request in a cache mode gets instead. */
  put(path: string, answer: string | ((cache: RequestCache) => Response)): void {
    this.#files.set(path, typeof answer === "string" ? () => new Response(answer) : answer);
  }

  readonly fetch = async (input: URL, init: RequestInit = {}): Promise<Response> => {
    const path = input.href.slice(BASE.href.length);
    const cache = init.cache ?? "default";
    this.requests.push(cache === "default" ? path : `${path} (${cache})`);
    return this.#files.get(path)?.(cache) ?? new Response("not here", { status: 404 });
  };
}

export async function makeAsset(role: AssetRole, path: string, content: string): Promise<Asset> {
  const bytes = new TextEncoder().encode(content);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { role, path, bytes: bytes.byteLength, sha256 };
}

export function makeManifest(assets: readonly Asset[]): SiteManifest {
  return {
    hipflask: 1,
    build: "b1",
    title: "Guestbook",
    application: { spec: "app", root: "/app" },
    persist: ["/app/instance"],
    environment: {},
    debug: false,
    flask_alias: true,
    tools: false,
    live: false,
    static_cache: true,
    assets,
  };
}
