import { HipflaskError } from "../errors";
import { type Field, joinFields, splitFields } from "../http/fields";
import { type RequestContent, sizeOf, spool } from "../http/request-content";
import type { Holds } from "../protocol";
import type { EmscriptenFs } from "../state/emscripten-fs";
import { FileChangeTracker } from "../state/file-changes";
import { openFile } from "../state/open-file";
import type { RouteRow } from "../tools/protocol";
import type { Inspection } from "../tools/request-log";
import type { ApplicationConfig } from "./application-config";
import type { Effect } from "./effects";
import { Freezer, type Frozen } from "./freezer";
import { Guards } from "./guards";
import type { Stop } from "./lifeline";
import { keepMachineCode } from "./machine-code";
import type { Image } from "./memory-image";
import { preload } from "./preload";
import {
  type BootedPyodide,
  type BootOptions,
  bootPyodide,
  canSuspend,
  type PyodideAPI,
  type PyodideModules,
  SITE_PACKAGES,
} from "./pyodide-runtime";
import {
  type Close,
  call,
  type GatewayStream,
  type Guard,
  type Pull,
  type PythonFunction,
  streamOf,
} from "./python-calls";
import { OutOfMemory } from "./supervision";
import { type Files, putFiles } from "./unpack";

type Answer = [
  status: number,
  reason: string,
  fields: string,
  body: Uint8Array<ArrayBuffer> | undefined,
  repeatable: number,
  inspection?: string,
  pull?: Pull,
  close?: Close,
];

/** Takes what is logged, with its level as a number of Python's `logging`. */
export type Log = (level: number, text: string) => void;

/** What went wrong, and why a copy of the memory would not do, as far as Python can tell. */
type Step = (config: string) => [failure: string | undefined, leftover: string | undefined];

interface Bridge {
  preload(): void;
  awake(paths: string, language: string): void;
  forget_files(): void;
  readonly import_modules: Step;
  readonly make_application: Step;
  start(
    config: string,
    watch: (milliseconds: number) => void,
    compiled: Uint8Array | undefined,
    log: Log,
  ): string | undefined;
  take_templates(): Uint8Array<ArrayBuffer> | undefined;
  give_templates(compiled: Uint8Array): void;
  compile_templates(root: string): Uint8Array<ArrayBuffer> | undefined;
  static_answers(): string | undefined;
  routes(): string;
  readonly export_state: PythonFunction<[], Uint8Array<ArrayBuffer> | string>;
  readonly import_state: PythonFunction<[archive: Uint8Array<ArrayBuffer>], string | undefined>;
  readonly handle: PythonFunction<
    [
      method: string,
      url: string,
      fields: string,
      body: RequestContent | string | undefined,
      length: number,
    ],
    Answer
  >;
}

export interface GatewayRequest {
  readonly method: string;
  readonly url: string;
  readonly fields: readonly Field[];
  readonly body: RequestContent;
}

export interface GatewayResponse {
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly Field[];
  readonly body: Uint8Array<ArrayBuffer> | GatewayStream;
  /** Only for the tools. */
  readonly inspection?: Inspection;
}

/** What may be given again without the application; `Repeatable` in hipflask.browser, by number. */
const REPEATABLE = ["nothing", "others", "this"] as const;

export interface RepeatableAnswer extends GatewayResponse {
  readonly repeatable: (typeof REPEATABLE)[number];
}

/** What an application says of answers that are static files; see `StaticAnswers.describe`. */
export interface StaticPolicy {
  /** Where the files are. */
  readonly folders: readonly string[];
  /** The name of a cookie that such an answer may renew. */
  readonly session_cookie: string;
}

export interface InterpreterOptions
  extends Omit<BootOptions, "interrupted" | "died" | "observers" | "isImported"> {
  readonly log: Log;
  /** What is in the image, if there is one: hipflask alone by default. */
  readonly holds?: Holds | undefined;
  /** Whether it is frozen for others than this device and browser; see `Effects`. */
  readonly isForOthers?: boolean;
}

/** Python with hipflask in it, in this very thread. */
export class Interpreter {
  readonly #pyodide: PyodideAPI;
  readonly #guards: Guards;
  readonly #log: Log;
  readonly #bridge: Bridge;
  readonly #freezer: Freezer;
  readonly #engine: WebAssembly.Exports;
  readonly #completeEngine: () => Promise<void>;
  readonly #handle: Bridge["handle"];
  readonly #isPythonError: (error: unknown) => boolean;
  #spooled = 0;

