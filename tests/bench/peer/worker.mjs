// What one writes who reads Pyodide's manual: everything as it was published, loaded side by side.
import { loadPyodide } from "./pyodide/pyodide.mjs";

async function start() {
  const [pyodide, site] = await Promise.all([
    loadPyodide(),
    fetch("site.zip").then((response) => response.arrayBuffer()),
  ]);
  pyodide.unpackArchive(site, "zip", { extractDir: "/site" });
  pyodide.runPython("import sys; sys.path.insert(0, '/site')");
  return pyodide.runPython("import peer; peer.answer");
}

const answer = start();

addEventListener("message", async ({ data: path, ports: [port] }) => {
  try {
    port.postMessage({ page: (await answer)(path) });
  } catch (error) {
    port.postMessage({ error: String(error) });
  }
});
