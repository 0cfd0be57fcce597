// What the tests and the build use of Node and of Pyodide's engine, neither of which the worker's types
// know.

declare module "node:fs/promises" {
  export function readFile(path: URL | string): Promise<Uint8Array<ArrayBuffer>>;
  export function writeFile(path: string, content: Uint8Array): Promise<void>;
}

declare module "node:crypto" {
  const crypto: { randomFillSync: <T extends ArrayBufferView>(array: T) => T };
  // biome-ignore lint/style/noDefaultExport: it is not ours
  export default crypto;
}

declare module "node:url" {
  export function pathToFileURL(path: string): URL;
}

declare const process: {
  readonly argv: string[];
  readonly env: Record<string, string | undefined>;
  exit(code?: number): never;
};

declare module "pyodide/pyodide.asm.mjs" {
  import type { PyodideModules } from "./python/pyodide-runtime";

  const createPyodideModule: PyodideModules["createPyodideModule"];
  // biome-ignore lint/style/noDefaultExport: it is not ours
  export default createPyodideModule;
}
