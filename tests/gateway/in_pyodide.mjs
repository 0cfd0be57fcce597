// node --experimental-wasm-jspi in_pyodide.mjs ASSETS ARCHIVE FOLDER URL
// Unpacks an archive into Pyodide and runs pytest there, over a folder of the archive. Tests may be
// suspended, and their interruption may be asked for: js.interruptAfter(milliseconds).
// They find in os.environ: REMOTE, the server at the URL (tests/support/remote.py), and PRELOADED,
// the modules that are there before any application.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";

const [assets, archive, folder, remote] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${assets}/pyodide.mjs`).href);

let due = Number.POSITIVE_INFINITY;
globalThis.interruptAfter = (milliseconds) => {
  due = milliseconds > 0 ? performance.now() + milliseconds : Number.POSITIVE_INFINITY;
};
const interruptions = {
  get 0() {
    if (performance.now() < due) return 0;
    due = performance.now() + 5000;
    return 2;
  },
  set 0(_) {},
};

const pyodide = await loadPyodide({ indexURL: assets, stdLibURL: `${assets}/stdlib.zip` });
pyodide.FS.writeFile("/lib/packages.zip", await readFile(`${assets}/packages.zip`));
pyodide.unpackArchive(new Uint8Array(await readFile(archive)), "zip", { extractDir: "/tests" });
pyodide.setInterruptBuffer(interruptions);
const program = `
import os
import sys

os.environ["REMOTE"] = "${remote}"
sys.path[:0] = ["/tests", "/lib/packages.zip"]
from hipflask.browser import bridge

bridge.preload()
os.environ["PRELOADED"] = " ".join(sys.modules)

import pytest


def run():
    return int(pytest.main(["-W", "error", "-p", "no:cacheprovider", "--rootdir", "/tests", "-v","/tests/${folder}"]))
`;
try {
  pyodide.runPython(program);
  // Node would wait for timers that nobody waits for any longer.
  process.exit(await pyodide.globals.get("run").callPromising());
} catch (error) {
  console.error(error.message); // its stack would show the whole of Pyodide's source
  process.exit(1);
}
