// node compile.mjs PYODIDE RECIPE SOURCES TARGET MOUNT ANNOTATIONS
// Hands a zip of Python sources to compile_archive.py inside Pyodide, and writes what it makes.
import { readFile, writeFile } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { pathToFileURL } from "node:url";

const [loader, recipe, sources, target, mount, annotations] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(loader).href);

try {
  const env = {
    HOME: "/home",
    // Modules are imported from the disk, where nothing is to be left.
    PYTHONDONTWRITEBYTECODE: "1",
    // The order of a set's members shows in bytecode.
    PYTHONHASHSEED: "0",
    // No columns, which take a quarter of the bytecode when it is compressed: a traceback shows
    // them below the source, which is not there.
    PYTHONNODEBUGRANGES: "1",
  };
  const pyodide = await loadPyodide({ env });
  pyodide.mountNodeFS("/recipes", dirname(recipe));
  pyodide.pyimport("sys").path.append("/recipes");
  pyodide.FS.writeFile("/tmp/sources.zip", await readFile(sources));
  const { compile_archive } = pyodide.pyimport(`${basename(recipe)}.compile_archive`);
  compile_archive("/tmp/sources.zip", "/tmp/bytecode.zip", mount, annotations === "keep");
  await writeFile(target, pyodide.FS.readFile("/tmp/bytecode.zip"));
} catch (error) {
  // Not the stack: its frames lie in Pyodide's minified code.
  console.error(error.message);
  process.exitCode = 1;
}
