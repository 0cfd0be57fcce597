// node freeze-application.mjs FOLDER
// Starts the application of a site as a worker does, and freezes it for all who will visit that. The folder
// has the site's manifest.json, and at their paths its assets, unpacked. What comes of it goes there too:
// change.bin, what the memory of the site has to be changed by; and outcome.json, see `Outcome`.
import "./worker-scope";
import "./same-world";

import { readFile, writeFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { HipflaskError } from "../errors";
import type { Asset, AssetRole, Holds, SiteManifest } from "../protocol";
import { applicationConfig } from "../python/application-config";
import { changeOf } from "../python/changed-image";
import { Interpreter } from "../python/interpreter";
import { InterpreterStopped } from "../python/lifeline";
import { MemoryImage } from "../python/memory-image";
import type { PyodideModules } from "../python/pyodide-runtime";
import {
  type AssetSource,
  enginePartsOf,
  librariesOf,
  memoryOf,
  only,
} from "../python/site-assets";
import { reasonOf } from "../python/supervision";
import { filesOf } from "../python/unpack";

interface Outcome {
  readonly holds: Holds;
  /** Why it does not hold more. */
  readonly because?: string;
  /** The traceback of what the application raised instead of being made. */
  readonly failure?: string;
}

/** Where it is mounted is not known here, and nothing that is frozen asks. */
const BASE = new URL("https://example.org/");

class Folder implements AssetSource {
  readonly manifest: SiteManifest;
  readonly #path: string;

  private constructor(path: string, manifest: SiteManifest) {
    this.#path = path;
    this.manifest = manifest;
  }

  static async open(path: string): Promise<Folder> {
    const text = new TextDecoder().decode(await readFile(`${path}/manifest.json`));
    return new Folder(path, JSON.parse(text) as SiteManifest);
  }

  ofRole(role: AssetRole): readonly Asset[] {
    return this.manifest.assets.filter((asset) => asset.role === role);
  }

  async bytes({ path }: Asset): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await readFile(`${this.#path}/${path}`));
  }

  async import(role: AssetRole): Promise<Record<string, unknown>> {
    return import(pathToFileURL(`${this.#path}/${only(this.ofRole(role), role).path}`).href);
  }

  async write(name: string, content: Uint8Array): Promise<void> {
    await writeFile(`${this.#path}/${name}`, content);
  }
}

async function modulesOf(folder: Folder): Promise<PyodideModules> {
  const [{ loadPyodide }, engine] = await Promise.all([
    folder.import("loader"),
    folder.import("engine"),
  ]);
  return { loadPyodide, createPyodideModule: engine["default"] } as PyodideModules;
}

/** Starts Python with the site's memory, as it is before the application is in it. */
async function start(folder: Folder, modules: PyodideModules): Promise<Interpreter> {
  const engine = await folder.bytes(only(folder.ofRole("wasm"), "wasm"));
  const image = memoryOf(folder);
  if (image === undefined) throw new Error("The site has no memory.");
  const interpreter = await Interpreter.boot(modules, {
    wasm: WebAssembly.compile(engine),
    ...enginePartsOf(folder),
    ...librariesOf(folder, "rest"),
    image,
    freezable: true,
    isForOthers: true,
    stdout: () => {},
    stderr: () => {},
    log: () => {},
  });
  const { application } = folder.manifest;
  const archive = only(folder.ofRole("application"), "application");
  interpreter.putFiles(filesOf(await folder.bytes(archive)), application.root);
  return interpreter;
}

/** Compiles the templates in an interpreter of their own, which makes the application for that. */
async function compileTemplates(
  folder: Folder,
  modules: PyodideModules,
): Promise<Uint8Array | undefined> {
  const interpreter = await start(folder, modules);
  interpreter.start(applicationConfig(folder.manifest, BASE));
  return interpreter.compileTemplates(folder.manifest.application.root);
}

async function freeze(folder: Folder): Promise<Outcome> {
  const modules = await modulesOf(folder);
  const compiled = await compileTemplates(folder, modules);
  const interpreter = await start(folder, modules);
  const before = interpreter.frozen?.memory;
  if (compiled !== undefined) interpreter.giveTemplates(compiled);
  interpreter.start(applicationConfig(folder.manifest, BASE), folder.manifest.persist);
  const { frozen } = interpreter;
  if (before === undefined || frozen === undefined) throw new Error("Nothing was frozen.");
  const { memory, holds, because } = frozen;
  if (holds !== "framework") {
    await folder.write("change.bin", changeOf(MemoryImage.of(before), MemoryImage.of(memory)));
  }
  return { holds, ...(because !== undefined && { because }) };
}

/** What the application does is nothing that this program has failed at. */
function failed(error: unknown): Outcome {
  if (error instanceof InterpreterStopped) {
    return { holds: "framework", failure: reasonOf(error.stop.cause) };
  }
  if (!(error instanceof HipflaskError)) throw error;
  return { holds: "framework", failure: error.detail ?? error.message };
}

try {
  // Taken away, as Pyodide would have Python know of them: of paths on this machine.
  const [path = ""] = process.argv.splice(1).slice(1);
  const folder = await Folder.open(path);
  const outcome = await freeze(folder).catch(failed);
  await folder.write("outcome.json", new TextEncoder().encode(JSON.stringify(outcome)));
  // Pyodide's event loop would keep the process waiting, and Python's exit status is not this one's.
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
