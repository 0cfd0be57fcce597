import { parseCookieDate } from "./date";
import { type CookieRules, STANDARD_RULES } from "./rules";

export type SameSite = "strict" | "lax" | "none" | "default";

/**
 * What a Set-Cookie field says (RFC 6265bis §5.6), not yet checked against where it came from.
 * Strings are of octets: their letters are below U+0100.
 */
export interface SetCookie {
  readonly name: string;
  readonly value: string;
  /** Milliseconds since the epoch; undefined for a session cookie. */
  readonly expires: number | undefined;
  readonly domain: string | undefined;
  readonly path: string | undefined;
  readonly secure: boolean;
  readonly httpOnly: boolean;
  readonly sameSite: SameSite;
  readonly partitioned: boolean;
}

const MAX_PAIR = 4096;
const MAX_ATTRIBUTE = 1024;
// A cookie lives for 400 days at most (RFC 6265bis §5.5).
const MAX_AGE = 400 * 24 * 60 * 60 * 1000;

/** Reads a Set-Cookie field value; undefined if it must be ignored. */
export function parseSetCookie(
  field: string,
  now: number,
  rules: CookieRules = STANDARD_RULES,
): SetCookie | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what the RFC refuses
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(field)) return undefined;
  const [first = "", ...attributes] = field.split(";");
  const pair = parsePair(first, rules);
  return pair && { ...pair, ...parseAttributes(attributes, now) };
}

function parsePair(pair: string, rules: CookieRules): { name: string; value: string } | undefined {
  const equals = pair.indexOf("=");
  const before = trim(pair.slice(0, Math.max(equals, 0)));
  const after = trim(pair.slice(equals + 1));
  const [name, value] = equals < 0 && !rules.nameless ? [after, ""] : [before, after];
  if (name + value === "" || name.length + value.length > MAX_PAIR) return undefined;
  // The RFC would send `=a=b` as `a=b`, as though it had a name; browsers refuse it.
  if (name === "" && (value.includes("=") || !rules.nameless)) return undefined;
  if (!rules.tabs && /\t/.test(name + value)) return undefined;
  return { name, value };
}

function parseAttributes(
  attributes: readonly string[],
  now: number,
): Omit<SetCookie, "name" | "value"> {
  let maxAge: number | undefined;
  let expires: number | undefined;
  let domain: string | undefined;
  let path: string | undefined;
  let secure = false;
  let httpOnly = false;
  let sameSite: SameSite = "default";
  let partitioned = false;
  for (const attribute of attributes) {
    const split = attribute.indexOf("=");
    const key = trim(split < 0 ? attribute : attribute.slice(0, split)).toLowerCase();
    const text = split < 0 ? "" : trim(attribute.slice(split + 1));
    if (text.length > MAX_ATTRIBUTE) continue;
    // By the RFC a date before this one would hold if this one is none; browsers have it that way.
    if (key === "expires") expires = parseCookieDate(text);
    else if (key === "max-age" && /^-?\d+$/.test(text)) maxAge = Number(text);
    else if (key === "domain") domain = text.toLowerCase() || undefined;
    else if (key === "path") path = text.startsWith("/") ? text : undefined;
    else if (key === "secure") secure = true;
    else if (key === "httponly") httpOnly = true;
    else if (key === "samesite") sameSite = parseSameSite(text);
    else if (key === "partitioned") partitioned = true;
  }
  if (maxAge !== undefined) expires = maxAge <= 0 ? 0 : now + maxAge * 1000;
  if (expires !== undefined) expires = Math.min(expires, now + MAX_AGE);
  domain = domain?.replace(/^\.(?=.)/, "");
  return { expires, domain, path, secure, httpOnly, sameSite, partitioned };
}

function parseSameSite(text: string): SameSite {
  const value = text.toLowerCase();
  return value === "strict" || value === "lax" || value === "none" ? value : "default";
}

function trim(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, "");
}
