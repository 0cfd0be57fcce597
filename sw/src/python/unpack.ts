import { unzipSync } from "fflate";
import type { EmscriptenFs } from "../state/emscripten-fs";

/**
 * Puts the files of a zip into a folder. Python could do so itself, but would have much to import
 * for it at each start.
 */
export function unpack(
  fs: Pick<EmscriptenFs, "mkdirTree" | "writeFile">,
  archive: Uint8Array,
  folder: string,
): void {
  const files = Object.entries(unzipSync(archive)).filter(([name]) => !name.endsWith("/"));
  const paths = files.map(([name]) => `${folder}/${name}`);
  const folders = new Set(paths.map((path) => path.slice(0, path.lastIndexOf("/"))));
  for (const path of new Set([folder, ...folders])) fs.mkdirTree(path);
  // The contents are nobody else's: the file system need not copy them.
  for (const [index, [, content]] of files.entries()) {
    fs.writeFile(paths[index] ?? "", content, { canOwn: true });
  }
}
