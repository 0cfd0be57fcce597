// The only module that touches Pyodide's private or unsettled interfaces: `createPyodideModule`,
// `_makeSnapshot`, `_loadSnapshot`, what these two do inside, and the poll for signals. They hold for
// the pinned version. So does what the observers of its imports know, each of the few that it replaces.
import type { loadPyodide as LoadPyodide, PyodideAPI } from "pyodide";
import type { EmscriptenFs } from "../state/emscripten-fs";
import { EngineRest } from "./engine-rest";
import { clearFree } from "./heap";
import { freshMemory, type Image, type References, takeImage, type Unused } from "./memory-image";
import { answerCompilation, answerFetches } from "./pyodide-parts";
import { SuspendedFrames } from "./suspended-frames";
import { TimeZone } from "./time-zone";

export type { PyodideAPI };

type PyodideConfig = NonNullable<Parameters<typeof LoadPyodide>[0]>;
type CreatePyodideModule = NonNullable<PyodideConfig["createPyodideModule"]>;
type EmscriptenSettings = Parameters<CreatePyodideModule>[0];
type InstantiateWasm = NonNullable<EmscriptenSettings["instantiateWasm"]>;

/** What `sw.js` imports statically, because a service worker has no `import()`. */
export interface PyodideModules {
  readonly loadPyodide: typeof LoadPyodide;
  readonly createPyodideModule: CreatePyodideModule;
}

/** Sees what passes WebAssembly's imports. */
export interface ImportObserver {
  /** Puts a watch on the imports of a module that is to be instantiated. */
  watch(imports: WebAssembly.Imports): void;
  /** The module's, once there is one. */
  set memory(memory: WebAssembly.Memory);
}

/** What Python is made of. All of it may still be on its way when a boot begins. */
export interface Parts {
  /** The engine, or the first part of it. */
  readonly wasm: Promise<WebAssembly.Module>;
  /** Its other parts, if it is not whole; see `runtime_assets/engine/split.mjs`. */
  readonly wasmRest?: Promise<Uint8Array<ArrayBuffer>>;
  readonly wasmData?: Promise<Uint8Array>;
  readonly stdlib: Promise<Uint8Array<ArrayBuffer>>;
  /** Zips that Python imports from, by path. After a restore they must be the very same again. */
  readonly archives: Promise<ReadonlyMap<string, Uint8Array>>;
  /** Zips whose content goes to `SITE_PACKAGES`; after a restore the very same again, too. */
  readonly unpacked?: Promise<readonly Uint8Array<ArrayBuffer>[]>;
  /** The memory of a Python that was frozen; without it Python boots from the start. */
  readonly image?: Promise<Image>;
}

export interface BootOptions extends Parts {
  /** Whether the application has been imported, and little is left to do until its first page. */
  readonly isImported?: boolean;
  /** Whether it is to be frozen later on. */
  readonly freezable?: boolean;
  /** Asked every few bytecodes whether to raise SIGINT in the running code. */
  readonly interrupted?: () => boolean;
  /** Is told when the interpreter has come to its end, whichever code was running. */
  readonly died?: (cause: unknown) => void;
  /** Are to see what the program asks of the outside world. */
  readonly observers?: readonly ImportObserver[];
  readonly stdout: (line: string) => void;
  readonly stderr: (line: string) => void;
}

export interface BootedPyodide {
  readonly pyodide: PyodideAPI;
  /**
   * Writes down the interpreter's memory, which goes on working afterwards; see `takeImage`. There is
   * none if it was not to be frozen.
   *
   * @throws Error - Python refers to a JavaScript object that could not be found again, or native code
   *   to a function
   */
  readonly freeze: (() => Uint8Array<ArrayBuffer>) | undefined;
  /** What the engine exports. */
  readonly engine: WebAssembly.Exports;
  /** See `EngineRest`. */
  readonly completeEngine: () => Promise<void>;
}

