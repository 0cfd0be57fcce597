// The script around Pyodide's engine: what it is made of, and how it is made smaller for an engine that
// never loads native code.

export const SCRIPT = "pyodide.asm.mjs";

/** Fewer than these mean that the script is laid out in another way. */
const LEAST_ASSIGNMENTS = 4000;
/**
 * A function of the script that keeps each export in a variable, declared just before it; and behind it
 * the functions that an engine may import.
 */
const BORDER =
  /(?<=[;}])var (?<variables>[\w$,]+);function assignWasmExports\(wasmExports\)\{(?<assignments>[^{}]*)\}var wasmImports=\{(?<importable>[\w$:,]+)\};/g;
const ASSIGNMENT =
  /^(?<targets>(?:(?:[\w$]+|Module\["[\w$]+"\])=)+)wasmExports\["(?<name>[\w$]+)"\](?:\.value>>>0)?$/;
const CONVERSION =
  /wasmExports\["(?<name>[\w$]+)"\]=makeWrapper_\w+\(wasmExports\["\k<name>"\]\);/g;
const ASKED_IMPORT = /\bwasmImports\["(?<name>[\w$]+)"\]/g;
/** How a function is called from native code that has a pointer to it. */
const SIGNATURE = /(?<=[;}])(?<name>[\w$]+)\.sig="\w*";/g;
/** A part of the script that others may use. */
const OFFER = /(?<=[;}])Module\["(?<name>[\w$]+)"\]=[\w$]+;/g;
const USE = /\bModule(?:\.|\[")(?<name>[\w$]+)/g;
/** What comes as text out of native code, and could refer to anything by its name. */
const EVALUATION = /(?<![\w$.])eval\(/g;
const IDENTIFIER = /[\w$]+/g;

export class LayoutError extends Error {}

/** Takes the script apart: what passes between it and the engine, and all else, which uses that. */
export function takeApart(script) {
  const found = [...script.matchAll(BORDER)];
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
  const importable = groups.importable.split(",").map((entry) => {
    const [name, target = name] = entry.split(":");
    return { name, target };
  });
  return { before, variables: groups.variables.split(","), assignments, importable, after };
}

/** Every word of the code, be it a name, a property or in a string: rather too many than too few. */
export function wordsOf(...texts) {
  return new Set(texts.flatMap((text) => text.replaceAll(CONVERSION, "").match(IDENTIFIER)));
}

/** Emscripten calls an export by its name with an underscore before it, and may put that there itself. */
export function isUsed(name, targets, words) {
  return words.has(name) || words.has(`_${name}`) || targets.some((each) => words.has(each));
}

/**
 * Puts the script together again with those exports and imports that the engine has, and without what
 * only native code needs that is loaded later on: a minifier finds what nobody uses any more.
 *
 * @param assignments those that stay
 * @param exported names
 * @param imported names
 * @param used names of what others than the script use of it
 */
export function putTogether(parts, assignments, { exported, imported }, used) {
  const { before, after } = parts;
  const assigned = new Set(assignments.flatMap((each) => each.targets));
  const asked = new Set(Array.from(before.matchAll(ASKED_IMPORT), ({ groups }) => groups.name));
  const passed = parts.importable.filter(({ name }) => imported.has(name) || asked.has(name));
  const called = new Set(passed.map(({ target }) => target));
  const whole = [
    before,
    `var ${parts.variables.filter((name) => assigned.has(name)).join(",")};`,
    `function assignWasmExports(wasmExports){${assignments.map((each) => each.statement).join(";")}}`,
    `var wasmImports={${passed.map(({ name, target }) => `${name}:${target}`).join(",")}};`,
    after.replaceAll(CONVERSION, (statement, name) => (exported.has(name) ? statement : "")),
  ]
    .join("")
    .replaceAll(SIGNATURE, (signature, name) => (called.has(name) ? signature : ""))
    .replaceAll(EVALUATION, "globalThis.eval(");
  const inUse = new Set(used);
  for (const { groups } of whole.replaceAll(OFFER, "").matchAll(USE)) inUse.add(groups.name);
  return whole.replaceAll(OFFER, (offer, name) => (inUse.has(name) ? offer : ""));
}
