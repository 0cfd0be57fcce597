import { describe, expect, test } from "vitest";
import { parseCookieDate } from "./date";

const MOMENT = Date.UTC(1994, 10, 6, 8, 49, 37);

describe("parseCookieDate", () => {
  test.each([
    "Sun, 06 Nov 1994 08:49:37 GMT",
    "Sunday, 06-Nov-94 08:49:37 GMT",
    "Sun Nov  6 08:49:37 1994",
    "6 nov 1994 8:49:37",
    "1994 8:49:37 November 6th",
    "08:49:37 06:11:12 1994 Nov", // of a second clock only the hours are looked at, for a day
    "Sun, 06-Nov-1994 08:49:37 +0200", // zones are not looked at
    "\t06;Nov_1994{08:49:37}",
  ])("reads %j", (text) => {
    expect(parseCookieDate(text)).toBe(MOMENT);
  });

  test.each([
    ["69", 2069],
    ["70", 1970],
    ["99", 1999],
    ["00", 2000],
    ["1601", 1601],
    ["9999", 9999],
  ])("takes the year %s for %i", (text, year) => {
    expect(parseCookieDate(`1 Jan ${text} 00:00:00`)).toBe(Date.UTC(year, 0, 1));
  });

  test.each([
    ["a leap day", "29 Feb 2024 00:00:00", Date.UTC(2024, 1, 29)],
    ["the last second of a day", "31 Dec 2024 23:59:59", Date.UTC(2024, 11, 31, 23, 59, 59)],
  ])("knows %s", (_, text, expected) => {
    expect(parseCookieDate(text)).toBe(expected);
  });

  test.each([
    "",
    "tomorrow",
    "06 Nov 1994",
    "06 1994 08:49:37",
    "Nov 1994 08:49:37",
    "06 Nov 08:49:37",
    "06 Nov 1994 08:49",
    "06 Nov 1994 24:00:00",
    "06 Nov 1994 08:60:00",
    "06 Nov 1994 08:49:60",
    "06 Nov 1994 008:49:37",
    "06 Nov 1600 08:49:37",
    "06 Nov 199 08:49:37",
    "06 Nov 6 08:49:37",
    "06 Nov 19941 08:49:37",
    "0 Nov 1994 08:49:37",
    "31 Jun 1994 08:49:37",
    "29 Feb 2023 08:49:37",
    "32 Jan 1994 08:49:37",
  ])("refuses %j", (text) => {
    expect(parseCookieDate(text)).toBeUndefined();
  });
});
