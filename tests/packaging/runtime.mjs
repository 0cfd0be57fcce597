// Boots Python from the files of a runtime, as the worker does; the programs beside this one share it.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

export const PACKAGES = "/lib/packages.zip";

const load = (path) => import(pathToFileURL(path).href);

/** Bundles what the worker has for this into a folder, and returns it. */
async function bundle(worker, folder) {
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
  return load(outfile);
}

/** A runtime whose files lie in a folder, none of them compressed. */
export class Runtime {
  #assets;
  #modules;
  #worker;

  /** @param folder - where files go that are made on the way */
  static async open(worker, assets, folder) {
    const runtime = new Runtime();
    runtime.#assets = assets;
    // First, for Pyodide looks once at where it is.
    runtime.#worker = await bundle(worker, folder);
    const { loadPyodide } = await load(`${assets}/pyodide.mjs`);
    const { default: createPyodideModule } = await load(`${assets}/pyodide.asm.mjs`);
    runtime.#modules = { loadPyodide, createPyodideModule };
    return runtime;
  }

  get preload() {
    return this.#worker.preload;
  }

  file(name) {
    return readFile(`${this.#assets}/${name}`);
  }

  image(memory) {
    return this.#worker.MemoryImage.of(new Uint8Array(memory));
  }

  /** @param library - which archives there are to import from: "rest" or "whole" */
  async boot(library, options = {}) {
    const suffix = library === "rest" ? "-rest" : "";
    return this.#worker.bootPyodide(this.#modules, {
      wasm: this.file("pyodide.asm.wasm").then((engine) => WebAssembly.compile(engine)),
      wasmRest: this.file("pyodide.rest.bin"),
      wasmData: this.file("pyodide.data.bin"),
      stdlib: this.file(`stdlib${suffix}.zip`),
      // Python owns what it is given.
      archives: this.file(`packages${suffix}.zip`).then((zip) => new Map([[PACKAGES, zip]])),
      ...new this.#worker.Guards().options,
      stdout: () => {},
      stderr: console.error,
      ...options,
    });
  }
}

/** Runs a program, and ends Node with it: a channel of Pyodide's event loop would keep it going. */
export async function run(program) {
  try {
    await program();
    process.exit();
  } catch (error) {
    // Not the stack: its frames lie in minified code.
    console.error(error.message);
    process.exit(1);
  }
}
