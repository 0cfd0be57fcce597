// node restore.mjs SOURCES ASSETS
// Boots Pyodide from the files of a runtime as the worker does, and again from a snapshot of it.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [sources, assets] = process.argv.slice(2);
// First, for Pyodide looks once at where it is.
await import(pathToFileURL(`${sources}/testing/worker-scope.ts`).href);
const { bootPyodide, freeze } = await import(
  pathToFileURL(`${sources}/python/pyodide-runtime.ts`).href
);
const { loadPyodide } = await import(pathToFileURL(`${assets}/pyodide.mjs`).href);
const { default: createPyodideModule } = await import(
  pathToFileURL(`${assets}/pyodide.asm.mjs`).href
);

async function boot(options) {
  const packages = await readFile(`${assets}/packages.zip`);
  return bootPyodide(
    { loadPyodide, createPyodideModule },
    {
      wasm: async () => WebAssembly.compile(await readFile(`${assets}/pyodide.asm.wasm`)),
      stdlib: async () => new Response(await readFile(`${assets}/stdlib.zip`)),
      archives: new Map([["/lib/packages.zip", packages]]),
      stdout: () => {},
      stderr: console.error,
      ...options,
    },
  );
}

const booted = await boot({ freezable: true });
booted.runPython(`
  import sys
  sys.path.append("/lib/packages.zip")
  import ctypes, sqlite3
  import hipflask
  represent = ctypes.pythonapi.PyObject_Repr
  represent.argtypes = [ctypes.py_object]
  represent.restype = ctypes.py_object
  app = hipflask.Flask("app")
  app.add_url_rule("/", view_func=lambda: represent(sqlite3.connect(":memory:").execute("SELECT 6 * 7").fetchone()))
`);
const restored = await boot({ snapshot: freeze(booted) });
console.log(restored.runPython('app.test_client().get("/").text'));
// A channel of Pyodide's event loop would keep Node from ending by itself.
process.exit();
