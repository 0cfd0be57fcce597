// node slim.mjs PYODIDE LIBRARIES TARGET
// Writes Pyodide's engine and its script without what only native extension modules use, and
// `ctypes.pythonapi`.
//
// The engine exports all of Python's C API, libc, libc++ and the libraries in it, and looks each export
// up at every start. Packages in Python need the few that the script around it calls, and those that the
// linker asks for. The script has functions for whatever a
// library of Emscripten's may import, of which the engine imports a fifth.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { cutAll, missing } from "./cuts.mjs";
import {
  isUsed,
  LayoutError,
  putTogether,
  SCRIPT,
  takeApart,
  wordsOf,
} from "./script.mjs";

const ENGINE = "pyodide.asm.wasm";
const LOADER = "pyodide.mjs";
const DATA_END = "__data_end";
/** What hipflask's worker uses, of the script and of the engine's exports. */
const WORKERS_USE = [
  "growMemory",
  "emscripten_get_sbrk_ptr",
  "emscripten_stack_get_current",
  "emscripten_stack_get_end",
];

/** Tells the names of the exports that stay, and of those that don't. */
function sortExports(module, assignments, words) {
  const linked = WebAssembly.Module.imports(module).filter((each) =>
    each.module.startsWith("GOT."),
  );
  const asked = new Set([...linked, ...assignments].map((each) => each.name));
  const kept = new Set();
  const dropped = new Set();
  for (const { name, kind } of WebAssembly.Module.exports(module)) {
    const isCode = kind === "function" || kind === "global";
    const stays = !isCode || asked.has(name) || isUsed(name, [], words);
    (stays ? kept : dropped).add(name);
  }
  const lacking = assignments.find(({ name }) => !kept.has(name));
  if (lacking) throw new LayoutError(`${ENGINE} does not export ${lacking.name}.`);
  return { kept, dropped };
}

/** Tells, as linkers do, where an engine's own data end in its memory: no start has to look for that. */
function addDataEnd(binaryen, module) {
  let end = 0;
  for (let index = 0; index < module.getNumDataSegments(); index++) {
    const { offset, data } = module.getDataSegmentInfo(module.getDataSegmentByIndex(index));
    end = Math.max(end, offset + data.byteLength);
  }
  module.addGlobal(DATA_END, binaryen.i32, false, module.i32.const(end));
  module.addGlobalExport(DATA_END, DATA_END);
}

function slimEngine(binaryen, engine, dropped) {
  const module = binaryen.readBinary(engine);
  for (const name of dropped) module.removeExport(name);
  module.runPasses(["remove-unused-module-elements"]);
  addDataEnd(binaryen, module);
  const slim = module.emitBinary();
  // What binaryen can write is more than what engines can read.
  if (!WebAssembly.validate(slim)) throw new LayoutError(`What remains of ${ENGINE} is not valid.`);
  return slim;
}

async function minify(terser, script) {
  const compress = { passes: 3, pure_getters: true };
  return (await terser.minify(script, { module: true, compress })).code;
}

const [pyodide, libraries, target] = process.argv.slice(2);
try {
  const [engine, script, loader] = await Promise.all([
    readFile(join(pyodide, ENGINE)),
    readFile(join(pyodide, SCRIPT), "utf8"),
    readFile(join(pyodide, LOADER), "utf8"),
  ]);
  const parts = takeApart(cutAll(script));
  const words = wordsOf(parts.before, parts.after, loader, WORKERS_USE.join());
  const assignments = parts.assignments.filter((each) => isUsed(each.name, each.targets, words));
  const module = new WebAssembly.Module(engine);
  const { kept, dropped } = sortExports(module, assignments, words);
  const [{ default: binaryen }, terser] = await Promise.all(
    [join("binaryen", "index.js"), join("terser", "main.js")].map(
      (path) => import(pathToFileURL(join(libraries, path)).href),
    ),
  );
  const slim = slimEngine(binaryen, engine, dropped);
  await writeFile(join(target, ENGINE), slim);
  const imports = WebAssembly.Module.imports(new WebAssembly.Module(slim));
  const linked = imports.find((each) => each.module.startsWith("GOT."));
  if (linked) throw new LayoutError(`${ENGINE} asks the linker for ${linked.name}.`);
  const passing = { exported: kept, imported: new Set(imports.map(({ name }) => name)) };
  const used = [...WORKERS_USE, ...wordsOf(loader)];
  const remaining = await minify(terser, putTogether(parts, assignments, passing, used));
  const [lacking] = missing(remaining);
  if (lacking) throw new LayoutError(`${SCRIPT} still refers to ${lacking}.`);
  await writeFile(join(target, SCRIPT), remaining);
} catch (error) {
  // Not the stack: its frames lie in minified code.
  console.error(error.message);
  process.exitCode = 1;
}
