// node restore.mjs WORKER ASSETS LIBRARY PROGRAM FOLDER
// Starts Python from the files of a runtime as the worker does, runs a Python program, freezes all of
// it, restores it, and prints what the program's answer() returns then. The library is "rest" to start
// with the runtime's memory, or "whole" to boot without it. What is made on the way goes to the folder.
import { readFile } from "node:fs/promises";
import { PACKAGES, Runtime, run } from "./runtime.mjs";

const [worker, assets, library, program, folder] = process.argv.slice(2);

async function start(runtime) {
  if (library === "rest") {
    const halves = await Promise.all(["memory-1.bin", "memory-2.bin"].map((it) => runtime.file(it)));
    return runtime.boot(library, { freezable: true, image: runtime.image(Buffer.concat(halves)) });
  }
  const booted = await runtime.boot(library, { freezable: true });
  runtime.preload(booted.pyodide, [PACKAGES]);
  return booted;
}

await run(async () => {
  const runtime = await Runtime.open(worker, assets, folder);
  const { pyodide, freeze } = await start(runtime);
  pyodide.runPython(await readFile(program, "utf8"));
  // Little is left to do, so that the rest of the engine takes its place only when it is needed.
  const restored = await runtime.boot(library, { image: runtime.image(freeze()), isImported: true });
  console.log(restored.pyodide.runPython("answer()"));
});
