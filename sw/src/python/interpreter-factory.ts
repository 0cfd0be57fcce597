import { HipflaskError } from "../errors";
import { afterFirstPage } from "../pause";
import type { Precache } from "../precache";
import type { Holds, Stage } from "../protocol";
import type { OutputLog } from "../tools/output-log";
import { compileEngine } from "./engine";
import type { Frozen } from "./freezer";
import { Interpreter } from "./interpreter";
import type { Image } from "./memory-image";
import type { Parts, PyodideModules } from "./pyodide-runtime";
import { enginePartsOf, type Library, librariesOf, memoryOf, only } from "./site-assets";
import type { Surroundings } from "./snapshot-content";
import type { Snapshots } from "./snapshots";

/** An interpreter, and what it was made with if it is frozen. */
interface Started {
  readonly interpreter: Interpreter;
  readonly surroundings?: Surroundings;
}

/** Makes interpreters from the precached assets, out of a snapshot where there is one. */
export class InterpreterFactory {
  readonly #modules: PyodideModules;
  readonly #precache: Precache;
  readonly #snapshots: Snapshots;
  /** The latest interpreter, as long as there is something left to do for it. */
  #started: Started | undefined;
  #settling: Promise<void> = Promise.resolve();
  readonly #output: OutputLog;
  readonly #holds: Holds;
  readonly #retired: AbortSignal;
  #described: string | undefined;

  /**
   * @param retired - that nothing is to be kept any more
   * @param holds - what is in the memory that the site comes with; see `SiteManifest.frozen`
   */
  constructor(
    modules: PyodideModules,
    precache: Precache,
    snapshots: Snapshots,
    output: OutputLog,
    retired: AbortSignal,
    holds: Holds = "framework",
  ) {
    this.#holds = holds;
    this.#retired = retired;
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
    const memory = memoryOf(this.#precache);
    const interpreter = memory && (await this.#adopt(memory));
    if (interpreter !== undefined) return interpreter;
    return this.#makeFrozen(this.#surroundings("whole"), "framework");
  }

  /** Starts with the memory that the site comes with; returns nothing if that fails. */
  async #adopt(memory: Promise<Image>): Promise<Interpreter | undefined> {
    try {
      return await this.#makeFrozen(this.#surroundings("rest"), this.#holds, memory);
    } catch (error) {
      if (isLack(error)) throw error;
      console.warn("hipflask: the site's memory could not be restored; Python boots.", error);
      return undefined;
    }
  }

  #surroundings(library: Library): Surroundings {
    return { ...enginePartsOf(this.#precache), ...librariesOf(this.#precache, library) };
  }

  /** Makes an interpreter that is to be stored. */
  async #makeFrozen(
    surroundings: Surroundings,
    holds: Holds,
    image?: Promise<Image>,
  ): Promise<Interpreter> {
    const parts = () => ({ ...surroundings, ...(image && { image }) });
    const interpreter = await this.#make(parts, holds, false);
    this.#started = { interpreter, surroundings };
    return interpreter;
  }

  /** Restores the frozen Python; boots it plainly if that fails: slower, never broken. */
  async restore(report: (stage: Stage) => void): Promise<Interpreter> {
    report("start");
    const snapshot = await this.#snapshots.find();
    if (snapshot === undefined) return this.boot();
    try {
      const interpreter = await this.#make(snapshot.parts, snapshot.holds, true);
      this.#started = { interpreter };
      return interpreter;
    } catch (error) {
      if (isLack(error)) throw error;
      console.warn("hipflask: the snapshot could not be restored; Python boots anew.", error);
      await this.#snapshots.discard();
      return this.boot();
    }
  }

  /**
   * Stores what was frozen, completes the engine and has its machine code kept, and resolves when that is
   * done: nobody needs to wait for it but the browser. WebKit's Cache Storage does one thing after another
   * and is busy with this for seconds, in which no worker would become active, no application start and no
   * page come up.
   */
  settle(): Promise<void> {
    const started = this.#started;
    this.#started = undefined;
    if (started !== undefined) {
      this.#settling = afterFirstPage(() => this.#finish(started), this.#retired);
    }
    return this.#settling;
  }

  /** What the snapshot holds and why not more, if it was made since the worker started. */
  get described(): string | undefined {
    return this.#described;
  }

  async #finish({ interpreter, surroundings }: Started): Promise<void> {
    const isStored = surroundings !== undefined && (await this.#store(interpreter, surroundings));
    await interpreter.completeEngine().catch(() => {}); // who needs it is told
    if (isStored) await interpreter.keepMachineCode();
  }

  /** Tells whether there was something to store. */
  async #store(interpreter: Interpreter, surroundings: Surroundings): Promise<boolean> {
    const { frozen } = interpreter;
    if (frozen === undefined) return false;
    interpreter.thaw();
    this.#described = describe(frozen);
    this.#output.print("hipflask", this.#described);
    try {
      await this.#snapshots.put(frozen, surroundings);
    } catch (error) {
      console.warn("hipflask: there is no room for a snapshot; each start boots Python.", error);
    }
    return true;
  }

  /**
   * @param getParts - gets all but the engine's code, given when that is compiled; without a memory
   *   Python boots
   * @param holds - what is in that memory
   * @param isInstalled - whether it is not to be frozen again, because the site has what it needs
   */
  async #make(
    getParts: (compiled: Promise<unknown>) => Omit<Parts, "wasm">,
    holds: Holds,
    isInstalled: boolean,
  ): Promise<Interpreter> {
    const engine = only(this.#precache.ofRole("wasm"), "wasm");
    const wasm = compileEngine(engine, this.#precache, isInstalled);
    const parts = getParts(wasm);
    // Told to who needs it.
    for (const part of Object.values({ wasm, ...parts })) part.catch(() => {});
    return Interpreter.boot(this.#modules, {
      wasm,
      ...parts,
      freezable: !isInstalled,
      holds,
      stdout: (line) => this.#output.print("stdout", line),
      stderr: (line) => this.#output.print("stderr", line),
      log: (level, text) => this.#output.log(level, text),
    });
  }
}

/** Whether something can't be had, which is told; what can't be used does no harm. */
function isLack(error: unknown): boolean {
  return error instanceof HipflaskError;
}

function describe({ holds, because }: Frozen): string {
  const what = {
    framework: "Python starts without the application, which is imported each time",
    modules: "Python starts with the application's modules; the application is made each time",
    application: "Python starts with the application made",
  }[holds];
  return because === undefined ? `${what}.` : `${what}: ${because}.`;
}
