import type { Field } from "./fields";

/** What is read of a request. */
export type RequestHead = Pick<
  Request,
  "method" | "headers" | "referrer" | "mode" | "destination" | "cache"
>;

interface Environment {
  readonly origin: string;
  readonly userAgent: string;
  readonly languages: readonly string[];
}

/**
 * Returns the fields that a server would have received with a request. Browsers add some of them
 * only after the service worker has seen it, so they are made here from what the request tells.
 */
export function requestFields(
  request: RequestHead,
  cookies: string | undefined,
  environment: Environment,
): Field[] {
  const fields = new Map(request.headers);
  const supply = (name: string, value: string | undefined) => {
    if (value !== undefined && !fields.has(name)) fields.set(name, value);
  };
  supply("accept", "*/*");
  supply("user-agent", environment.userAgent);
  supply("accept-language", acceptLanguage(environment.languages));
  if (request.referrer.startsWith("http")) supply("referer", request.referrer);
  if (!isRead(request)) supply("origin", originOf(request, environment.origin));
  for (const [name, value] of CACHE_FIELDS[request.cache] ?? []) supply(name, value);
  supply("sec-fetch-site", siteOf(request, environment.origin));
  supply("sec-fetch-mode", request.mode);
  supply("sec-fetch-dest", request.destination || "empty");
  if (cookies !== undefined) fields.set("cookie", cookies);
  return [...fields];
}

/** What the cache modes of a request make of it (Fetch §4.6). */
const CACHE_FIELDS: Partial<Record<RequestCache, readonly Field[]>> = {
  "no-store": [
    ["pragma", "no-cache"],
    ["cache-control", "no-cache"],
  ],
  reload: [
    ["pragma", "no-cache"],
    ["cache-control", "no-cache"],
  ],
  "no-cache": [["cache-control", "max-age=0"]],
};

function isRead({ method }: RequestHead): boolean {
  return method === "GET" || method === "HEAD";
}

/** Who asks, as far as a server would be told: `null` is somebody who wants to stay unknown. */
function originOf(request: RequestHead, own: string): string {
  return request.mode === "navigate" ? (originOfReferrer(request) ?? "null") : own;
}

function originOfReferrer({ referrer }: RequestHead): string | undefined {
  return referrer.startsWith("http") ? new URL(referrer).origin : undefined;
}

/**
 * Where a request comes from (Fetch Metadata §2.4). Only pages of this origin have this worker
 * answer what they fetch, but pages from anywhere may lead here.
 */
function siteOf(request: RequestHead, own: string): string {
  if (request.mode !== "navigate") return "same-origin";
  const from = request.headers.get("origin") ?? originOfReferrer(request);
  if (from === own) return "same-origin";
  if (from === undefined) return isTyped(request) ? "none" : "cross-site";
  return from !== "null" && isSameSite(new URL(from), new URL(own)) ? "same-site" : "cross-site";
}

/** Whether a visitor may have typed the address. */
function isTyped(request: RequestHead): boolean {
  return request.destination === "document" && isRead(request);
}

/** Which hosts belong together is for a list that is not here; at least a host does to itself. */
function isSameSite(one: URL, other: URL): boolean {
  return one.protocol === other.protocol && one.hostname === other.hostname;
}

function acceptLanguage(languages: readonly string[]): string | undefined {
  if (languages.length === 0) return undefined;
  return languages
    .map((tag, index) => (index === 0 ? tag : `${tag};q=${Math.max(10 - index, 1) / 10}`))
    .join(",");
}
