// node in_pyodide.mjs ASSETS ARCHIVE FOLDER
// Unpacks an archive into Pyodide and runs pytest there, over a folder of the archive.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [assets, archive, folder] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${assets}/pyodide.mjs`).href);

const pyodide = await loadPyodide({ indexURL: assets, stdLibURL: `${assets}/stdlib.zip` });
pyodide.FS.writeFile("/lib/packages.zip", await readFile(`${assets}/packages.zip`));
pyodide.unpackArchive(new Uint8Array(await readFile(archive)), "zip", { extractDir: "/tests" });
const program = `
import sys

sys.path[:0] = ["/tests", "/lib/packages.zip"]
import pytest

int(pytest.main(["-W", "error", "-p", "no:cacheprovider", "--rootdir", "/tests", "/tests/${folder}"]))
`;
try {
  process.exitCode = pyodide.runPython(program);
} catch (error) {
  console.error(error.message); // its stack would show the whole of Pyodide's source
  process.exitCode = 1;
}
