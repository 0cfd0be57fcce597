// The only module that touches Pyodide's private or unsettled interfaces: `createPyodideModule`,
// `_makeSnapshot`, `_loadSnapshot`, the layout of a snapshot and the poll for signals. They hold for
// the pinned version.
import type { loadPyodide as LoadPyodide, PyodideAPI } from "pyodide";

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

export interface BootOptions {
  /** The engine. It may still be being compiled. */
  readonly wasm: () => Promise<WebAssembly.Module>;
  readonly stdlib: () => Promise<Response>;
  /** Zips that Python imports from, by path. After a restore they must be the very same again. */
  readonly archives: ReadonlyMap<string, Uint8Array>;
  /** Zips whose content goes to `SITE_PACKAGES`; after a restore the very same again, too. */
  readonly unpacked?: readonly Uint8Array<ArrayBuffer>[];
  /** What `freeze` returned; without it Python boots from the start. */
  readonly snapshot?: Uint8Array;
  /** Whether `freeze` will be called. */
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

/** Where packages lie that cannot be imported from a zip. */
export const SITE_PACKAGES = "/lib/site-packages";

// Pyodide resolves its files against this URL; none of them goes to the network.
const INDEX_URL = "https://pyodide.invalid/";
const WASM_PAGE = 65_536;
const POLL = "_Py_CheckEmscriptenSignals_Helper";
const SIGINT = 2;

/** Whether plain Python functions can wait: WebAssembly stack switching (JSPI). */
export const canSuspend = "Suspending" in WebAssembly;

/** What Pyodide calls when it has come upon an error that it can't go on after. */
interface Mortal {
  readonly _api: { on_fatal?: (cause: unknown) => void };
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

/** Boots Python, or restores it from a snapshot. */
export async function bootPyodide(
  { loadPyodide, createPyodideModule }: PyodideModules,
  options: BootOptions,
): Promise<PyodideAPI> {
  const { snapshot } = options;
  // Pyodide would wait for ever for an engine that it can't get, so they are here before it asks.
  const [wasm, stdlib] = await Promise.all([options.wasm(), options.stdlib()]);
  const engine = new Response(null, { headers: { "Content-Type": "application/wasm" } });
  const restoreGlobals = [
    answerFetches(
      new Map([
        [`${INDEX_URL}pyodide.asm.wasm`, engine],
        [`${INDEX_URL}python_stdlib.zip`, stdlib],
      ]),
    ),
    answerCompilations(wasm),
  ];
  try {
    const pyodide = await loadPyodide({
      indexURL: INDEX_URL,
      lockFileContents: EMPTY_LOCK_FILE as unknown as NonNullable<
        PyodideConfig["lockFileContents"]
      >,
      packageBaseUrl: INDEX_URL,
      createPyodideModule: prepared(createPyodideModule, options),
      env: { PYTHONDONTWRITEBYTECODE: "1" },
      fsInit: async (fs) => {
        for (const [path, content] of options.archives) fs.writeFile(path, content);
      },
      stdout: options.stdout,
      stderr: options.stderr,
      ...(snapshot ? { _loadSnapshot: snapshot } : {}),
      ...(options.freezable ? { _makeSnapshot: true } : {}),
    });
    if (options.died) (pyodide as unknown as Mortal)._api.on_fatal = options.died;
    if (options.interrupted) pyodide.setInterruptBuffer(new Uint8Array(1));
    // The files are not part of a snapshot, only what Python knows about them.
    pyodide.FS.mkdirTree(SITE_PACKAGES);
    for (const archive of options.unpacked ?? []) {
      pyodide.unpackArchive(archive, "zip", { extractDir: SITE_PACKAGES });
    }
    return pyodide;
  } finally {
    for (const restore of restoreGlobals) restore();
  }
}

/** Copies the interpreter's memory. The interpreter goes on working afterwards. */
export function freeze(pyodide: PyodideAPI): Uint8Array<ArrayBuffer> {
  return pyodide.makeMemorySnapshot() as Uint8Array<ArrayBuffer>;
}

/** A worker's own `fetch()` does not pass its fetch event, so Pyodide's requests are answered here. */
function answerFetches(answers: ReadonlyMap<string, Response>): () => void {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    return answers.get(url) ?? original.call(globalThis, input, init);
  };
  return () => {
    globalThis.fetch = original;
  };
}

/** What Pyodide would compile is compiled already, beside all else that it needs. */
function answerCompilations(module: WebAssembly.Module): () => void {
  const original = WebAssembly.instantiateStreaming;
  WebAssembly.instantiateStreaming = async (_, imports) => ({
    module,
    instance: await WebAssembly.instantiate(module, imports),
  });
  return () => {
    WebAssembly.instantiateStreaming = original;
  };
}

/** The second word of a snapshot's header is the offset of the heap behind the header. */
function heapSize(snapshot: Uint8Array): number {
  const view = new DataView(snapshot.buffer, snapshot.byteOffset, snapshot.byteLength);
  return snapshot.byteLength - view.getUint32(4, true);
}

/** Changes what the interpreter is made with: its imports, and its memory before it begins. */
function prepared(create: CreatePyodideModule, options: BootOptions): CreatePyodideModule {
  return (settings) => {
    const mutable = settings as { instantiateWasm?: InstantiateWasm };
    const instantiate = mutable.instantiateWasm;
    if (instantiate !== undefined) {
      mutable.instantiateWasm = (imports, done) => {
        if (options.interrupted) pollWith(imports, options.interrupted);
        for (const observer of options.observers ?? []) observer.watch(imports);
        return instantiate(imports, (instance, module) => {
          for (const observer of options.observers ?? []) observer.memory = memoryOf(instance);
          if (options.snapshot) makeRoom(instance, heapSize(options.snapshot));
          done(instance, module);
        });
      };
    }
    return create(settings);
  };
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

/**
 * Grows the memory before a snapshot is copied into it: Pyodide asks Emscripten for INITIAL_MEMORY,
 * which this build ignores, and a larger snapshot would not fit (pyodide/pyodide issue 6254).
 */
function makeRoom(instance: WebAssembly.Instance, bytes: number): void {
  const memory = memoryOf(instance);
  const lacking = bytes - memory.buffer.byteLength;
  if (lacking > 0) memory.grow(Math.ceil(lacking / WASM_PAGE));
}