/** An engine other than the one that a memory was frozen in: its pointers to functions differ. */
export class OtherEngineError extends Error {
  constructor(frozen: number, present: number) {
    super(`The engine has ${present} functions in its table, and had ${frozen}.`);
    this.name = "OtherEngineError";
  }
}

/** Where Pyodide puts the standard library. */
export const STDLIB = "/lib/python314.zip";

/** Where packages lie that cannot be imported from a zip. */
export const SITE_PACKAGES = "/lib/site-packages";

// Pyodide resolves its files against this URL; none of them goes to the network.
const INDEX_URL = "https://pyodide.invalid/";
const POLL = "_Py_CheckEmscriptenSignals_Helper";
const SIGINT = 2;

/** Whether plain Python functions can wait: WebAssembly stack switching (JSPI). */
export const canSuspend = "Suspending" in WebAssembly;

/** What Pyodide keeps to itself. */
interface Internals {
  /** What it calls when it has come upon an error that it can't go on after. */
  on_fatal?: (cause: unknown) => void;
  /** What Python refers to in JavaScript, as JSON may hold it. */
  serializeHiwireState(): References;
}

interface EmscriptenModule {
  readonly HEAPU8: Uint8Array;
  /** Makes the memory larger, and tells whoever has a view of it. */
  growMemory(bytes: number): void;
}

/** Nothing is installed by Pyodide's own package manager, so its index is empty. */
const EMPTY_LOCK_FILE = {
  info: {
    abi_version: "2026_0",
    arch: "wasm32",
    platform: "emscripten_5_0_3",
    python: "3.14.2",
    version: "314.0.7",
  },
  packages: {},
};

/** Boots Python, or restores it from a frozen memory. */
export async function bootPyodide(
  { loadPyodide, createPyodideModule }: PyodideModules,
  options: BootOptions,
): Promise<BootedPyodide> {
  const { wasm, stdlib, archives, unpacked, image } = options;
  const engine = new Engine(options);
  const compiled = new Response(null, { headers: { "Content-Type": "application/wasm" } });
  const fetches = answerFetches(
    new Map([
      [`${INDEX_URL}pyodide.asm.wasm`, Promise.resolve(compiled)],
      // What is restored imports nothing from there as yet.
      [
        `${INDEX_URL}python_stdlib.zip`,
        (image ? Promise.resolve(null) : stdlib).then((zip) => new Response(zip)),
      ],
    ]),
  );
  const compilation = answerCompilation(Promise.all([wasm, engine.ready]));
  // It has much to prepare while its parts are on their way.
  const loading = begin(() =>
    loadPyodide({
      indexURL: INDEX_URL,
      lockFileContents: EMPTY_LOCK_FILE as unknown as NonNullable<
        PyodideConfig["lockFileContents"]
      >,
      packageBaseUrl: INDEX_URL,
      createPyodideModule: engine.wrap(createPyodideModule),
      env: { PYTHONDONTWRITEBYTECODE: "1" },
      stdout: options.stdout,
      stderr: options.stderr,
      // Only whether there is one: what it holds is put in place by the engine.
      ...(image ? { _loadSnapshot: new Uint8Array() } : {}),
      ...(options.freezable ? { _makeSnapshot: true } : {}),
    }),
  );
  try {
    // Pyodide would wait for ever for what it can't get.
    const needed = [wasm, engine.ready, image ?? stdlib] as const;
    const parts = Promise.all([archives, unpacked, image && stdlib, ...needed]);
    const pyodide = await Promise.race([loading, parts.then(() => loading)]);
    const [zips, packages = [], library] = await parts;
    // The files are not part of an image, only what Python knows about them.
    const files = new Map(zips);
    if (library) files.set(STDLIB, library);
    for (const [path, content] of files) {
      // The content is nobody else's: the file system need not copy it.
      (pyodide.FS as unknown as EmscriptenFs).writeFile(path, content, { canOwn: true });
    }
    if (options.died) internalsOf(pyodide).on_fatal = options.died;
    if (options.interrupted) pyodide.setInterruptBuffer(new Uint8Array(1));
    pyodide.FS.mkdirTree(SITE_PACKAGES);
    for (const archive of packages) {
      pyodide.unpackArchive(archive, "zip", { extractDir: SITE_PACKAGES });
    }
    return {
      pyodide,
      freeze: engine.freezer(pyodide),
      engine: engine.exports,
      completeEngine: () => engine.rest.complete(),
    };
  } finally {
    // What it has begun it goes on with, even if nobody waits for it any more.
    await Promise.race([compilation.asked, loading.catch(() => {})]);
    fetches.restore();
    compilation.restore();
  }
}

