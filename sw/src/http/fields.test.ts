import { expect, test } from "vitest";
import { type Field, joinFields, splitFields } from "./fields";

test.each<[string, Field[]]>([
  ["", []],
  ["accept\n*/*", [["accept", "*/*"]]],
  [
    "a\n1\nb\n",
    [
      ["a", "1"],
      ["b", ""],
    ],
  ],
  [
    "a\n\nb\n2: 3, 4",
    [
      ["a", ""],
      ["b", "2: 3, 4"],
    ],
  ],
])("%j is a text for fields, and the other way round", (text, fields) => {
  expect(joinFields(fields)).toBe(text);
  expect(splitFields(text)).toEqual(fields);
});
