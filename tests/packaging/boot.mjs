// node boot.mjs WORKER ASSETS PROGRAM FOLDER
// Boots Python from the files of a runtime and prints what a Python program returns, or what it returns a
// promise of. What is made on the way goes to the folder.
import { readFile } from "node:fs/promises";
import { Runtime, run } from "./runtime.mjs";

const [worker, assets, program, folder] = process.argv.slice(2);

await run(async () => {
  const runtime = await Runtime.open(worker, assets, folder);
  const { pyodide } = await runtime.boot("whole");
  console.log(await pyodide.runPython(await readFile(program, "utf8")));
});
