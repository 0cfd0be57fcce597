// node split.mjs LIBRARIES ENGINE CALLED TARGET
// Splits an engine: into what most applications call until their first page is there, the rest, and the data
// that it begins with. Browsers read, and some compile, all of an engine before it starts. CALLED has the
// numbers of the functions that are called until then, as JSON.
//
// The first part has a stub for each function of the rest that it refers to, which calls that by its place in
// the table; see stubs.mjs. The rest calls the first part's functions by their places, too, so that they need
// not be exported.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { addBallast } from "./ballast.mjs";
import { Part, Places } from "./part.mjs";
import { Stubs } from "./stubs.mjs";

const FIRST = "first";
/** The import that links the rest, and the global by which the rest tells that it is linked. */
const REST = "rest";
const LINKED = "linked";

const MEMORY = "memory";

function tableName(name) {
  return `table${name}`;
}

function addElements({ module, table }, runs) {
  runs.forEach(({ start, names }, index) => {
    module.addActiveElementSegment(table.name, `${REST}${index}`, names, module.i32.const(start));
  });
}

/** Tells which functions one part refers to, of all the functions that it has or the other one. */
function referred(binaryen, engine, isOther, prepare) {
  const part = new Part(binaryen, engine);
  prepare(part);
  for (const { name } of part.functions.filter(isOther)) {
    binaryen.Function.setBody(part.module.getFunction(name), part.module.unreachable());
  }
  const left = part.prune();
  return part.functions.filter((each) => isOther(each) && left.has(each.name));
}

/** What the rest has to itself: functions. All else is the first part's. */
function strip(part) {
  const { module } = part;
  for (const { name } of part.exports) module.removeExport(name);
  for (const { name } of part.elements) module.removeElementSegment(name);
  part.takeData();
  module.addMemoryImport("0", FIRST, MEMORY);
  for (const { name } of part.tables) module.addTableImport(name, FIRST, tableName(name));
  for (const { name, type } of part.variables) {
    module.removeGlobal(name);
    module.addGlobalImport(name, FIRST, name, type, true);
  }
  for (const { name, exported, params, results } of part.tags) {
    module.removeTag(name);
    module.addTagImport(name, FIRST, exported, params, results);
  }
}

/**
 * @param engine - a binary
 * @param called - functions of the first part, by name
 * @returns both parts, as binaries, and the data
 */
function splitEngine(binaryen, engine, called) {
  const ofFirst = new Set(called);
  const isFirst = (name) => ofFirst.has(name);
  const isOfRest = ({ name, base }) => !base && !isFirst(name);
  const isOfFirst = ({ name, base }) => !base && isFirst(name);
  const wanted = referred(binaryen, engine, isOfRest, () => {});
  const wantedBack = referred(binaryen, engine, isOfFirst, (part) => {
    strip(part);
    for (const { name } of wanted) part.module.addFunctionExport(name, name);
  });

  const first = new Part(binaryen, engine);
  const places = new Places(first);
  for (const { name } of [...wanted, ...wantedBack]) places.of(name);

  const { module } = first;
  module.removeExport(MEMORY); // with the data it would be taken
  const data = first.takeData(MEMORY);
  module.addFunctionImport(REST, "env", REST, binaryen.none, binaryen.none);
  module.addGlobal(LINKED, binaryen.i32, true, module.i32.const(0));
  module.addGlobalExport(LINKED, LINKED);
  for (const { name } of first.tables) module.addTableExport(name, tableName(name));
  for (const { name } of first.variables) module.addGlobalExport(name, name);
  const stubs = new Stubs(first, LINKED, REST);
  for (const each of wanted) stubs.put(each, places.of(each.name));
  addElements(first, places.givenRuns(isFirst));
  binaryen.Table.setInitial(module.getTableByIndex(0), places.end);
  first.prune();
  addBallast(binaryen, module);

  const rest = new Part(binaryen, engine);
  strip(rest);
  for (const each of wantedBack) rest.forward(each, places.of(each.name));
  const names = new Set(wanted.map(({ name }) => name));
  addElements(rest, places.allRuns((name) => names.has(name)));
  const start = rest.module;
  start.addGlobalImport(LINKED, FIRST, LINKED, binaryen.i32, true);
  const tell = start.global.set(LINKED, start.i32.const(1));
  start.setStart(start.addFunction(LINKED, binaryen.none, binaryen.none, [], tell));
  rest.prune();
  return { first: module.emitBinary(), rest: start.emitBinary(), data };
}

async function write(path, engine) {
  // What binaryen can write is more than what engines can read.
  if (!WebAssembly.validate(engine)) throw new Error(`What is to be ${path} is not valid.`);
  await writeFile(path, engine);
}

const [libraries, engine, called, target] = process.argv.slice(2);
try {
  const path = pathToFileURL(join(libraries, "binaryen", "index.js"));
  const { default: binaryen } = await import(path.href);
  const names = JSON.parse(await readFile(called, "utf8")).map(String);
  const parts = splitEngine(binaryen, await readFile(engine), names);
  await write(join(target, "pyodide.asm.wasm"), parts.first);
  await write(join(target, "pyodide.rest.wasm"), parts.rest);
  await writeFile(join(target, "pyodide.data.bin"), parts.data);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
