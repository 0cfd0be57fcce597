import { expect, test } from "vitest";
import type { GatewayResponse } from "../python/interpreter";
import { RedirectedBodies, type SentContent } from "./redirected-bodies";

const WEBKIT = "Mozilla/5.0 (X11) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Safari/605";
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0";
const FROM = "https://example.org/site/form";
const TO = "https://example.org/site/form/";

const content = (text: string) => new Uint8Array(new TextEncoder().encode(text));
const post = (text: string, contentType: string | null = "text/plain"): SentContent => ({
  method: "POST",
  contentType,
  body: content(text),
});
const redirect = (status: number, location = "form/"): GatewayResponse => ({
  status,
  reason: "Elsewhere",
  fields: [
    ["Content-Type", "text/html"],
    ["LOCATION", location],
  ],
  body: content("Go there."),
});

test.each([307, 308])("a body that %i has lost is given back", (status) => {
  const bodies = new RedirectedBodies(WEBKIT);
  const sent = post("words");
  const answer = redirect(status, "form/#part");
  expect(bodies.hold("page", FROM, sent, answer, true, 0)).toBe(answer);
  expect(bodies.complete("page", TO, post(""), 1)).toMatchObject(sent);
});

test.each([301, 302])("a %i keeps the body of all but POST", (status) => {
  const bodies = new RedirectedBodies(WEBKIT);
  const put = { ...post("words"), method: "PUT" };
  bodies.hold("page", FROM, put, redirect(status), true, 0);
  expect(bodies.complete("page", TO, { ...post(""), method: "PUT" }, 1)).toMatchObject(put);
  bodies.hold("page", FROM, post("words"), redirect(status), true, 2);
  const next = { ...post(""), method: "GET" };
  expect(bodies.complete("page", TO, next, 3)).toBe(next);
  expect(bodies.complete("page", TO, post(""), 4).body).toEqual(content(""));
});

test("over several redirects", () => {
  const bodies = new RedirectedBodies(WEBKIT);
  bodies.hold("page", FROM, post("words"), redirect(307), true, 0);
  const second = bodies.complete("page", TO, post(""), 1);
  bodies.hold("page", TO, second, redirect(308, "/end"), true, 2);
  const third = bodies.complete("page", "https://example.org/end", post(""), 3);
  expect(third.body).toEqual(content("words"));
});

test("only once", () => {
  const bodies = new RedirectedBodies(WEBKIT);
  bodies.hold("page", FROM, post("words"), redirect(307), true, 0);
  bodies.complete("page", TO, post(""), 1);
  const later = post("");
  expect(bodies.complete("page", TO, later, 2)).toBe(later);
});

test("a browser that keeps the body itself is believed", () => {
  const bodies = new RedirectedBodies(WEBKIT);
  bodies.hold("page", FROM, post("words"), redirect(307), true, 0);
  const kept = post("words");
  expect(bodies.complete("page", TO, kept, 1)).toBe(kept);
  const later = post("");
  expect(bodies.complete("page", TO, later, 2)).toBe(later);
});

test.each([
  ["another client", "other", TO, "POST", 1],
  ["another URL", "page", FROM, "POST", 1],
  ["another method", "page", TO, "GET", 1],
  ["one that comes much later", "page", TO, "POST", 60_000],
] as const)("is not given to %s", (_whom, client, url, method, now) => {
  const bodies = new RedirectedBodies(WEBKIT);
  bodies.hold("page", FROM, post("words"), redirect(307), true, 0);
  const request = { ...post(""), method };
  expect(bodies.complete(client, url, request, now)).toBe(request);
});

test.each([
  ["a status that drops it", redirect(303)],
  ["a redirect to another origin", redirect(307, "https://elsewhere.example/site/form/")],
  ["a location that is no URL", redirect(307, "http://")],
  ["no location", { ...redirect(307), fields: [] }],
])("is not held for %s", (_what, answer) => {
  const bodies = new RedirectedBodies(FIREFOX);
  const sent = post("words", "multipart/form-data; boundary=x");
  expect(bodies.hold("page", FROM, sent, answer, true, 0)).toBe(answer);
  const next = post("");
  expect(bodies.complete("page", TO, next, 1)).toBe(next);
});

test("Firefox gets a 303 for a multipart body, and its GET means what was sent", () => {
  const bodies = new RedirectedBodies(FIREFOX);
  const sent = post("--x--", "multipart/form-data; boundary=x");
  const answer = redirect(308);
  expect(bodies.hold("page", FROM, sent, answer, true, 0)).toEqual({
    ...answer,
    status: 303,
    reason: "See Other",
  });
  const get = { method: "GET", contentType: null, body: content("") };
  expect(bodies.complete("page", TO, get, 1)).toMatchObject(sent);
});

test("only the GET that Firefox is led to by fetch() means what was sent, not one like it", () => {
  const bodies = new RedirectedBodies(FIREFOX);
  const get = { method: "GET", contentType: null, body: content("") };
  const led = ["one", "two"].map((text) => {
    const sent = post(text, "multipart/form-data; boundary=x");
    const { status, fields } = bodies.hold("page", FROM, sent, redirect(307), false, 0);
    expect(status).toBe(303);
    expect(fields).toHaveLength(2);
    return { sent, url: String(fields.find(([name]) => name === "Location")?.[1]) };
  });
  expect(bodies.complete("page", TO, get, 1)).toBe(get);
  expect(bodies.complete("page", `${TO}#part`, get, 1)).toBe(get);
  for (const { sent, url } of led.reverse()) {
    expect(url.split("#")[0]).toBe(TO);
    expect(bodies.complete("page", url, get, 2)).toMatchObject(sent);
  }
});

test("whatever part of the page the redirect leads to", () => {
  const bodies = new RedirectedBodies(WEBKIT);
  bodies.hold("page", FROM, post("words"), redirect(307), false, 0);
  expect(bodies.complete("page", `${TO}#part`, post(""), 1).body).toEqual(content("words"));
});

test.each([
  [WEBKIT, "multipart/form-data; boundary=x"],
  [FIREFOX, "application/x-www-form-urlencoded"],
  [FIREFOX, null],
])("what a browser can do is left to it: %s, %s", (userAgent, contentType) => {
  const bodies = new RedirectedBodies(userAgent);
  const answer = redirect(307);
  expect(bodies.hold("page", FROM, post("a=b", contentType), answer, true, 0)).toBe(answer);
});
