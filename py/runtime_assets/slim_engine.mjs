// node slim_engine.mjs PYODIDE BINARYEN TARGET
// Writes Pyodide's engine without what only native extension modules use.
//
// The engine exports all of libc, libc++ and the libraries in it, and looks each export up at every
// start. Packages in Python need the few that the script around it calls, those that the linker asks
// for, and Python's own, which `ctypes.pythonapi` offers.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const SCRIPT = "pyodide.asm.mjs";
const ENGINE = "pyodide.asm.wasm";
const LOADER = "pyodide.mjs";
/** Fewer than these mean that the script is laid out in another way. */
const LEAST_ASSIGNMENTS = 4000;
/** A function of the script that keeps each export in a variable, declared just before it. */
const ASSIGNING =
  /(?<=[;}])var (?<variables>[\w$,]+);function assignWasmExports\(wasmExports\)\{(?<assignments>[^{}]*)\}/g;
const ASSIGNMENT =
  /^(?<targets>(?:(?:[\w$]+|Module\["[\w$]+"\])=)+)wasmExports\["(?<name>[\w$]+)"\](?:\.value>>>0)?$/;
const CONVERSION =
  /wasmExports\["(?<name>[\w$]+)"\]=makeWrapper_\w+\(wasmExports\["\k<name>"\]\);/g;
const IDENTIFIER = /[\w$]+/g;
/** What Python's own functions and data are called in C. */
const PYTHONS_OWN = /^_?Py/;

class LayoutError extends Error {}

/** Takes the script apart: what assigns exports, and all else, which is what uses them. */
function takeApart(script) {
  const found = [...script.matchAll(ASSIGNING)];
  if (found.length !== 1)
    throw new LayoutError(`${SCRIPT} assigns exports in ${found.length} places.`);
  const [{ 0: text, index, groups }] = found;
  const assignments = groups.assignments.split(";").map((statement) => {
    const match = ASSIGNMENT.exec(statement);
    if (!match)
      throw new LayoutError(`${SCRIPT} assigns an export in an unknown way: ${statement}`);
    const { name, targets } = match.groups;
    return { statement, name, targets: targets.replaceAll("Module[", "[").match(IDENTIFIER) };
  });
  if (assignments.length < LEAST_ASSIGNMENTS) {
    throw new LayoutError(`${SCRIPT} assigns only ${assignments.length} exports.`);
  }
  if (script.search(CONVERSION) < 0)
    throw new LayoutError(`${SCRIPT} converts no export's result.`);
  const before = script.slice(0, index);
  const after = script.slice(index + text.length);
  return { before, variables: groups.variables.split(","), assignments, after };
}

/** Every word of the code, be it a name, a property or in a string: rather too many than too few. */
function wordsOf(...texts) {
  return new Set(texts.flatMap((text) => text.replaceAll(CONVERSION, "").match(IDENTIFIER)));
}

/** Emscripten calls an export by its name with an underscore before it, and may put that there itself. */
function isUsed(name, targets, words) {
  return words.has(name) || words.has(`_${name}`) || targets.some((each) => words.has(each));
}

/** Tells the names of the exports that stay, and of those that don't. */
function sortExports(engine, assignments, words) {
  const module = new WebAssembly.Module(engine);
  const linked = WebAssembly.Module.imports(module).filter((each) =>
    each.module.startsWith("GOT."),
  );
  const asked = new Set([...linked, ...assignments].map((each) => each.name));
  const kept = new Set();
  const dropped = new Set();
  for (const { name, kind } of WebAssembly.Module.exports(module)) {
    const isCode = kind === "function" || kind === "global";
    const stays = !isCode || asked.has(name) || isUsed(name, [], words) || PYTHONS_OWN.test(name);
    (stays ? kept : dropped).add(name);
  }
  return { kept, dropped };
}

function slimScript({ before, variables, after }, assignments, kept) {
  const assigned = new Set(assignments.flatMap((each) => each.targets));
  return [
    before,
    `var ${variables.filter((name) => assigned.has(name)).join(",")};`,
    `function assignWasmExports(wasmExports){${assignments.map((each) => each.statement).join(";")}}`,
    after.replaceAll(CONVERSION, (statement, name) => (kept.has(name) ? statement : "")),
  ].join("");
}

function slimEngine(binaryen, engine, dropped) {
  const module = binaryen.readBinary(engine);
  for (const name of dropped) module.removeExport(name);
  module.runPasses(["remove-unused-module-elements"]);
  const slim = module.emitBinary();
  // What binaryen can write is more than what engines can read.
  if (!WebAssembly.validate(slim)) throw new LayoutError(`What remains of ${ENGINE} is not valid.`);
  return slim;
}

const [pyodide, library, target] = process.argv.slice(2);
try {
  const [engine, script, loader] = await Promise.all([
    readFile(join(pyodide, ENGINE)),
    readFile(join(pyodide, SCRIPT), "utf8"),
    readFile(join(pyodide, LOADER), "utf8"),
  ]);
  const parts = takeApart(script);
  const words = wordsOf(parts.before, parts.after, loader);
  // Not all that stay are assigned: `ctypes.pythonapi` finds Python's own without the script.
  const assignments = parts.assignments.filter((each) => isUsed(each.name, each.targets, words));
  const { kept, dropped } = sortExports(engine, assignments, words);
  const { default: binaryen } = await import(pathToFileURL(library).href);
  await writeFile(join(target, SCRIPT), slimScript(parts, assignments, kept));
  await writeFile(join(target, ENGINE), slimEngine(binaryen, engine, dropped));
} catch (error) {
  // Not the stack: its frames lie in minified code.
  console.error(error.message);
  process.exitCode = 1;
}
