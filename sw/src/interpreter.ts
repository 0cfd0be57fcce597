import type { EmscriptenFs } from "./emscripten-fs";
import { HipflaskError } from "./errors";
import { type Field, joinFields, splitFields } from "./fields";
import { FileChangeTracker } from "./file-changes";
import {
  type BootOptions,
  bootPyodide,
  freeze,
  type PyodideAPI,
  type PyodideModules,
  SITE_PACKAGES,
} from "./pyodide-runtime";

/** A function of Python's, called from here; `destroy` lets Python forget it. */
type PythonFunction<A extends unknown[], R> = ((...args: A) => R) & { destroy(): void };

type Pull = PythonFunction<[], Uint8Array<ArrayBuffer> | undefined>;

interface Bridge {
  start(config: string): string | undefined;
  handle(
    method: string,
    url: string,
    fields: string,
    body: Uint8Array | undefined,
  ): [
    number,
    string,
    string,
    Uint8Array<ArrayBuffer> | undefined,
    Pull?,
    PythonFunction<[], void>?,
  ];
}

export interface GatewayRequest {
  readonly method: string;
  readonly url: string;
  readonly fields: readonly Field[];
  readonly body: Uint8Array | undefined;
}

export interface GatewayResponse {
  readonly status: number;
  readonly reason: string;
  readonly fields: readonly Field[];
  readonly body: Uint8Array<ArrayBuffer> | GatewayStream;
}

export interface GatewayStream {
  /** Returns the next chunk, undefined at the end; throws what the application raised. */
  next(): Uint8Array<ArrayBuffer> | undefined;
  /** Gives the rest up: the iterable's `close()` is called. */
  close(): void;
}

/** How the application is found and mounted; see `HostConfig` in hipflask.browser. */
export interface ApplicationConfig {
  readonly spec: string;
  readonly root: string;
  readonly script_name: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly flask_alias: boolean;
}

/** Python with hipflask in it, in this very thread. */
export class Interpreter {
  readonly #pyodide: PyodideAPI;
  readonly #bridge: Bridge;

  private constructor(pyodide: PyodideAPI) {
    this.#pyodide = pyodide;
    this.#bridge = pyodide.pyimport("hipflask.browser.bridge") as Bridge;
  }

  /** Boots Python and imports what every application needs. */
  static async boot(modules: PyodideModules, options: BootOptions): Promise<Interpreter> {
    const pyodide = await bootPyodide(modules, options);
    if (options.snapshot === undefined) {
      const paths = JSON.stringify([...options.archives.keys(), SITE_PACKAGES]);
      pyodide.runPython(`import sys; sys.path.extend(${paths})`);
      pyodide.runPython("from hipflask.browser import bridge, warmup; warmup.preload()");
    }
    return new Interpreter(pyodide);
  }

  get fs(): EmscriptenFs {
    return this.#pyodide.FS as unknown as EmscriptenFs;
  }

  /** Copies the memory; possible only before anything of this visitor is in it. */
  freeze(): Uint8Array<ArrayBuffer> {
    return freeze(this.#pyodide);
  }

  unpack(archive: Uint8Array<ArrayBuffer>, folder: string): void {
    this.fs.mkdirTree(folder);
    this.#pyodide.unpackArchive(archive, "zip", { extractDir: folder });
  }

  trackFiles(folders: readonly string[]): FileChangeTracker {
    return new FileChangeTracker(this.fs, folders);
  }

  /** Imports the application. */
  start(config: ApplicationConfig): void {
    const traceback = this.#bridge.start(JSON.stringify(config));
    if (traceback === undefined) return;
    throw new HipflaskError(
      "application-import",
      `Python raised an exception while it imported ${config.spec}.`,
      "The traceback tells where. Mend the application, build the site again, and reload.",
      { detail: traceback },
    );
  }

  handle(request: GatewayRequest): GatewayResponse {
    const { method, url, fields, body } = request;
    const answer = this.#bridge.handle(method, url, joinFields(fields), body);
    const [status, reason, text, whole, pull, close] = answer;
    const common = { status, reason, fields: splitFields(text) };
    if (pull === undefined || close === undefined) {
      return { ...common, body: whole ?? new Uint8Array() };
    }
    return { ...common, body: stream(pull, close) };
  }
}

function stream(pull: Pull, close: PythonFunction<[], void>): GatewayStream {
  let open = true;
  const end = (): void => {
    open = false;
    pull.destroy();
    close.destroy();
  };
  return {
    next() {
      if (!open) return undefined;
      let chunk: Uint8Array<ArrayBuffer> | undefined;
      try {
        chunk = pull();
      } catch (error) {
        end();
        throw error;
      }
      if (chunk === undefined) end();
      return chunk;
    },
    close() {
      if (!open) return;
      try {
        close();
      } finally {
        end();
      }
    },
  };
}
