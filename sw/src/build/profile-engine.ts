// node profile-engine.mjs LOADER ENGINE WASM STDLIB PACKAGES APPLICATION TARGET
// Starts the application in the zip APPLICATION as a worker does at a first visit, and when it has been
// stopped, and visits it. WASM is an engine that tells which of its functions are called; their numbers go to
// the file TARGET, as JSON.
import "./worker-scope";

import { readFile, writeFile } from "node:fs/promises";
import type { Frozen } from "../python/freezer";
import { type GatewayRequest, Interpreter } from "../python/interpreter";
import { InterpreterStopped } from "../python/lifeline";
import { MemoryImage } from "../python/memory-image";
import type { PyodideModules } from "../python/pyodide-runtime";
import { filesOf } from "../python/unpack";
import { type FrozenPython, freezePython, loadModules, PACKAGES } from "./freeze-python";

const ROOT = "/app";
const FORM = "application/x-www-form-urlencoded";

/** The numbers of the functions that were called. */
const called = new Set<number>();

/** Gives an engine what it tells of its functions with. */
function listen(): void {
  const { instantiate } = WebAssembly;
  const profile = { ran: (number: number) => called.add(number) };
  WebAssembly.instantiate = ((module: WebAssembly.Module, imports: WebAssembly.Imports) =>
    instantiate(module, { ...imports, profile })) as typeof instantiate;
}

interface Parts {
  readonly modules: PyodideModules;
  readonly wasm: WebAssembly.Module;
  readonly python: FrozenPython;
  /** A zip of the application. */
  readonly application: Uint8Array<ArrayBuffer>;
}

/** Starts Python with a memory, and puts the application into its files. */
async function boot(
  { modules, wasm, python, application }: Parts,
  { memory, holds }: Frozen,
  freezable: boolean,
): Promise<Interpreter> {
  const interpreter = await Interpreter.boot(modules, {
    wasm: Promise.resolve(wasm),
    stdlib: Promise.resolve(python.stdlib),
    archives: Promise.resolve(new Map([[PACKAGES, python.packages]])),
    image: Promise.resolve(MemoryImage.of(memory)),
    holds,
    freezable,
    stdout: console.log,
    stderr: console.error,
    log: (_, text) => console.error(text),
  });
  interpreter.putFiles(filesOf(application), ROOT);
  return interpreter;
}

function start(interpreter: Interpreter, durable?: readonly string[]): void {
  const config = {
    spec: "workload",
    root: ROOT,
    script_name: "",
    environment: {},
    flask_alias: true,
  };
  const modes = { debug: false, static_cache: true, persist: [], tools: false };
  interpreter.start({ ...config, ...modes }, durable);
}

/** What a site comes with, and a browser keeps: the application frozen, and its templates. */
interface Kept {
  readonly frozen: Frozen;
  readonly templates: Uint8Array | undefined;
}

async function keep(parts: Parts): Promise<Kept> {
  const interpreter = await boot(parts, { memory: parts.python.memory, holds: "framework" }, true);
  start(interpreter, []);
  const { frozen } = interpreter;
  if (frozen === undefined || frozen.holds === "framework") {
    throw new Error(`The application could not be frozen: ${frozen?.because}.`);
  }
  return { frozen, templates: interpreter.compileTemplates(ROOT) };
}

/** @param isFirst - whether the browser has not been here before, so that Python is to be frozen again */
async function visit(parts: Parts, { frozen, templates }: Kept, isFirst: boolean): Promise<void> {
  const interpreter = await boot(parts, frozen, isFirst);
  if (templates !== undefined) interpreter.giveTemplates(templates);
  start(interpreter, isFirst ? [] : undefined);
  const visitor = new Visitor(interpreter);
  await visitor.get("/");
  await visitor.post("/", { title: "First", body: "Of what there is to say, little." });
  await visitor.post("/", {});
  await visitor.get("/?q=fir");
  await visitor.get("/static/style.css");
  await visitor.get("/missing");
  await visitor.get("/api/facts");
}

/** A visitor's browser. */
class Visitor {
  readonly #interpreter: Interpreter;
  #cookie = "";

  constructor(interpreter: Interpreter) {
    this.#interpreter = interpreter;
  }

  get(path: string): Promise<void> {
    return this.#request({ method: "GET", url: path, fields: [], body: new Uint8Array() });
  }

  post(path: string, form: Readonly<Record<string, string>>): Promise<void> {
    const body = new TextEncoder().encode(new URLSearchParams(form).toString());
    return this.#request({ method: "POST", url: path, fields: [["Content-Type", FORM]], body });
  }

  async #request({ method, url, fields, body }: GatewayRequest): Promise<void> {
    const answer = await this.#interpreter.handle({
      method,
      url: `https://example.org${url}`,
      fields: [...fields, ["Cookie", this.#cookie]],
      body,
    });
    if (answer.status >= 500) throw new Error(`${method} ${url} was answered ${answer.status}.`);
    const cookie = answer.fields.find(([name]) => name.toLowerCase() === "set-cookie")?.[1];
    this.#cookie = cookie?.split(";", 1)[0] ?? this.#cookie;
    if (!(answer.body instanceof Uint8Array)) await answer.body.close();
  }
}

async function profile(paths: readonly string[]): Promise<void> {
  const [loader = "", engine = "", ...files] = paths;
  const [wasm = "", stdlib = "", packages = "", application = "", target = ""] = files;
  listen();
  const modules = await loadModules(loader, engine);
  const module = await WebAssembly.compile(await readFile(wasm));
  const parts: Parts = {
    modules,
    wasm: module,
    python: await freezePython(
      modules,
      { wasm: Promise.resolve(module) },
      await readFile(stdlib),
      await readFile(packages),
    ),
    application: await readFile(application),
  };
  const kept = await keep(parts);
  called.clear();
  await visit(parts, kept, true);
  await visit(parts, kept, false);
  const numbers = JSON.stringify([...called].sort((one, other) => one - other));
  await writeFile(target, new TextEncoder().encode(numbers));
}

try {
  // Taken away, as Pyodide would have Python know of them: of paths on this machine.
  await profile(process.argv.splice(1).slice(1));
  process.exit(); // Pyodide's event loop would keep the process waiting
} catch (error) {
  console.error(error instanceof InterpreterStopped ? error.stop.cause : error);
  process.exit(1);
}
