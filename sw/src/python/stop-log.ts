import { isLoop, recent, type StopRecord } from "./supervision";

/** What is kept, for the build that it happened to: another one may have mended it. */
interface Kept {
  readonly build: string;
  readonly records: readonly StopRecord[];
}

/**
 * The stops that may make a loop. They are kept, since the browser may end the worker amid a loop,
 * and the next one would begin to count anew.
 */
export class StopLog {
  readonly #name: string;
  readonly #key: string;
  readonly #build: string;
  #records: readonly StopRecord[] = [];
  #isLoop = false;
  /** Begun at once, beside all else that a worker does when it starts. */
  readonly #read: Promise<void>;
  #saving: Promise<void> = Promise.resolve();

  /** @param name - of the cache that holds it */
  constructor(base: URL, name: string, build: string) {
    this.#name = name;
    this.#key = new URL("hipflask-assets/stops", base).href;
    this.#build = build;
    this.#read = this.#load().catch((error: unknown) =>
      console.warn("hipflask: whether Python has stopped before can't be read.", error),
    );
  }

  /** The stops of a loop, until it is forgotten; none if there is no loop. */
  async loop(): Promise<readonly StopRecord[] | undefined> {
    await this.#read;
    return this.#isLoop ? this.#records : undefined;
  }

  /** Adds a stop, and tells whether it makes a loop with those before it. */
  add(record: StopRecord): readonly StopRecord[] | undefined {
    this.#records = [...recent(this.#records, record.at), record];
    this.#isLoop = isLoop(this.#records);
    this.#save();
    return this.#isLoop ? this.#records : undefined;
  }

  /** Begins a new count. */
  async forget(): Promise<void> {
    await this.#read;
    if (this.#records.length === 0) return;
    this.#records = [];
    this.#isLoop = false;
    this.#save();
  }

  /** Resolves when all is kept. */
  saved(): Promise<void> {
    return this.#saving;
  }

  async #load(): Promise<void> {
    const cache = await caches.open(this.#name);
    const response = await cache.match(this.#key);
    if (response === undefined) return;
    const kept = (await response.json()) as Kept;
    if (kept.build !== this.#build) return;
    this.#isLoop = isLoop(kept.records);
    this.#records = kept.records;
  }

  #save(): void {
    const kept: Kept = { build: this.#build, records: this.#records };
    const save = async () => {
      const cache = await caches.open(this.#name);
      await cache.put(this.#key, Response.json(kept));
    };
    this.#saving = this.#saving
      .then(save)
      .catch((error: unknown) => console.warn("hipflask: a stop could not be noted.", error));
  }
}
