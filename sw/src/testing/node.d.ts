// What the tests use of Node and of Pyodide's engine, neither of which the worker's types know.

declare module "node:fs/promises" {
  export function readFile(path: URL): Promise<Uint8Array<ArrayBuffer>>;
}

declare module "pyodide/pyodide.asm.mjs" {
  import type { PyodideModules } from "../python/pyodide-runtime";

  const createPyodideModule: PyodideModules["createPyodideModule"];
  // biome-ignore lint/style/noDefaultExport: it is not ours
  export default createPyodideModule;
}