  private constructor(booted: BootedPyodide, guards: Guards, log: Log) {
    const { pyodide, freeze } = booted;
    this.#pyodide = pyodide;
    this.#engine = booted.engine;
    this.#completeEngine = booted.completeEngine;
    this.#freezer = new Freezer(freeze);
    this.#guards = guards;
    this.#log = log;
    const { PythonError } = pyodide.ffi;
    this.#isPythonError = (error) => error instanceof PythonError;
    this.#bridge = pyodide.pyimport("hipflask.browser.bridge") as Bridge;
    this.#handle = this.#bridge.handle;
  }

  /** Boots Python and imports what every application needs; freezes it if that is to be done. */
  static async boot(modules: PyodideModules, options: InterpreterOptions): Promise<Interpreter> {
    const guards = new Guards(options.isForOthers);
    const isImported = (options.holds ?? "framework") !== "framework";
    const booted = await bootPyodide(modules, { ...options, ...guards.options, isImported });
    const image = await options.image;
    const archives = [...(await options.archives).keys()];
    if (image === undefined) preload(booted.pyodide, archives);
    const interpreter = new Interpreter(booted, guards, options.log);
    const paths = JSON.stringify([...archives, SITE_PACKAGES]);
    interpreter.#bridge.awake(paths, navigator.languages[0] ?? navigator.language);
    if (!options.freezable) return interpreter;
    if (image === undefined) interpreter.#freezer.freeze("framework");
    else interpreter.#freezer.adopt(adopted(image, options.holds));
    return interpreter;
  }

  get fs(): EmscriptenFs {
    return this.#pyodide.FS as unknown as EmscriptenFs;
  }

  /** Resolves when it has come to its end, whatever it was doing. */
  get stopped(): Promise<Stop> {
    return this.#guards.lifeline.stopped;
  }

  /** Whether it has come to its end, so that what is in its files may be half done. */
  get isLost(): boolean {
    return this.#guards.lifeline.isLost;
  }

  /** The memory as it was when the most was in it that every start needs, and nothing else. */
  get frozen(): Frozen | undefined {
    return this.#freezer.frozen;
  }

  /** See `Freezer.thaw`. */
  thaw(): void {
    this.#freezer.thaw();
  }

  /** See `EngineRest`. */
  completeEngine(): Promise<void> {
    return this.#completeEngine();
  }

