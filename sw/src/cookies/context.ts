import type { CookieRules } from "./rules";
import type { SameSite } from "./set-cookie";

/**
 * Who has asked (RFC 6265bis §5.2): the site itself, or the visitor; another site by a link, by a
 * form, or by what it shows within its own page.
 */
export type CookieContext = "same-site" | "link" | "form" | "embedded";

/** What is read of a request. */
export type AskingRequest = Pick<
  Request,
  "method" | "mode" | "destination" | "referrer" | "headers"
>;

const SAFE_METHODS: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS", "TRACE"]);
/** Sign-ins by another site's form go on to work for so long without SameSite (§5.7.4). */
const FORM_GRACE_MS = 120_000;

/**
 * Tells who has asked. A worker is not shown `Sec-Fetch-Site`, so this goes by the referrer and, where
 * there is one, the `Origin`. Only pages of the site itself can ask a worker for anything but a page.
 */
export function contextOf(request: AskingRequest, url: URL): CookieContext {
  if (request.mode !== "navigate") return "same-site";
  const safe = SAFE_METHODS.has(request.method);
  const initiator = request.referrer || request.headers.get("origin");
  // A visitor who types the address sends no referrer, but sends no form either.
  if (initiator ? isSameSite(initiator, url) : safe) return "same-site";
  if (request.destination !== "document") return "embedded";
  return safe ? "link" : "form";
}

/** Whether a cookie goes with a request that was asked for in this way. */
export function isSent(
  cookie: { readonly sameSite: SameSite; readonly created: number },
  context: CookieContext,
  now: number,
  rules: CookieRules,
): boolean {
  if (context === "same-site" || cookie.sameSite === "none") return true;
  if (cookie.sameSite === "strict") return false;
  if (cookie.sameSite === "lax") return context === "link";
  if (!rules.laxByDefault || context === "link") return true;
  return context === "form" && now - cookie.created < FORM_GRACE_MS;
}

/** Whether the answer to such a request may set a cookie. */
export function isTaken(sameSite: SameSite, context: CookieContext, rules: CookieRules): boolean {
  if (context !== "embedded" || sameSite === "none") return true;
  return sameSite === "default" && !rules.laxByDefault;
}

/**
 * Compares schemes and hosts. Which of their parents two hosts may share without being one site is in
 * a list that is too long to carry, so only a host and its own parents are taken for one.
 */
function isSameSite(initiator: string, url: URL): boolean {
  if (!URL.canParse(initiator)) return false; // an Origin of "null"
  const { protocol, hostname } = new URL(initiator);
  if (protocol !== url.protocol) return false;
  const [shorter, longer] =
    hostname.length < url.hostname.length ? [hostname, url.hostname] : [url.hostname, hostname];
  return shorter === longer || (shorter.includes(".") && longer.endsWith(`.${shorter}`));
}
