// node --trace-wasm-compilation-times ballast.mjs BALLAST BINARYEN
// Calls an engine's ballast until V8 has optimised it, of which V8 prints how long the code is.
import { pathToFileURL } from "node:url";

const [{ addBallast }, { default: binaryen }] = await Promise.all(
  process.argv.slice(2).map((path) => import(pathToFileURL(path).href)),
);
const module = new binaryen.Module();
module.setFeatures(binaryen.Features.All);
module.setMemory(1, 1);
addBallast(binaryen, module);
const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.emitBinary()));
for (let call = 0; call < 200; call++) exports.ballast(0);
// It is optimised in another thread.
await new Promise((resolve) => setTimeout(resolve, 2000));