  /** See `machine-code`. */
  keepMachineCode(): Promise<void> {
    return keepMachineCode(this.#engine);
  }

  /** See `putFiles`. */
  putFiles(files: Files, folder: string): void {
    putFiles(this.fs, files, folder);
  }

  /** @param touched - is told the path of whatever changes, below the folders or elsewhere */
  trackFiles(folders: readonly string[], touched: (path: string) => void): FileChangeTracker {
    return new FileChangeTracker(this.fs, folders, { touched });
  }

  /**
   * Makes the application ready to answer. Where the interpreter was frozen, it is frozen again with
   * the modules imported and with the application made, unless they have done what must be done at
   * each start anew; what that is can be read in `frozen`.
   *
   * @param durable - Folders whose files differ from start to start. Without them it is not frozen.
   * @param compiled - What `takeTemplates` returned at a former start.
   * @throws InterpreterStopped - it has come to its end by this
   */
  start(config: ApplicationConfig, durable?: readonly string[], compiled?: Uint8Array): void {
    try {
      this.#start(config, durable, compiled);
      this.#requireMemory();
    } catch (error) {
      throw error instanceof HipflaskError
        ? error
        : this.#guards.lifeline.end(error, "the start of the application");
    }
  }

  #start(
    config: ApplicationConfig,
    durable: readonly string[] | undefined,
    compiled: Uint8Array | undefined,
  ): void {
    const text = JSON.stringify(config);
    const check = (traceback: string | undefined) => {
      if (traceback !== undefined) throw notImported(config.spec, traceback);
    };
    const step = (run: Step, holds: Holds, folders: readonly string[]): void => {
      this.#guards.effects.begin(folders, config.root);
      const [traceback, leftover] = run(text);
      const effect = this.#guards.effects.end() ?? leftover;
      check(traceback);
      this.#freezer.freezeUnless(effect ?? this.#openFile(), holds);
    };
    if (durable) {
      const holds = () => this.#freezer.frozen?.holds;
      if (holds() === "framework") step(this.#bridge.import_modules, "modules", durable);
      if (holds() === "modules") step(this.#bridge.make_application, "application", durable);
    }
    check(this.#bridge.start(text, this.#guards.watchdog.watch, compiled, this.#log));
  }

  /** The application's routes, if it is of a kind that tells. */
  routes(): readonly RouteRow[] {
    return JSON.parse(this.#bridge.routes()) as RouteRow[];
  }

  /**
   * Returns the durable files as a zip.
   *
   * @throws Error in words for whoever asked: why that can't be
   */
  async exportState(): Promise<Uint8Array<ArrayBuffer>> {
    const { export_state } = this.#bridge;
    const given = await this.#guards.lifeline.guard(() => call(export_state), "the export");
    if (typeof given === "string") throw new Error(given);
    return given;
  }

  /**
   * Replaces the durable files by those of such a zip, all of them or none.
   *
   * @throws Error in words for whoever asked: why that can't be
   */
  async importState(archive: Uint8Array<ArrayBuffer>): Promise<void> {
    const { import_state } = this.#bridge;
    const refusal = await this.#guards.lifeline.guard(
      () => call(import_state, archive),
      "the import",
    );
    if (refusal !== undefined) throw new Error(refusal);
  }

  get memoryBytes(): number {
    return this.#guards.memory.bytes;
  }

  /** Returns the application's compiled templates, if any were compiled since the last time. */
  takeTemplates(): Uint8Array<ArrayBuffer> | undefined {
    return this.isLost ? undefined : this.#bridge.take_templates();
  }

  /** Has compiled templates found, from now on, that are as `takeTemplates` returns them. */
  giveTemplates(compiled: Uint8Array): void {
    this.#bridge.give_templates(compiled);
  }

  /** Compiles the templates that the application has in a folder, and returns them, if there are any. */
  compileTemplates(root: string): Uint8Array<ArrayBuffer> | undefined {
    return this.#bridge.compile_templates(root);
  }

  /** What of the application's answers may be given again; none if it has to answer all. */
  staticPolicy(): StaticPolicy | undefined {
    const policy = this.#bridge.static_answers();
    return policy === undefined ? undefined : (JSON.parse(policy) as StaticPolicy);
  }

  /** A file that is open would be closed after a restore, and its number be another one's. */
  #openFile(): Effect | undefined {
    if (openFile(this.fs) !== undefined) this.#bridge.forget_files();
    const path = openFile(this.fs);
    return path === undefined ? undefined : `it keeps ${path} open`;
  }

  async handle(request: GatewayRequest): Promise<RepeatableAnswer> {
    const { method, url, fields, body } = request;
    const length = sizeOf(body);
    const content = length === 0 ? undefined : await this.#readable(body);
    const during = `${method} ${new URL(url).pathname}`;
    const answer = await this.#guards.lifeline.guard(async () => {
      const given = await call(this.#handle, method, url, joinFields(fields), content, length);
      this.#requireMemory();
      return given;
    }, during);
    const [status, reason, text, whole, number, inspected, pull, close] = answer;
    const repeatable = REPEATABLE[number] ?? "nothing";
    const inspection = inspected && (JSON.parse(inspected) as Inspection);
    const common = {
      status,
      reason,
      fields: splitFields(text),
      repeatable,
      ...(inspection && { inspection }),
    };
    if (pull === undefined || close === undefined) {
      return { ...common, body: whole ?? new Uint8Array() };
    }
    // What the application raises amid a body comes out here; what else fails is the end.
    const guard: Guard = (work) => this.#guards.lifeline.guard(work, during, this.#isPythonError);
    return { ...common, body: streamOf(pull, close, guard, () => this.isLost) };
  }

  /** The memory never shrinks, so that from now on whatever needs some would fail. */
  #requireMemory(): void {
    if (this.#guards.memory.isExhausted) throw new OutOfMemory();
  }

  /** What Python can read the content from: without being suspended it can't ask for a blob's. */
  async #readable(content: RequestContent): Promise<RequestContent | string> {
    if (canSuspend || !(content instanceof Blob)) return content;
    this.#spooled += 1;
    const path = `/tmp/hipflask-request-${this.#spooled}`;
    await spool(content, this.fs, path);
    return path;
  }
}

/** The image of a site may have to be put together; that can wait until it is stored. */
function adopted(image: Image, holds: Holds = "framework"): Frozen {
  return {
    holds,
    get memory() {
      return image.bytes;
    },
  };
}

function notImported(spec: string, traceback: string): HipflaskError {
  return new HipflaskError(
    "application-import",
    `Python raised an exception while it imported ${spec}.`,
    "The traceback tells where. Mend the application, build the site again, and reload.",
    { detail: traceback },
  );
}
