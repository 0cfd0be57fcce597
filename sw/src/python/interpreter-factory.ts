import type { Precache } from "../precache";
import type { Asset, Stage } from "../protocol";
import type { OutputLog } from "../tools/output-log";
import { type Frozen, Interpreter } from "./interpreter";
import type { PyodideModules } from "./pyodide-runtime";
import type { Snapshots } from "./snapshots";

/** Where Python finds the zips it imports from; a zip is named after its role and its order. */
const ARCHIVE_FOLDER = "/lib";

interface Packages {
  /** Zips that are imported from, by path. */
  readonly archives: ReadonlyMap<string, Uint8Array>;
  /** Zips that are unpacked. */
  readonly unpacked: readonly Uint8Array<ArrayBuffer>[];
}

/** How long the first page of an application gets to come up before a snapshot is stored. */
const FIRST_PAGE_MS = 2000;

/** Makes interpreters from the precached assets, out of a snapshot where there is one. */
export class InterpreterFactory {
  readonly #modules: PyodideModules;
  readonly #precache: Precache;
  readonly #snapshots: Snapshots;
  /** An interpreter whose frozen memory is not stored yet. */
  #booted: Interpreter | undefined;
  #storing: Promise<void> = Promise.resolve();
  readonly #output: OutputLog;
  #described: string | undefined;

  constructor(
    modules: PyodideModules,
    precache: Precache,
    snapshots: Snapshots,
    output: OutputLog,
  ) {
    this.#output = output;
    this.#modules = modules;
    this.#precache = precache;
    this.#snapshots = snapshots;
  }

  /**
   * Boots Python, frozen for the starts to come, and returns it in working order. It gets another try
   * if the engine traps: WebKit does so amid Python's imports, now and then on a busy machine.
   */
  async boot(): Promise<Interpreter> {
    try {
      return await this.#bootOnce();
    } catch (error) {
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      console.warn("hipflask: Python could not be booted; it is tried once more.", error);
      return this.#bootOnce();
    }
  }

  async #bootOnce(): Promise<Interpreter> {
    const wasm = this.#compile();
    this.#booted = await this.#make(wasm, await this.#packages(), undefined);
    return this.#booted;
  }

  /** Restores the frozen Python; boots it plainly if that fails: slower, never broken. */
  async restore(report: (stage: Stage) => void): Promise<Interpreter> {
    report("start");
    const wasm = this.#compile();
    const [snapshot, packages] = await Promise.all([this.#snapshots.get(), this.#packages()]);
    if (snapshot === undefined) return this.boot();
    try {
      return await this.#make(wasm, packages, snapshot);
    } catch (error) {
      console.warn("hipflask: the snapshot could not be restored; Python boots anew.", error);
      await this.#snapshots.discard();
      return this.boot();
    }
  }

  /**
   * Stores what was frozen, and resolves when it is: nobody needs to wait for that but
   * the browser. WebKit's Cache Storage does one thing after another and is busy with this for
   * seconds, in which no worker would become active, no application start and no page come up.
   */
  settle(): Promise<void> {
    const booted = this.#booted;
    this.#booted = undefined;
    if (booted !== undefined) {
      this.#storing = pause(FIRST_PAGE_MS).then(() => this.#store(booted));
    }
    return this.#storing;
  }

  /** What the snapshot holds and why not more, if it was made since the worker started. */
  get described(): string | undefined {
    return this.#described;
  }

  async #store(booted: Interpreter): Promise<void> {
    const { frozen } = booted;
    if (frozen === undefined) return;
    booted.thaw();
    this.#described = describe(frozen);
    this.#output.print("hipflask", this.#described);
    try {
      await this.#snapshots.put(frozen);
    } catch (error) {
      console.warn("hipflask: there is no room for a snapshot; each start boots Python.", error);
    }
  }

  /** Compiles the engine, beside all else that a start has to wait for. */
  #compile(): Promise<WebAssembly.Module> {
    const module = WebAssembly.compileStreaming(this.#only("wasm"));
    module.catch(() => {}); // told to who needs it
    return module;
  }

  async #make(
    wasm: Promise<WebAssembly.Module>,
    packages: Packages,
    snapshot: Uint8Array | undefined,
  ): Promise<Interpreter> {
    return Interpreter.boot(this.#modules, {
      wasm: () => wasm,
      stdlib: () => this.#only("stdlib"),
      ...packages,
      stdout: (line) => this.#output.print("stdout", line),
      stderr: (line) => this.#output.print("stderr", line),
      log: (level, text) => this.#output.log(level, text),
      ...(snapshot ? { snapshot } : { freezable: true }),
    });
  }

  async #packages(): Promise<Packages> {
    const assets = [...this.#precache.ofRole("framework"), ...this.#precache.ofRole("packages")];
    const contents = await Promise.all(assets.map((asset) => this.#precache.get(asset)));
    const archives = new Map<string, Uint8Array>();
    const unpacked: Uint8Array<ArrayBuffer>[] = [];
    for (const [index, response] of contents.entries()) {
      const content = new Uint8Array(await response.arrayBuffer());
      if (assets[index]?.unpack) {
        unpacked.push(content);
        continue;
      }
      const role = assets[index]?.role ?? "packages";
      const number = archives.has(`${ARCHIVE_FOLDER}/${role}.zip`) ? `-${index}` : "";
      const path = `${ARCHIVE_FOLDER}/${role}${number}.zip`;
      archives.set(path, content);
    }
    return { archives, unpacked };
  }

  async #only(role: Asset["role"]): Promise<Response> {
    const [asset] = this.#precache.ofRole(role);
    if (asset === undefined) throw new Error(`The manifest names no asset of the role ${role}.`);
    return this.#precache.get(asset);
  }
}

function describe({ holds, because }: Frozen): string {
  const what = {
    framework: "Python starts without the application, which is imported each time",
    modules: "Python starts with the application's modules; the application is made each time",
    application: "Python starts with the application made",
  }[holds];
  return because === undefined ? `${what}.` : `${what}: ${because}.`;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
