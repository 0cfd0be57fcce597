// node restore.mjs WORKER ASSETS LIBRARY PROGRAM FOLDER
// Starts Python from the files of a runtime as the worker does, runs a Python program, freezes all of
// it, restores it, and prints what the program's answer() returns then. The library is "rest" to start
// with the runtime's memory, or "whole" to boot without it. What is made on the way goes to the folder.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [worker, assets, library, program, folder] = process.argv.slice(2);
const load = (path) => import(pathToFileURL(path).href);

// First, for Pyodide looks once at where it is.
const { bootPyodide, Guards, MemoryImage, preload } = await load(await bundle());
const { loadPyodide } = await load(`${assets}/pyodide.mjs`);
const { default: createPyodideModule } = await load(`${assets}/pyodide.asm.mjs`);

async function bundle() {
  const { build } = await load(`${worker}/node_modules/esbuild/lib/main.js`);
  const outfile = `${folder}/runtime.mjs`;
  await build({
    stdin: {
      contents: `
        import "./build/worker-scope";
        export { Guards } from "./python/guards";
        export { MemoryImage } from "./python/memory-image";
        export { preload } from "./python/preload";
        export { bootPyodide } from "./python/pyodide-runtime";
      `,
      resolveDir: `${worker}/src`,
    },
    bundle: true,
    format: "esm",
    platform: "node",
    outfile,
  });
  return outfile;
}

function asset(name) {
  return readFile(`${assets}/${name}`);
}

async function parse(memory) {
  return MemoryImage.of(new Uint8Array(await memory));
}

const PACKAGES = "/lib/packages.zip";

/** Python owns what it is given. */
async function archives() {
  return new Map([
    [PACKAGES, await asset(library === "rest" ? "packages-rest.zip" : "packages.zip")],
  ]);
}

function boot(options) {
  return bootPyodide(
    { loadPyodide, createPyodideModule },
    {
      wasm: asset("pyodide.asm.wasm").then((engine) => WebAssembly.compile(engine)),
      stdlib: asset(library === "rest" ? "stdlib-rest.zip" : "stdlib.zip"),
      archives: archives(),
      ...new Guards().options,
      stdout: () => {},
      stderr: console.error,
      ...options,
    },
  );
}

async function start() {
  if (library === "rest") {
    const halves = await Promise.all(["memory-1.bin", "memory-2.bin"].map(asset));
    return boot({ freezable: true, image: parse(Buffer.concat(halves)) });
  }
  const booted = await boot({ freezable: true });
  preload(booted.pyodide, [PACKAGES]);
  return booted;
}

try {
  const { pyodide, freeze } = await start();
  pyodide.runPython(await readFile(program, "utf8"));
  const restored = await boot({ image: parse(freeze()) });
  console.log(restored.pyodide.runPython("answer()"));
  // A channel of Pyodide's event loop would keep Node from ending by itself.
  process.exit();
} catch (error) {
  // Not the stack: its frames lie in minified code.
  console.error(error.message);
  process.exit(1);
}
