// node instrument.mjs LIBRARIES ENGINE TARGET
// Writes an engine that tells of each of its functions when it is called for the first time: it calls
// `profile.ran` with the function's number.
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const RAN = "ran";

function instrument(binaryen, engine) {
  const module = binaryen.readBinary(engine);
  const count = module.getNumFunctions();
  module.addFunctionImport(RAN, "profile", RAN, binaryen.i32, binaryen.none);
  for (let index = 0; index < count; index++) {
    const { name, base, body, results } = binaryen.getFunctionInfo(module.getFunctionByIndex(index));
    if (base) continue;
    const flag = `${RAN}${name}`;
    module.addGlobal(flag, binaryen.i32, true, module.i32.const(0));
    const isNew = module.i32.eqz(module.global.get(flag, binaryen.i32));
    const tell = module.block(null, [
      module.global.set(flag, module.i32.const(1)),
      module.call(RAN, [module.i32.const(Number(name))], binaryen.none),
    ]);
    const watched = module.block(null, [module.if(isNew, tell), body], results);
    binaryen.Function.setBody(module.getFunction(name), watched);
  }
  return module.emitBinary();
}

const [libraries, engine, target] = process.argv.slice(2);
const { default: binaryen } = await import(
  pathToFileURL(join(libraries, "binaryen", "index.js")).href
);
await writeFile(target, instrument(binaryen, await readFile(engine)));
