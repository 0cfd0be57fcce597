import type { Field } from "./fields";

/** What is read of a request. */
export type RequestHead = Pick<Request, "method" | "headers" | "referrer" | "mode" | "destination">;

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
  if (request.method !== "GET" && request.method !== "HEAD") supply("origin", environment.origin);
  supply("sec-fetch-mode", request.mode);
  supply("sec-fetch-dest", request.destination || "empty");
  if (cookies !== undefined) fields.set("cookie", cookies);
  return [...fields];
}

function acceptLanguage(languages: readonly string[]): string | undefined {
  if (languages.length === 0) return undefined;
  return languages
    .map((tag, index) => (index === 0 ? tag : `${tag};q=${Math.max(10 - index, 1) / 10}`))
    .join(",");
}
