// node boot.mjs ASSETS PROGRAM
// Boots Pyodide from the files of a runtime alone and prints what a Python program returns,
// or what it returns a promise of.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [assets, program] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${assets}/pyodide.mjs`).href);

const pyodide = await loadPyodide({ indexURL: assets, stdLibURL: `${assets}/stdlib.zip` });
pyodide.FS.writeFile("/lib/packages.zip", await readFile(`${assets}/packages.zip`));
try {
  console.log(await pyodide.runPython(await readFile(program, "utf8")));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
