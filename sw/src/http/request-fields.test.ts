import { describe, expect, test } from "vitest";
import { requestFields } from "./request-fields";

const PAGE = "https://example.org/a";
const ENVIRONMENT = {
  origin: "https://example.org",
  userAgent: "Browser/1",
  languages: ["de-AT", "de", "en"],
};

function fields(
  init: RequestInit = {},
  cookies?: string,
  environment: Partial<typeof ENVIRONMENT> = {},
): Record<string, string> {
  const request = new Request(PAGE, init);
  return Object.fromEntries(requestFields(request, cookies, { ...ENVIRONMENT, ...environment }));
}

/** A request as browsers make them for a page, which no constructor allows. */
function navigation(properties: Partial<Request>): Request {
  const request = new Request(PAGE);
  for (const [name, value] of Object.entries(properties)) {
    Object.defineProperty(request, name, { value });
  }
  return request;
}

describe("requestFields", () => {
  test("supplies what a browser would add later", () => {
    expect(fields()).toEqual({
      accept: "*/*",
      "user-agent": "Browser/1",
      "accept-language": "de-AT,de;q=0.9,en;q=0.8",
      "sec-fetch-mode": "cors",
      "sec-fetch-dest": "empty",
      "sec-fetch-site": "same-origin",
    });
  });

  test("leaves what the page has set", () => {
    const headers = {
      Accept: "application/json",
      "Accept-Language": "fr",
      "User-Agent": "mine",
      "X-Own": "1",
    };
    expect(fields({ headers })).toMatchObject({
      accept: "application/json",
      "accept-language": "fr",
      "user-agent": "mine",
      "x-own": "1",
    });
  });

  test("tells what a navigation is for", () => {
    const request = navigation({ mode: "navigate", destination: "document" });
    const made = Object.fromEntries(requestFields(request, undefined, ENVIRONMENT));
    expect(made).toMatchObject({ "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" });
  });

  test.each([
    ["https://example.org/before?a=1", "https://example.org/before?a=1"],
    ["about:client", undefined],
    ["", undefined],
  ])("makes a referrer of %j into %j", (referrer, expected) => {
    const made = new Map(requestFields(navigation({ referrer }), undefined, ENVIRONMENT));
    expect(made.get("referer")).toBe(expected);
  });

  test.each([
    ["GET", undefined],
    ["HEAD", undefined],
    ["POST", "https://example.org"],
    ["DELETE", "https://example.org"],
  ])("tells with %s the origin %s", (method, expected) => {
    expect(fields({ method })["origin"]).toBe(expected);
  });

  test.each<[Partial<Request>, string]>([
    [{ mode: "cors", referrer: "" }, "https://example.org"],
    [{ mode: "no-cors", referrer: "" }, "https://example.org"],
    [{ mode: "navigate", referrer: "https://example.org/form" }, "https://example.org"],
    [{ mode: "navigate", referrer: "https://other.example/form" }, "https://other.example"],
    [{ mode: "navigate", referrer: "" }, "null"],
  ])("tells of a POST with %j the origin %s", (properties, expected) => {
    const request = navigation({ method: "POST", ...properties });
    expect(new Map(requestFields(request, undefined, ENVIRONMENT)).get("origin")).toBe(expected);
  });

  test.each<[Partial<Request>, string]>([
    [{ referrer: "https://example.org/a" }, "same-origin"],
    [{ referrer: "http://example.org/a" }, "cross-site"],
    [{ referrer: "https://example.org:8443/a" }, "same-site"],
    [{ referrer: "https://other.example/" }, "cross-site"],
    [{ referrer: "" }, "none"],
    [{ referrer: "", method: "POST" }, "cross-site"],
    [{ referrer: "", destination: "iframe" }, "cross-site"],
    [{ headers: new Headers({ Origin: "null" }) }, "cross-site"],
    [{ headers: new Headers({ Origin: "https://example.org" }), referrer: "" }, "same-origin"],
  ])("tells of a navigation with %j that it is %s", (properties, expected) => {
    const request = navigation({ mode: "navigate", destination: "document", ...properties });
    const made = new Map(requestFields(request, undefined, ENVIRONMENT));
    expect(made.get("sec-fetch-site")).toBe(expected);
  });

  test.each<[RequestCache, string | undefined, string | undefined]>([
    ["default", undefined, undefined],
    ["force-cache", undefined, undefined],
    ["no-cache", "max-age=0", undefined],
    ["no-store", "no-cache", "no-cache"],
    ["reload", "no-cache", "no-cache"],
  ])("tells of the cache mode %s", (cache, control, pragma) => {
    const made = fields({ cache });
    expect([made["cache-control"], made["pragma"]]).toEqual([control, pragma]);
  });

  test("leaves the page's own terms for caches", () => {
    const made = fields({ cache: "no-store", headers: { "Cache-Control": "max-age=5" } });
    expect(made["cache-control"]).toBe("max-age=5");
  });

  test("carries cookies, if there are any", () => {
    expect(fields({}, "a=1; b=2")["cookie"]).toBe("a=1; b=2");
    expect(fields()).not.toHaveProperty("cookie");
  });

  test("weighs languages as HTTP allows: three decimals at most, and never nothing", () => {
    const languages = Array.from({ length: 12 }, (_, i) => `l${i}`);
    expect(fields({}, undefined, { languages })["accept-language"]).toBe(
      "l0,l1;q=0.9,l2;q=0.8,l3;q=0.7,l4;q=0.6,l5;q=0.5,l6;q=0.4,l7;q=0.3,l8;q=0.2,l9;q=0.1,l10;q=0.1,l11;q=0.1",
    );
  });

  test("says nothing of languages that it does not know", () => {
    expect(fields({}, undefined, { languages: [] })).not.toHaveProperty("accept-language");
  });
});
