import type { SiteManifest } from "../protocol";
import type { StateStore } from "../state/state-store";
import { OutputLog } from "./output-log";
import type { Figures, Report, RouteRow, StateFile, ToolsAnswer, ToolsAsk } from "./protocol";
import { RequestLog } from "./request-log";

/** What the tools see of a site and can do to it. */
export interface Inspected {
  readonly isRunning: boolean;
  store(): Promise<StateStore>;
  /** Starts the application if it is not running. */
  routes(): Promise<readonly RouteRow[]>;
  figures(): Promise<Figures>;
  exportState(): Promise<Uint8Array<ArrayBuffer>>;
  importState(archive: Uint8Array<ArrayBuffer>): Promise<void>;
  restart(): Promise<void>;
}

/** What the tools page is shown: what the site does, and what it keeps. */
export class Tools {
  readonly requests: RequestLog;
  readonly output: OutputLog;
  readonly #manifest: SiteManifest;
  readonly #site: Inspected;
  readonly #worker = crypto.randomUUID();
  #mark = 0;

  constructor(manifest: SiteManifest, site: Inspected) {
    this.#manifest = manifest;
    this.#site = site;
    const tick = () => (this.#mark += 1);
    this.requests = new RequestLog(tick);
    this.output = new OutputLog(tick);
  }

  /** Answers what the page asks, on its port. */
  async answer(ask: ToolsAsk, port: MessagePort): Promise<void> {
    const answer: ToolsAnswer = await this.#find(ask).then(
      (value) => ({ value }),
      (error: unknown) => ({ failure: error instanceof Error ? error.message : String(error) }),
    );
    port.postMessage(answer);
  }

  async #find(ask: ToolsAsk): Promise<unknown> {
    switch (ask.what) {
      case "report":
        return this.#report(ask.since);
      case "routes":
        return this.#site.routes();
      case "figures":
        return this.#site.figures();
      case "files":
        return this.#files();
      case "file":
        return (await this.#site.store()).content(ask.path);
      case "export":
        return this.#site.exportState();
      case "import":
        return this.#site.importState(ask.archive);
      case "restart":
        return this.#site.restart();
    }
  }

  #report(since: number): Report {
    return {
      worker: this.#worker,
      build: this.#manifest.build,
      isRunning: this.#site.isRunning,
      requests: this.requests.since(since),
      lines: this.output.since(since),
      mark: this.#mark,
    };
  }

  async #files(): Promise<StateFile[]> {
    const records = await (await this.#site.store()).records();
    return records.map((record) => {
      const { path, kind, mtime } = record;
      if (kind !== "file") return { path, kind, mtime, size: 0 };
      const size = "size" in record ? record.size : record.content.byteLength;
      return { path, kind, mtime, size };
    });
  }
}
