// Python as an export has it, with Flask and the benchmarks beside it.
import { loadPyodide } from "./runtime/pyodide.mjs";

const runtime = new URL("runtime/", import.meta.url).href;

async function bytesOf(name) {
  return new Uint8Array(await (await fetch(name)).arrayBuffer());
}

async function start() {
  const [pyodide, packages, site] = await Promise.all([
    loadPyodide({ indexURL: runtime, stdLibURL: `${runtime}stdlib.zip` }),
    bytesOf("runtime/packages.zip"),
    bytesOf("site.zip"),
  ]);
  pyodide.FS.writeFile("/lib/packages.zip", packages);
  pyodide.unpackArchive(site, "zip", { extractDir: "/site" });
  pyodide.runPython("import sys; sys.path[:0] = ['/site', '/lib/packages.zip']");
  return pyodide.runPython("from bench.one_workload import measure; measure");
}

const measure = start();

addEventListener("message", async ({ data: [name, rounds], ports: [port] }) => {
  try {
    port.postMessage({ figures: (await measure)(name, rounds) });
  } catch (error) {
    port.postMessage({ error: error.message });
  }
});
