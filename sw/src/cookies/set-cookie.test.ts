import { describe, expect, test } from "vitest";
import { parseSetCookie, type SetCookie } from "./set-cookie";

const NOW = Date.UTC(2025, 0, 1);
const DAY = 24 * 60 * 60 * 1000;

const PLAIN: SetCookie = {
  name: "a",
  value: "1",
  expires: undefined,
  domain: undefined,
  path: undefined,
  secure: false,
  httpOnly: false,
  sameSite: "default",
  partitioned: false,
};

describe("parseSetCookie", () => {
  test.each<[string, Partial<SetCookie>]>([
    ["a=1", {}],
    [" a\t= 1 ", {}],
    ["a=1;", {}],
    ["a=", { value: "" }],
    ["a=b=c", { value: "b=c" }],
    ['a="b c"', { value: '"b c"' }],
    ["1", { name: "" }],
    ["=1", { name: "" }],
    [" = 1", { name: "" }],
    ["a=1\t2", { value: "1\t2" }],
    ["a=\xc3\xa9", { value: "\xc3\xa9" }],
  ])("reads the pair of %j", (field, expected) => {
    expect(parseSetCookie(field, NOW)).toEqual({ ...PLAIN, ...expected });
  });

  test.each<[string, Partial<SetCookie>]>([
    ["Secure", { secure: true }],
    ["secure=no", { secure: true }],
    ["HTTPONLY", { httpOnly: true }],
    ["Secure; HttpOnly", { secure: true, httpOnly: true }],
    ["Domain=Example.ORG", { domain: "example.org" }],
    ["Domain=.example.org", { domain: "example.org" }],
    ["Domain=..example.org", { domain: ".example.org" }],
    ["Domain=.", { domain: "." }],
    ["Domain=", {}],
    ["Domain", {}],
    ["Domain=example.org; Domain=", {}],
    ["Path=/a/b", { path: "/a/b" }],
    [" path = /a ", { path: "/a" }],
    ["Path=a", {}],
    ["Path=", {}],
    ["Path=/a; Path=b", {}],
    ["Path=/a; Path=/b", { path: "/b" }],
    ["SameSite=Strict", { sameSite: "strict" }],
    ["samesite=LAX", { sameSite: "lax" }],
    ["SameSite=none", { sameSite: "none" }],
    ["SameSite=Strict; SameSite=whatever", { sameSite: "default" }],
    ["Priority=High; =Secure; Secured; Http-Only", {}],
    ["Partitioned", { partitioned: true }],
  ])("reads the attribute %j", (attributes, expected) => {
    expect(parseSetCookie(`a=1; ${attributes}`, NOW)).toEqual({ ...PLAIN, ...expected });
  });

  test.each<[string, number | undefined]>([
    ["Expires=Thu, 02 Jan 2025 00:00:00 GMT", NOW + DAY],
    ["Expires=Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ["Expires=soon", undefined],
    ["Expires=Thu, 02 Jan 2025 00:00:00 GMT; Expires=soon", undefined],
    ["Max-Age=60", NOW + 60_000],
    ["Max-Age=0", 0],
    ["Max-Age=-1", 0],
    ["Max-Age=", undefined],
    ["Max-Age=1.5", undefined],
    ["Max-Age=+1", undefined],
    ["Max-Age=60; Expires=Thu, 02 Jan 2025 00:00:00 GMT", NOW + 60_000],
    ["Expires=Thu, 02 Jan 2025 00:00:00 GMT; Max-Age=60", NOW + 60_000],
    ["Expires=Thu, 02 Jan 2025 00:00:00 GMT; Max-Age=soon", NOW + DAY],
    ["Expires=Thu, 01 Jan 2099 00:00:00 GMT", NOW + 400 * DAY],
    ["Max-Age=999999999999", NOW + 400 * DAY],
    [`Max-Age=${"9".repeat(400)}`, NOW + 400 * DAY],
  ])("takes the end from %j", (attributes, expected) => {
    expect(parseSetCookie(`a=1; ${attributes}`, NOW)?.expires).toBe(expected);
  });

  test.each([
    "",
    ";",
    "=",
    " = ; Path=/",
    "a=1\0",
    "a=1\n",
    "a=1; Path=/\r",
    "a=\x7f",
    "=a=b",
    "==a",
  ])("ignores %j", (field) => {
    expect(parseSetCookie(field, NOW)).toBeUndefined();
  });

  test("takes 4096 characters of name and value, and no more", () => {
    const value = "x".repeat(4095);
    expect(parseSetCookie(`a=${value}`, NOW)?.value).toBe(value);
    expect(parseSetCookie(`ab=${value}`, NOW)).toBeUndefined();
  });

  test("looks over an attribute with more than 1024 characters", () => {
    const path = `/${"x".repeat(1023)}`;
    expect(parseSetCookie(`a=1; Path=${path}`, NOW)?.path).toBe(path);
    expect(parseSetCookie(`a=1; Path=/a; Path=${path}x`, NOW)?.path).toBe("/a");
  });
});
