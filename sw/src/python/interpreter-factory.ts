import { HipflaskError } from "../errors";
import type { Precache } from "../precache";
import type { Asset, Stage } from "../protocol";
import type { OutputLog } from "../tools/output-log";
import { compileEngine } from "./engine";
import { type Frozen, Interpreter } from "./interpreter";
import { MemoryImage } from "./memory-image";
import type { Parts, PyodideModules } from "./pyodide-runtime";
import type { Library, Snapshots } from "./snapshots";

/** Where Python finds the zips it imports from; a zip is named after its role and its order. */
const ARCHIVE_FOLDER = "/lib";

/** How long the first page of an application gets to come up before a snapshot is stored. */
const FIRST_PAGE_MS = 2000;

/** An interpreter that is frozen, and what it imports from. */
interface Booted {
  readonly interpreter: Interpreter;
  readonly library: Library;
}

/** Makes interpreters from the precached assets, out of a snapshot where there is one. */
export class InterpreterFactory {
  readonly #modules: PyodideModules;
  readonly #precache: Precache;
  readonly #snapshots: Snapshots;
  /** An interpreter whose frozen memory is not stored yet. */
  #booted: Booted | undefined;
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
   * Starts Python with hipflask, frozen for the starts to come, and returns it in working order. It
   * gets another try if the engine traps: WebKit does so amid Python's imports, now and then on a busy
   * machine.
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
    const memory = this.#precache.ofRole("memory");
    const interpreter = memory.length > 0 ? await this.#adopt(memory) : undefined;
    if (interpreter !== undefined) return interpreter;
    return this.#keep(await this.#make("whole", undefined, false), "whole");
  }

  /** Starts with the memory that the site comes with, in parts; returns nothing if that fails. */
  async #adopt(memory: readonly Asset[]): Promise<Interpreter | undefined> {
    const parts = Promise.all(memory.map((part) => this.#precache.bytes(part)));
    const image = parts.then((parts) => MemoryImage.of(joined(parts)));
    try {
      return this.#keep(await this.#make("rest", image, false), "rest");
    } catch (error) {
      if (isLack(error)) throw error;
      console.warn("hipflask: the site's memory could not be restored; Python boots.", error);
      return undefined;
    }
  }

  #keep(interpreter: Interpreter, library: Library): Interpreter {
    this.#booted = { interpreter, library };
    return interpreter;
  }

  /** Restores the frozen Python; boots it plainly if that fails: slower, never broken. */
  async restore(report: (stage: Stage) => void): Promise<Interpreter> {
    report("start");
    const snapshot = await this.#snapshots.find();
    if (snapshot === undefined) return this.boot();
    try {
      return await this.#make(snapshot.library, snapshot.image(), true);
    } catch (error) {
      if (isLack(error)) throw error;
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

  async #store({ interpreter, library }: Booted): Promise<void> {
    const { frozen } = interpreter;
    if (frozen === undefined) return;
    interpreter.thaw();
    this.#described = describe(frozen);
    this.#output.print("hipflask", this.#described);
    try {
      await this.#snapshots.put(frozen, library);
    } catch (error) {
      console.warn("hipflask: there is no room for a snapshot; each start boots Python.", error);
    }
  }

  /**
   * @param image - the memory to start with; Python boots without one
   * @param isInstalled - whether it is not to be frozen again, because the site has what it needs
   */
  async #make(
    library: Library,
    image: Promise<MemoryImage> | undefined,
    isInstalled: boolean,
  ): Promise<Interpreter> {
    image?.catch(() => {}); // told to who needs it
    return Interpreter.boot(this.#modules, {
      ...this.#parts(library, isInstalled, isInstalled ? image : undefined),
      ...(image && { image }),
      freezable: !isInstalled,
      stdout: (line) => this.#output.print("stdout", line),
      stderr: (line) => this.#output.print("stderr", line),
      log: (level, text) => this.#output.log(level, text),
    });
  }

  /** @param before - what is needed before the archives are, and should not have to wait for them */
  #parts(library: Library, isInstalled: boolean, before?: Promise<unknown>): Omit<Parts, "image"> {
    const only = (role: Asset["role"]): Asset => {
      const [asset] = this.#ofRole(role, library);
      if (asset === undefined) throw new Error(`The manifest names no asset of the role ${role}.`);
      return asset;
    };
    const read = async (asset: Asset) => {
      await before;
      return this.#precache.bytes(asset);
    };
    const zips = [...this.#ofRole("framework", library), ...this.#ofRole("packages", library)];
    const parts = {
      wasm: compileEngine(only("wasm"), this.#precache, isInstalled),
      stdlib: read(only("stdlib")),
      archives: archivesOf(zips, read),
      unpacked: Promise.all(zips.filter(({ unpack }) => unpack).map(read)),
    };
    for (const part of Object.values(parts)) part.catch(() => {}); // told to who needs it
    return parts;
  }

  #ofRole(role: Asset["role"], library: Library): readonly Asset[] {
    const assets = this.#precache.ofRole(role);
    if (library === "rest") return assets.filter((asset) => asset.instead_of === undefined);
    const replaced = new Set(assets.map((asset) => asset.instead_of));
    return assets.filter((asset) => !replaced.has(asset.path));
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let offset = 0;
  for (const part of parts) {
    whole.set(part, offset);
    offset += part.length;
  }
  return whole;
}

/** Whether something can't be had, which is told; what can't be used does no harm. */
function isLack(error: unknown): boolean {
  return error instanceof HipflaskError;
}

/** Returns the zips that are imported from, under the paths where Python finds them. */
async function archivesOf(
  zips: readonly Asset[],
  read: (zip: Asset) => Promise<Uint8Array>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const archives = new Map<string, Uint8Array>();
  const contents = await Promise.all(zips.map((zip) => zip.unpack || read(zip)));
  for (const [index, content] of contents.entries()) {
    if (content === true) continue;
    const role = zips[index]?.role ?? "packages";
    const number = archives.has(`${ARCHIVE_FOLDER}/${role}.zip`) ? `-${index}` : "";
    archives.set(`${ARCHIVE_FOLDER}/${role}${number}.zip`, content);
  }
  return archives;
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
