/** Where browsers part ways about cookies, so that a jar can do as the one does that it runs in. */
export interface CookieRules {
  /** Whether a server on this very machine may set `Secure` cookies without TLS. */
  readonly secureOnLoopback: boolean;
  /** Whether a cookie that says nothing of SameSite is Lax (RFC 6265bis §5.7); else it is None. */
  readonly laxByDefault: boolean;
  /** Whether a name or a value may have a tab in it. */
  readonly tabs: boolean;
  /** What `a` means, and `=a`: a cookie without a name, or one that has only a name, and nothing. */
  readonly nameless: boolean;
  /** Whether a cookie keeps its place among others when it gets another value (§5.7, step 23.4). */
  readonly keepsPlace: boolean;
  /** Whether a worker gets at the browser's own store whichever process it is in. */
  readonly storeIsOpen: boolean;
}

/** What RFC 6265bis says. */
export const STANDARD_RULES: CookieRules = {
  secureOnLoopback: true,
  laxByDefault: true,
  tabs: true,
  nameless: true,
  keepsPlace: true,
  storeIsOpen: true,
};

/** Tells what a browser does; measured with Chromium 156, Firefox 153 and WebKitGTK 2.50. */
export function cookieRulesOf(userAgent: string): CookieRules {
  if (/Chrome\/\d/.test(userAgent)) return { ...STANDARD_RULES, tabs: false, keepsPlace: false };
  if (/\bGecko\/\d/.test(userAgent)) {
    return { ...STANDARD_RULES, laxByDefault: false, nameless: false, storeIsOpen: false };
  }
  return { ...STANDARD_RULES, secureOnLoopback: false, laxByDefault: false };
}
