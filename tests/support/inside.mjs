// node inside.mjs ASSETS ARCHIVE PROGRAM
// Boots Pyodide from a runtime's files, puts an archive on Python's path, and prints what the last
// expression of a program is.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [assets, archive, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${assets}/pyodide.mjs`).href);

const pyodide = await loadPyodide({ indexURL: assets, stdLibURL: `${assets}/stdlib.zip` });
pyodide.FS.writeFile("/lib/packages.zip", await readFile(`${assets}/packages.zip`));
pyodide.unpackArchive(new Uint8Array(await readFile(archive)), "zip", { extractDir: "/site" });
pyodide.runPython("import sys; sys.path[:0] = ['/site', '/lib/packages.zip']");
try {
  console.log(pyodide.runPython(program));
} catch (error) {
  console.error(error.message); // its stack would show the whole of Pyodide's source
  process.exitCode = 1;
}
