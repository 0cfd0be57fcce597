// node small_engine.mjs make LIBRARIES FOLDER
// Writes the engine of small_engine.wat.
//
// node small_engine.mjs use WORKER FOLDER
// Links the parts of it as the worker does, in each way, and prints what its functions return.
import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { deflateSync } from "node:zlib";

const load = (path) => import(pathToFileURL(path).href);

async function make(libraries, folder) {
  const { default: binaryen } = await load(`${libraries}/binaryen/index.js`);
  const text = await readFile(new URL("small_engine.wat", import.meta.url), "utf8");
  const module = binaryen.parseText(text);
  module.setFeatures(binaryen.Features.All);
  await writeFile(`${folder}/small.wasm`, module.emitBinary());
}

async function engineRest(worker, folder) {
  const { build } = await load(`${worker}/node_modules/esbuild/lib/main.js`);
  const outfile = `${folder}/engine-rest.mjs`;
  const entryPoints = [`${worker}/src/python/engine-rest.ts`];
  await build({ entryPoints, bundle: true, format: "esm", outfile });
  return (await load(outfile)).EngineRest;
}

async function use(worker, folder) {
  const EngineRest = await engineRest(worker, folder);
  const [first, content, data] = await Promise.all(
    ["pyodide.asm.wasm", "pyodide.rest.wasm", "pyodide.data.bin"].map((name) =>
      readFile(`${folder}/${name}`),
    ),
  );
  const found = {};
  for (const way of ["asked for", "completed", "needed"]) {
    const notes = [];
    const imports = { env: { note: (number) => notes.push(number) } };
    const rest = new EngineRest(Promise.resolve(deflateSync(content)), way === "needed");
    rest.watch(imports);
    await rest.ready;
    const { instance } = await WebAssembly.instantiate(first, imports);
    rest.begin(instance);
    const { exports } = instance;
    new Uint8Array(exports.memory.buffer).set(data);
    if (way === "completed") await rest.complete();
    const { linked, apply, square, caught, counted } = exports;
    found[way] = {
      before: [apply(1, 20, 3), linked.value],
      direct: square(6),
      counted: counted(),
      indirect: [apply(1, 20, 3), apply(2, 20, 3), apply(3, 20, 3)],
      caught: [caught(4), caught(5)],
      after: [counted(), linked.value],
      data: new TextDecoder().decode(exports.memory.buffer.slice(1024, 1034)),
      notes,
    };
  }
  console.log(JSON.stringify(found));
}

const [task, ...paths] = process.argv.slice(2);
await (task === "make" ? make : use)(...paths);
