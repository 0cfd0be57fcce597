import "../build/worker-scope";

import { readFile } from "node:fs/promises";
import { loadPyodide } from "pyodide";
import createPyodideModule from "pyodide/pyodide.asm.mjs";
import {
  type BootedPyodide,
  type BootOptions,
  bootPyodide,
  type PyodideAPI,
  type PyodideModules,
} from "../python/pyodide-runtime";

export const modules: PyodideModules = { loadPyodide, createPyodideModule };

/** How long a boot may take, in milliseconds, on a machine that has much else to do. */
export const BOOT_TIMEOUT = 120_000;

/** Boots the real Pyodide as the worker does, from the files of the npm package. */
export async function boot(
  options: Partial<BootOptions> = {},
  load: PyodideModules["loadPyodide"] = loadPyodide,
): Promise<PyodideAPI> {
  return (await bootFreezable(options, load)).pyodide;
}

/** The same, to be frozen if the options say so. */
export function bootFreezable(
  options: Partial<BootOptions> = {},
  load: PyodideModules["loadPyodide"] = loadPyodide,
): Promise<BootedPyodide> {
  return bootPyodide(
    { loadPyodide: load, createPyodideModule },
    {
      wasm: WebAssembly.compileStreaming(packaged("pyodide.asm.wasm", "application/wasm")),
      stdlib: packaged("python_stdlib.zip", "application/zip").then(
        async (response) => new Uint8Array(await response.arrayBuffer()),
      ),
      archives: Promise.resolve(new Map()),
      stdout: () => {},
      stderr: (line) => console.error(line),
      ...options,
    },
  );
}

async function packaged(name: string, type: string): Promise<Response> {
  const content = await readFile(new URL(import.meta.resolve(`pyodide/${name}`)));
  return new Response(content, { headers: { "Content-Type": type } });
}
