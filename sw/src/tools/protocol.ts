// What the tools page asks a worker, and is answered.

/** Where a request's time went. */
export type Phase = "transport" | "queue" | "python" | "persist";

export type Fields = readonly (readonly [name: string, value: string])[];

export interface RequestRecord {
  /** Counts up from 1 with each start of the worker. */
  readonly id: number;
  /** When it came, in milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  /** Without the origin. */
  readonly path: string;
  /** What it was for, such as "document" or "image"; empty for what scripts fetch. */
  readonly destination: string;
  /** Nothing as long as there is no answer. */
  readonly status?: number;
  /** In milliseconds, until the answer's header was there; its body may follow later. */
  readonly milliseconds: Readonly<Record<Phase, number>>;
  readonly requestFields: Fields;
  readonly responseFields: Fields;
  readonly environ: Fields;
}

export type OutputSource = "stdout" | "stderr" | "logging" | "hipflask";

export type LogLevel = "debug" | "info" | "warning" | "error";

export interface OutputLine {
  /** Counts up from 1 with each start of the worker. */
  readonly id: number;
  /** In milliseconds since the epoch. */
  readonly at: number;
  readonly source: OutputSource;
  /** Of what was logged. */
  readonly level?: LogLevel;
  readonly text: string;
}

export interface StateFile {
  readonly path: string;
  readonly kind: "file" | "folder" | "link";
  /** In bytes. */
  readonly size: number;
  /** In milliseconds since the epoch. */
  readonly mtime: number;
}

export interface RouteRow {
  readonly rule: string;
  readonly methods: readonly string[];
  readonly endpoint: string;
}

/** What is kept in the browser and in memory; sizes are in bytes. */
export interface Figures {
  readonly snapshot: number | undefined;
  /** What the snapshot holds, in words, if it was made since the worker started. */
  readonly frozen: string | undefined;
  readonly assets: { readonly count: number; readonly bytes: number };
  /** Python's memory, if it runs. */
  readonly memory: number | undefined;
  readonly usage: number | undefined;
  readonly quota: number | undefined;
  /** Whether the browser has promised not to delete it when it runs out of room, if it tells. */
  readonly persisted: boolean | undefined;
}

export interface Report {
  /** Names this start of the worker: with another one, all ids begin anew. */
  readonly worker: string;
  readonly build: string;
  readonly isRunning: boolean;
  /** Those that are new or have changed since the last report. */
  readonly requests: readonly RequestRecord[];
  readonly lines: readonly OutputLine[];
  /** What to ask for next time; see `ToolsAsk`. */
  readonly mark: number;
}

export type ToolsAsk =
  /** A `Report` of what has come since a mark; 0 asks for all there is. */
  | { readonly what: "report"; readonly since: number }
  /** `RouteRow[]`; the application is started for it. */
  | { readonly what: "routes" }
  /** `Figures` */
  | { readonly what: "figures" }
  /** `StateFile[]`, as they are kept. */
  | { readonly what: "files" }
  /** The content of one of them, as `Uint8Array`; nothing if there is none any more. */
  | { readonly what: "file"; readonly path: string }
  /** The durable files as a zip: `Uint8Array`. */
  | { readonly what: "export" }
  /** Replaces them by those of such a zip, and starts Python anew. */
  | { readonly what: "import"; readonly archive: Uint8Array<ArrayBuffer> }
  /** Starts Python and the application anew. */
  | { readonly what: "restart" };

export type ToolsAnswer = { readonly value: unknown } | { readonly failure: string };
