import { describe, expect, test, vi } from "vitest";
import { FolderWatch, isBelow } from "./folder-watch";

const FOLDERS = ["/app/static", "/app/parts/static"];

describe("a watch", () => {
  test("tells of each change below the folders", () => {
    const watch = new FolderWatch();
    const changed = vi.fn();
    watch.tell(FOLDERS, changed);
    for (const path of ["/app/static2/a", "/app", "/tmp/app/static/a"]) watch.touched(path);
    expect(changed).not.toHaveBeenCalled();
    for (const path of ["/app/static", "/app/parts/static/deep/b"]) watch.touched(path);
    expect(changed).toHaveBeenCalledTimes(2);
  });

  test("tells of a change that came before the folders were known", () => {
    const watch = new FolderWatch();
    for (const path of ["/app/other", "/app/static/a"]) watch.touched(path);
    const changed = vi.fn();
    watch.tell(FOLDERS, changed);
    expect(changed).toHaveBeenCalledTimes(1);
  });
});

test("a folder is below itself, but not below another one whose name begins like its own", () => {
  expect(isBelow("/app/static", FOLDERS)).toBe(true);
  expect(isBelow("/app/static/a", FOLDERS)).toBe(true);
  expect(isBelow("/app/statics", FOLDERS)).toBe(false);
  expect(isBelow("/app", FOLDERS)).toBe(false);
});
