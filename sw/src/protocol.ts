// What the pages and the service worker say to each other, and what the builder tells both.
import type { ToolsAsk } from "./tools/protocol";

export type AssetRole =
  | "loader"
  | "engine"
  | "wasm"
  | "wasm-rest"
  | "wasm-data"
  | "memory"
  | "memory-change"
  | "stdlib"
  | "packages"
  | "framework"
  | "application"
  | "lock"
  | "worker"
  | "unpacker"
  | "boot"
  | "tools"
  | "icon"
  | "web-manifest";

export interface Asset {
  /** Relative to the site's base, such as "hipflask-assets/stdlib-0123456789ab.zip". */
  readonly path: string;
  readonly role: AssetRole;
  /** The size of the content. */
  readonly bytes: number;
  /** Of the content, in hexadecimal. */
  readonly sha256: string;
  /** The size of the file, if that is the content compressed with gzip or xz, whatever the host does. */
  readonly packed?: number;
  /** Whether a zip of packages is unpacked, because it holds data or native code. */
  readonly unpack?: boolean;
  /**
   * The path of the asset in whose place it is fetched where the site's memory can't be restored, and
   * Python has to import what is in that already.
   */
  readonly instead_of?: string;
}

/** What is in a frozen memory: hipflask alone, the application's modules too, or it itself. */
export type Holds = "framework" | "modules" | "application";

export interface SiteManifest {
  /** The version of this format. */
  readonly hipflask: 1;
  /** Names this build; two builds with the same content have the same name. */
  readonly build: string;
  readonly title: string;
  readonly application: { readonly spec: string; readonly root: string };
  /** Folders of the application whose content is durable. */
  readonly persist: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly debug: boolean;
  readonly flask_alias: boolean;
  /** Whether there is a tools page. */
  readonly tools: boolean;
  /** Whether pages reload when the site is built anew. */
  readonly live: boolean;
  /** Whether answers that are static files are kept. */
  readonly static_cache: boolean;
  /** What is in the memory that the site comes with, if more than hipflask. */
  readonly frozen?: Holds;
  readonly assets: readonly Asset[];
}

/** What a page asks a dedicated worker of its own for, with a MessagePort for the answers. */
export interface UnpackOrder {
  readonly type: "hipflask:unpack";
  readonly base: string;
  readonly assets: readonly Asset[];
}

/** What a page says to a worker itself, whose message events it may take its time for. */
export type PageMessage =
  /** To a worker in any state, with one MessagePort; it answers "watching" on the port. */
  | { readonly type: "hipflask:watch" }
  /** To an installing worker, with one MessagePort: assets are unpacked for it; see `PageHelp`. */
  | { readonly type: "hipflask:unpacking"; readonly paths: readonly string[] }
  /** To the active worker: start the application, anew if it failed. */
  | { readonly type: "hipflask:start" }
  /** To the active worker, with one MessagePort; it answers there, if the site has tools. */
  | { readonly type: "hipflask:tools"; readonly ask: ToolsAsk }
  /** To a waiting worker: take over now. */
  | { readonly type: "hipflask:activate" }
  /**
   * To a worker in any state, with one MessagePort: keep nothing any more, as the site is being removed.
   * It says so on the port when nothing is under way.
   */
  | { readonly type: "hipflask:retire" }
  /**
   * To a worker in any state, and nothing to do for it: Firefox ends one a minute after its last
   * event, whatever it is doing, be it an installation over a slow connection.
   */
  | { readonly type: "hipflask:stay" };

/** What a worker says to another one of its site. */
export type WorkerMessage =
  /** To the active one: a newer version is installed, and waits until you have answered all. */
  | { readonly type: "hipflask:successor" }
  /** To a waiting one: take over now. */
  | { readonly type: "hipflask:activate" };

export type Stage = "download" | "start" | "freeze" | "application";

/** What a worker tells its watchers: the current state at once, then each change. */
export type WorkerState =
  | {
      readonly type: "progress";
      readonly stage: Stage;
      readonly loaded?: number;
      readonly total?: number;
      readonly asset?: string;
    }
  | { readonly type: "installed" }
  | { readonly type: "ready" }
  | { readonly type: "failed"; readonly failure: Failure };

export type WatcherMessage =
  | { readonly type: "watching"; readonly build: string }
  /** Right after it: nothing has happened in this worker yet. */
  | { readonly type: "idle" }
  | WorkerState;

/**
 * What a watcher says over its port: it acknowledges "failed", without which a worker that could
 * not be installed ends before the page has heard why.
 */
export interface SeenMessage {
  readonly type: "seen";
}

export type WorkerFailureCode =
  | "asset-missing"
  | "asset-corrupt"
  | "quota"
  | "storage-denied"
  | "application-import"
  | "interpreter"
  | "crash-loop"
  | "superseded"
  | "unknown";

export type PageFailureCode =
  | "no-service-worker"
  | "insecure-origin"
  | "private-mode"
  | "base-not-found"
  | "registration-failed"
  | "worker-silent";

export type FailureCode = WorkerFailureCode | PageFailureCode;

export interface Failure {
  readonly code: FailureCode;
  readonly title: string;
  readonly message: string;
  /** What the reader can do next. */
  readonly hint: string;
  /** A traceback or a stack, preformatted. */
  readonly detail?: string;
}
