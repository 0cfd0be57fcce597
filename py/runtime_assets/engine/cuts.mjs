// What the script around Pyodide's engine does at each start for nothing, if no native code is loaded later
// on, and there is no screen: pieces of its text.

import { LayoutError } from "./script.mjs";

/** Each is there once; a piece goes from the first text to the end of the second. */
const CUTS = [
  // Where each export is, for native code that is linked with it.
  { from: "updateGOT(origExports);" },
  // What is new is not in the table: to look for it would make a JavaScript function of each entry.
  {
    from: "return addFunction(trampolineInstance.exports.trampoline_call)",
    instead:
      "const place=getEmptyTableSlot();setWasmTableEntry(place,trampolineInstance.exports.trampoline_call);return place",
  },
  // For WebGL, and for programs that draw frame after frame.
  { from: "for(let i=0;i<32;++i)tempFixedLengthArray", to: "MainLoop.init();" },
  { from: "registerPostMainLoop(()=>SDL.", to: ");" },
  { from: 'if(typeof Browser!="undefined")Browser.init();' },
  { from: "var requestFullscreen=Browser.", to: "var createContext=Browser.createContext;" },
];
/** Objects that nobody is left to use then. */
const OBJECTS = ["Browser", "SDL", "MainLoop"];
/** What they have set up for others. */
const OFFERS = /(?<=[;}])Module\["\w+"\]=(?:requestFullscreen|setCanvasSize|getUserMedia|createContext|SDL|Browser|MainLoop);/g;

/** A string, or a brace; strings may hold braces. */
const BRACES = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|[{}]/g;

function indexOf(script, text, from = 0) {
  const index = script.indexOf(text, from);
  if (index < 0) throw new LayoutError(`There is no "${text}".`);
  return index;
}

function cut(script, { from, to = "", instead = "" }) {
  const start = indexOf(script, from);
  if (script.includes(from, start + 1)) throw new LayoutError(`There is "${from}" more than once.`);
  const end = indexOf(script, to, start + from.length) + to.length;
  return script.slice(0, start) + instead + script.slice(end);
}

/** Takes out the declaration of an object. */
function cutObject(script, name) {
  const start = indexOf(script, `var ${name}={`);
  let depth = 0;
  for (const { 0: token, index } of script.slice(start).matchAll(BRACES)) {
    if (token === "{") depth += 1;
    if (token !== "}") continue;
    depth -= 1;
    if (depth === 0) return script.slice(0, start) + script.slice(start + index + 2);
  }
  throw new LayoutError(`The object ${name} does not end.`);
}

/**
 * Returns the script without all that.
 *
 * @throws LayoutError - it is laid out in another way
 */
export function cutAll(script) {
  return OBJECTS.reduce(cutObject, CUTS.reduce(cut, script)).replaceAll(OFFERS, "");
}

/** Returns what has been cut out and is still referred to, in a script without spaces. */
export function missing(script) {
  return OBJECTS.filter((name) => new RegExp(`(?<![\\w$."])${name}(?![\\w$:" ])`).test(script));
}
