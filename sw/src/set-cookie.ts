import { parseCookieDate } from "./cookie-date";

/** What a Set-Cookie field says (RFC 6265bis §5.6), not yet checked against where it came from. */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Milliseconds since the epoch; undefined for a session cookie. */
  readonly expires: number | undefined;
  readonly domain: string | undefined;
  readonly path: string | undefined;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: "strict" | "lax" | "none" | "default";
}

const MAX_PAIR = 4096;
const MAX_ATTRIBUTE = 1024;
// A cookie lives for 400 days at most (RFC 6265bis §5.5).
const MAX_AGE = 400 * 24 * 60 * 60 * 1000;

/** Reads a Set-Cookie field value; undefined if it must be ignored. */
export function parseSetCookie(field: string, now: number): SetCookie | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the RFC refuses
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(field)) return undefined;
  const [pair = "", ...attributes] = field.split(";");
  const equals = pair.indexOf("=");
  const name = equals < 0 ? "" : trim(pair.slice(0, equals));
  const value = trim(pair.slice(equals + 1));
  if (name + value === "" || name.length + value.length > MAX_PAIR) return undefined;

  let maxAge: number | undefined;
  let expires: number | undefined;
  let domain: string | undefined;
  let path: string | undefined;
  let secure = false;
  let httpOnly = false;
  let sameSite: SetCookie["sameSite"] = "default";
  for (const attribute of attributes) {
    const split = attribute.indexOf("=");
    const key = trim(split < 0 ? attribute : attribute.slice(0, split)).toLowerCase();
    const text = split < 0 ? "" : trim(attribute.slice(split + 1));
    if (text.length > MAX_ATTRIBUTE) continue;
    if (key === "expires") expires = parseCookieDate(text) ?? expires;
    else if (key === "max-age" && /^-?\d+$/.test(text)) maxAge = Number(text);
    else if (key === "domain") domain = text.replace(/^\./, "").toLowerCase() || undefined;
    else if (key === "path") path = text.startsWith("/") ? text : undefined;
    else if (key === "secure") secure = true;
    else if (key === "httponly") httpOnly = true;
    else if (key === "samesite") sameSite = parseSameSite(text);
  }
  if (maxAge !== undefined) expires = maxAge <= 0 ? 0 : now + maxAge * 1000;
  if (expires !== undefined) expires = Math.min(expires, now + MAX_AGE);
  return { name, value, expires, domain, path, secure, httpOnly, sameSite };
}

function parseSameSite(text: string): SetCookie["sameSite"] {
  const value = text.toLowerCase();
  return value === "strict" || value === "lax" || value === "none" ? value : "default";
}

function trim(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, "");
}