/** Calls what may throw at once; who needs the outcome is told then. */
function begin<T>(work: () => Promise<T>): Promise<T> {
  const begun = Promise.resolve().then(work);
  begun.catch(() => {});
  return begun;
}

function internalsOf(pyodide: PyodideAPI): Internals {
  return (pyodide as unknown as { readonly _api: Internals })._api;
}

/** What Pyodide runs in: made with other imports, and with the memory that it is to have. */
class Engine {
  readonly #interrupted: BootOptions["interrupted"];
  readonly #observers: readonly ImportObserver[];
  readonly #freezable: boolean;
  /** Until it is put in place; from then on it would only take room. */
  #image: Promise<Image> | undefined;
  #instance: WebAssembly.Instance | undefined;
  /** The memory that it began with, as long as somebody may want to know. */
  #fresh: Uint8Array | undefined;
  readonly #zone = new TimeZone();
  readonly rest: EngineRest;
  /** Until it is in the memory. */
  #data: Uint8Array | undefined;
  /** Resolves when it may begin. */
  readonly ready: Promise<unknown>;
  /** How many functions it has, which the memory points to by number, before it runs anything. */
  #functions = 0;

  constructor(options: BootOptions) {
    const { wasmRest, wasmData, isImported = false } = options;
    const { image, interrupted, observers = [], freezable = false } = options;
    this.rest = new EngineRest(wasmRest, !isImported);
    this.ready = Promise.all([this.rest.ready, this.#receive(wasmData)]);
    this.ready.catch(() => {}); // told to who needs it
    this.#image = image;
    this.#interrupted = interrupted;
    this.#observers = [new SuspendedFrames(), ...observers];
    this.#freezable = freezable;
  }

  async #receive(data: Promise<Uint8Array> | undefined): Promise<void> {
    this.#data = await data;
  }

  wrap(create: CreatePyodideModule): CreatePyodideModule {
    return async (settings) => {
      const mutable = settings as { instantiateWasm?: InstantiateWasm };
      const instantiate = mutable.instantiateWasm;
      if (instantiate !== undefined) {
        mutable.instantiateWasm = (imports, done) => {
          this.#watch(imports);
          return instantiate(imports, (instance, module) => {
            this.#begin(instance);
            done(instance, module);
          });
        };
      }
      const module = await create(settings);
      this.#functions = this.#tableLength;
      const image = await this.#image;
      this.#image = undefined;
      if (image) this.#restoreWith(module as unknown as EmscriptenModule, settings, image);
      return module;
    };
  }

  get exports(): WebAssembly.Exports {
    return this.#instance?.exports ?? {};
  }

  freezer(pyodide: PyodideAPI): BootedPyodide["freeze"] {
    return this.#freezable ? () => this.#freeze(pyodide) : undefined;
  }

  #freeze(pyodide: PyodideAPI): Uint8Array<ArrayBuffer> {
    const { HEAPU8 } = (pyodide as unknown as { readonly _module: EmscriptenModule })._module;
    const references = internalsOf(pyodide).serializeHiwireState();
    if (this.#tableLength !== this.#functions) {
      throw new Error("it has functions of JavaScript called by native code");
    }
    const facts = { table: this.#functions, zone: this.#zone.pointers, references };
    clearFree(HEAPU8, { base: this.#heapBase, end: this.#heapEnd(HEAPU8) });
    const unused = { stack: this.#freeStack, end: HEAPU8.length };
    return takeImage(HEAPU8, this.#fresh ?? new Uint8Array(), facts, unused);
  }

  #watch(imports: WebAssembly.Imports): void {
    this.#zone.watch(imports);
    if (this.#interrupted) pollWith(imports, this.#interrupted);
    for (const observer of this.#observers) observer.watch(imports);
    this.rest.watch(imports);
  }

  #begin(instance: WebAssembly.Instance): void {
    this.#instance = instance;
    this.rest.begin(instance);
    const memory = memoryOf(instance);
    const data = this.#data;
    this.#data = undefined;
    if (data) new Uint8Array(memory.buffer).set(data);
    for (const observer of this.#observers) observer.memory = memory;
    const begun = () => new Uint8Array(memory.buffer.slice(0, this.#dataEnd));
    if (this.#image || this.#freezable) this.#fresh = freshMemory(data ?? begun());
  }

  /** Has Pyodide put a memory in place of its own at the time when it would do so with a snapshot. */
  #restoreWith(module: EmscriptenModule, { API }: EmscriptenSettings, image: Image): void {
    const { restoreSnapshot } = API;
    API.restoreSnapshot = () => {
      API.restoreSnapshot = restoreSnapshot; // which does not hold on to the image
      const { table, zone, references, memory } = image.facts;
      if (table !== this.#functions) throw new OtherEngineError(table, this.#functions);
      // It has only just begun, so that there is nothing yet behind its heap.
      const unused = { stack: this.#freeStack, end: this.#heapEnd(module.HEAPU8) };
      // Pyodide asks Emscripten for INITIAL_MEMORY, which this build ignores (pyodide/pyodide issue 6254).
      if (memory > module.HEAPU8.length) module.growMemory(memory);
      image.restore(module.HEAPU8, this.#fresh ?? new Uint8Array(), unused);
      this.#zone.renew(zone);
      if (!this.#freezable) this.#fresh = undefined;
      return references as unknown as ReturnType<typeof restoreSnapshot>;
    };
  }

  /** The stack grows downwards. */
  get #freeStack(): Unused["stack"] {
    return [this.#ask("emscripten_stack_get_end"), this.#ask("emscripten_stack_get_current")];
  }

  /** All that an engine itself puts into its memory is below that; and below the heap, if it does not tell. */
  get #dataEnd(): number {
    const end = this.exports["__data_end"] as WebAssembly.Global | undefined;
    return end?.value ?? this.#heapBase;
  }

  get #heapBase(): number {
    return (this.exports["__heap_base"] as WebAssembly.Global).value;
  }

  #heapEnd({ buffer }: Uint8Array): number {
    return new DataView(buffer).getUint32(this.#ask("emscripten_get_sbrk_ptr"), true);
  }

  /** Calls what the engine exports to tell where something is. */
  #ask(name: string): number {
    return (this.exports[name] as () => number)() >>> 0;
  }

  get #tableLength(): number {
    const table = this.exports["__indirect_function_table"];
    return table instanceof WebAssembly.Table ? table.length : 0;
  }
}

/**
 * Replaces the function behind `setInterruptBuffer`, which reads an element of an array-like and sets
 * it to 0 again. With a getter there, a tight loop takes half as long again; like this, a tenth.
 */
function pollWith(imports: WebAssembly.Imports, interrupted: () => boolean): void {
  const { env } = imports;
  const original = env?.[POLL];
  if (env === undefined || original === undefined) {
    throw new Error(`Pyodide no longer imports ${POLL}.`);
  }
  env[POLL] = Object.assign(() => (interrupted() ? SIGINT : 0), original);
}

function memoryOf(instance: WebAssembly.Instance): WebAssembly.Memory {
  return instance.exports["memory"] as WebAssembly.Memory;
}
