import { expect, test } from "vitest";
import { openFile } from "./open-file";

const node = { id: 1, mode: 0 };
const standard = [{ node }, { node }, { node, path: "/dev/tty1" }];

test("what is always open is no file", () => {
  expect(openFile({ streams: standard })).toBeUndefined();
  expect(openFile({ streams: [...standard, null, undefined] })).toBeUndefined();
});

test("a file is told by its path, if it has one", () => {
  expect(openFile({ streams: [...standard, null, { node, path: "/a" }] })).toBe("/a");
  expect(openFile({ streams: [...standard, { node }] })).toBe("a file");
});
