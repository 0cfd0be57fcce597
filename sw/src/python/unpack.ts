import { unzipSync } from "fflate";
import type { EmscriptenFs } from "../state/emscripten-fs";

/** Names, relative to some folder, and contents. */
export type Files = ReadonlyMap<string, Uint8Array>;

/**
 * Reads the files of a zip. Python could do so itself, but would have much to import for it at each
 * start.
 */
export function filesOf(archive: Uint8Array): Files {
  return new Map(Object.entries(unzipSync(archive)).filter(([name]) => !name.endsWith("/")));
}

/** Puts files into a folder; their contents become the file system's own. */
export function putFiles(
  fs: Pick<EmscriptenFs, "mkdirTree" | "writeFile">,
  files: Files,
  folder: string,
): void {
  const paths = Array.from(files.keys(), (name) => `${folder}/${name}`);
  const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/"))));
  for (const path of new Set([folder, ...folders])) fs.mkdirTree(path);
  for (const [name, content] of files) fs.writeFile(`${folder}/${name}`, content, { canOwn: true });
}
