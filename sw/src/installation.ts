import { isHeavy } from "./asset-policy";
import { toFailure } from "./errors";
import { Pace } from "./pace";
import { PageHelp } from "./page-help";
import type { DownloadProgress, Helper, Precache } from "./precache";
import type { Watchers } from "./watchers";

/** What is done beside the downloads; each begins when it has what it needs. */
export interface Steps {
  /** Boots Python if it is not frozen yet, and tells whether it was. */
  boot(): Promise<boolean>;
  /** Starts the application after such a boot; only where no other worker has its state. */
  readonly start?: () => Promise<unknown>;
}

/** Brings a site to where it can be started without its host. */
export class Installation {
  readonly #precache: Precache;
  readonly #watchers: Watchers;
  readonly #pageHelp = new PageHelp();
  /** What the application's start tells is not to be taken back. */
  #isStarting = false;

  constructor(precache: Precache, watchers: Watchers) {
    this.#precache = precache;
    this.#watchers = watchers;
  }

  /** Takes what a page unpacks for this worker; see `PageHelp`. */
  offer(paths: readonly string[], port: MessagePort): void {
    this.#pageHelp.offer(paths, port);
  }

  /**
   * Runs it. Each step is told to the watchers, and so is a failure.
   *
   * @param helped - whether there is a page that helps
   * @throws what a step or a download has failed with
   */
  async run(helped: boolean, { boot, start }: Steps): Promise<void> {
    try {
      const pace = new Pace();
      const report = (progress: DownloadProgress) => {
        if (this.#isStarting || !pace.isTime()) return;
        this.#watchers.tell({ type: "progress", stage: "download", ...progress });
      };
      const answers = Promise.withResolvers<boolean>();
      const help = helped ? this.#help : undefined;
      const filled = this.#precache.fill(report, help, answers.promise);
      const booted = boot();
      booted.catch(() => {}); // what the downloads fail with comes first
      // What it fails with it tells by itself.
      this.#start(start, booted).then(answers.resolve, () => answers.resolve(false));
      await filled;
      if (!this.#isStarting) this.#watchers.tell({ type: "progress", stage: "start" });
      await booted;
      await this.#precache.kept();
      if (!this.#isStarting) this.#watchers.tell({ type: "installed" });
    } catch (error) {
      await this.#watchers.tellAndWait({ type: "failed", failure: toFailure(error) });
      throw error;
    } finally {
      this.#pageHelp.end();
    }
  }

  /** Tells whether the application answers. */
  async #start(start: Steps["start"], booted: Promise<boolean>): Promise<boolean> {
    if (start === undefined || !(await booted)) return false;
    this.#isStarting = true;
    await start();
    return true;
  }

  /** A page fetches and unpacks what takes longest, if it is there. */
  readonly #help: Helper = async (asset, count) =>
    isHeavy(asset) ? this.#pageHelp.take(asset.path, count) : undefined;
}
