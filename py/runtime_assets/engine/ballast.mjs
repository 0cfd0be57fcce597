// Chromium keeps an engine's machine code for later starts each time that it has optimised a million bytes
// more of it (V8's --wasm-caching-hard-threshold). A visit of a few pages does not get there, so that all
// that takes long would be optimised again at each start. The worker can have it kept: the engine has a
// function that does nothing, but is about that long once it is optimised, as it is when it is called often.

/** What it is exported as; `sw/src/python/machine-code.ts` calls it. */
const BALLAST = "ballast";

/** Of copies of no bytes: each has ten bytes, and some ninety of machine code for an x86-64. */
const LENGTH = 12_000;

export function addBallast(binaryen, module) {
  const nothing = () => module.local.get(0, binaryen.i32);
  const copy = () => module.memory.copy(nothing(), nothing(), nothing());
  const body = module.block(null, Array.from({ length: LENGTH }, copy));
  module.addFunction(BALLAST, binaryen.i32, binaryen.none, [], body);
  module.addFunctionExport(BALLAST, BALLAST);
}
