import { describe, expect, test } from "vitest";
import type { Field } from "./fields";
import { dated, isUnmodified, withoutContentFields } from "./validators";

const ANSWER: Field[] = [
  ["Content-Disposition", "inline; filename=a.css"],
  ["Content-Type", "text/css; charset=utf-8"],
  ["Content-Length", "7"],
  ["Last-Modified", "Mon, 23 Nov 2026 04:27:22 GMT"],
  ["Cache-Control", "public, max-age=60"],
  ["Expires", "Mon, 23 Nov 2026 05:01:00 GMT"],
  ["ETag", '"1795408042.0-7-1"'],
  ["Date", "Mon, 23 Nov 2026 05:00:00 GMT"],
];

const TAG = '"1795408042.0-7-1"';
const NOW = Date.UTC(2027, 0, 2, 3, 4, 5, 999);

function asked(fields: Record<string, string>): boolean | undefined {
  return isUnmodified(new Headers(fields), ANSWER);
}

describe("a request's validators", () => {
  test.each([
    [{}, false],
    [{ "If-None-Match": TAG }, true],
    [{ "If-None-Match": `W/${TAG}` }, true],
    [{ "If-None-Match": `"other", W/"another" ,${TAG}` }, true],
    [{ "If-None-Match": '"other"' }, false],
    [{ "If-None-Match": '""' }, false],
    [{ "If-Modified-Since": "Mon, 23 Nov 2026 04:27:22 GMT" }, true],
    [{ "If-Modified-Since": "Mon, 23 Nov 2026 04:27:21 GMT" }, false],
    [{ "If-Modified-Since": "Tue, 24 Nov 2026 00:00:00 GMT" }, true],
    [{ "If-None-Match": '"other"', "If-Modified-Since": "Tue, 24 Nov 2026 00:00:00 GMT" }, false],
    [{ "If-None-Match": TAG, "If-Modified-Since": "Sun, 22 Nov 2026 00:00:00 GMT" }, true],
  ])("%j fits: %s", (fields, expected) => {
    expect(asked(fields as unknown as Record<string, string>)).toBe(expected);
  });

  test.each([
    { "If-None-Match": "*" },
    { "If-None-Match": "1795408042.0-7-1" },
    { "If-None-Match": `w/${TAG}` },
    { "If-None-Match": `${TAG},` },
    { "If-None-Match": "" },
    { "If-Modified-Since": "Monday, 23-Nov-26 04:27:22 GMT" },
    { "If-Modified-Since": "Mon, 23 Nov 2026 04:27:22 +0100" },
    { "If-Modified-Since": "Mon, 99 Nov 2026 04:27:22 GMT" },
  ])("%j is left to Python", (fields) => {
    expect(asked(fields as unknown as Record<string, string>)).toBeUndefined();
  });

  test("are left to Python if the answer has none", () => {
    const headers = new Headers({ "If-None-Match": TAG });
    expect(isUnmodified(headers, [["Content-Length", "7"]])).toBeUndefined();
    const since = new Headers({ "If-Modified-Since": "Mon, 23 Nov 2026 04:27:22 GMT" });
    expect(isUnmodified(since, [["ETag", TAG]])).toBeUndefined();
  });
});

test("an answer is dated anew, in its former order", () => {
  const fields = dated(ANSWER, NOW);
  expect(fields.map(([name]) => name)).toEqual(ANSWER.map(([name]) => name));
  expect(new Map(fields).get("Date")).toBe("Sat, 02 Jan 2027 03:04:05 GMT");
  expect(new Map(fields).get("Expires")).toBe("Sat, 02 Jan 2027 03:05:05 GMT");
  expect(new Map(fields).get("Last-Modified")).toBe("Mon, 23 Nov 2026 04:27:22 GMT");
});

test("without its content an answer has no fields about it", () => {
  const names = withoutContentFields(ANSWER).map(([name]) => name);
  expect(names).toEqual(["Content-Disposition", "Cache-Control", "Expires", "ETag", "Date"]);
});
