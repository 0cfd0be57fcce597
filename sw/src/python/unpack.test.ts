import { strToU8, zipSync } from "fflate";
import { expect, test } from "vitest";
import { filesOf, putFiles } from "./unpack";

function unpacked(archive: Uint8Array): { files: Record<string, string>; folders: Set<string> } {
  const files: Record<string, string> = {};
  const folders = new Set<string>();
  const fs = {
    mkdirTree: (path: string) => void folders.add(path),
    writeFile: (path: string, content: Uint8Array) => {
      expect(folders).toContain(path.slice(0, path.lastIndexOf("/")));
      files[path] = new TextDecoder().decode(content);
    },
  };
  putFiles(fs, filesOf(archive), "/app");
  return { files, folders };
}

test("files come to lie below the folder, stored or compressed", () => {
  const text = "sea and sand ".repeat(100);
  const archive = zipSync({
    "app.py": [strToU8("code"), { level: 0 }],
    "static/deep/größe.txt": [strToU8(text), { level: 9 }],
    "static/empty": new Uint8Array(),
  });
  expect(unpacked(archive).files).toEqual({
    "/app/app.py": "code",
    "/app/static/deep/größe.txt": text,
    "/app/static/empty": "",
  });
});

test("an empty archive makes an empty folder", () => {
  expect(unpacked(zipSync({}))).toEqual({ files: {}, folders: new Set(["/app"]) });
});

test("entries of folders are no files", () => {
  expect(unpacked(zipSync({ "static/": new Uint8Array() })).files).toEqual({});
});
