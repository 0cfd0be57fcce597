// node make-memory.mjs LOADER ENGINE WASM REST DATA STDLIB PACKAGES FOLDER
// Boots Python with hipflask as a worker does, and writes what a site comes with so that no worker has
// to: memory-1.bin and memory-2.bin, the halves of it, which two threads may unpack; and stdlib-rest.zip
// and packages-rest.zip, which lack the modules that are in there.
import "./worker-scope";

import { readFile, writeFile } from "node:fs/promises";
import { freezePython, loadModules } from "./freeze-python";

async function makeMemory(paths: readonly string[]): Promise<void> {
  const [loader = "", engine = "", ...files] = paths;
  const [wasm = "", wasmRest = "", wasmData = "", stdlib = "", packages = "", folder = ""] = files;
  const modules = await loadModules(loader, engine);
  const frozen = await freezePython(
    modules,
    {
      wasm: WebAssembly.compile(await readFile(wasm)),
      wasmRest: readFile(wasmRest),
      wasmData: readFile(wasmData),
    },
    await readFile(stdlib),
    await readFile(packages),
  );
  const middle = Math.ceil(frozen.memory.length / 2);
  const contents = {
    "memory-1.bin": frozen.memory.subarray(0, middle),
    "memory-2.bin": frozen.memory.subarray(middle),
    "stdlib-rest.zip": frozen.stdlib,
    "packages-rest.zip": frozen.packages,
  };
  for (const [name, content] of Object.entries(contents)) {
    await writeFile(`${folder}/${name}`, content);
  }
}

try {
  // Taken away, as Pyodide would have Python know of them: of paths on this machine.
  await makeMemory(process.argv.splice(1).slice(1));
  process.exit(); // Pyodide's event loop would keep the process waiting
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
