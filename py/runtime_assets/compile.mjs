// node compile.mjs PYODIDE PROGRAM SOURCES TARGET MOUNT
// Hands a zip of Python sources to compile_archive.py inside Pyodide, and writes what it makes.
import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [loader, program, sources, target, mount] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(loader).href);

try {
  // A fixed hash seed: the order of a set's members shows in bytecode. And no columns, which take a
  // quarter of it when it is compressed: a traceback shows them below the source, which is not there.
  const env = { HOME: "/home", PYTHONHASHSEED: "0", PYTHONNODEBUGRANGES: "1" };
  const pyodide = await loadPyodide({ env });
  pyodide.FS.writeFile("/tmp/sources.zip", await readFile(sources));
  pyodide.runPython(await readFile(program, "utf8"));
  pyodide.globals.get("compile_archive")("/tmp/sources.zip", "/tmp/bytecode.zip", mount);
  await writeFile(target, pyodide.FS.readFile("/tmp/bytecode.zip"));
} catch (error) {
  // Not the stack: its frames lie in Pyodide's minified code.
  console.error(error.message);
  process.exitCode = 1;
}
