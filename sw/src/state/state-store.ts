import { type DBSchema, type IDBPDatabase, type IDBPTransaction, openDB } from "idb";
import type { Cookie } from "../cookies/jar";
import { HipflaskError } from "../errors";
import { BLOCK_BYTES, type FileBlock, joinBlocks } from "./file-blocks";
import type { FileChanges, FileRecord, KeptFiles } from "./file-changes";

interface StateSchema extends DBSchema {
  files: { key: string; value: FileRecord };
  blocks: { key: [file: number, index: number]; value: FileBlock };
  cookies: { key: "jar"; value: readonly Cookie[] };
  owner: { key: "worker"; value: string };
}

const SAVED_TO = ["files", "blocks", "cookies", "owner"] as const;

type SaveTransaction = IDBPTransaction<StateSchema, typeof SAVED_TO, "readwrite">;

/**
 * From so many bytes on, one thing is asked for after another. Firefox gives up a transaction that finds
 * no room while it is written, and goes on to keep, for good, all that had been asked for behind that.
 * What is smaller than its database's cache (2 MB) is written as a whole.
 */
const LARGE_BYTES = 1_000_000;

/** Of the schema: 3 since there are blocks. */
const VERSION = 3;

/** How long whoever holds a database that is to be deleted may take to let it go. */
const OPEN_MS = 20_000;

/**
 * What lasts of a site: its durable files and its cookies, in IndexedDB.
 *
 * Whoever claims a store is the only one to save there from then on. A worker that still answers
 * while its successor starts, or that the browser has stopped but not ended, can't overwrite what
 * the successor has read; what it does save, it saves before the successor reads.
 */
export class StateStore {
  readonly #database: IDBPDatabase<StateSchema>;
  readonly #id = crypto.randomUUID();

  private constructor(database: IDBPDatabase<StateSchema>) {
    this.#database = database;
  }

  /** Opens a store of this site's; see `claim`. */
  static open(name: string): Promise<StateStore> {
    return StateStore.#open(name, VERSION);
  }

  /** Opens a store to see the cookies of another site, which may need it as it is. */
  static look(name: string): Promise<StateStore> {
    return StateStore.#open(name);
  }

  static async #open(name: string, version?: number): Promise<StateStore> {
    const opening = openDB<StateSchema>(name, version, {
      upgrade(fresh) {
        const names = fresh.objectStoreNames;
        if (!names.contains("files")) fresh.createObjectStore("files", { keyPath: "path" });
        // What was kept before there were blocks is in the records, and stays there until it changes.
        if (!names.contains("blocks")) {
          fresh.createObjectStore("blocks", { keyPath: ["file", "index"] });
        }
        if (!names.contains("cookies")) fresh.createObjectStore("cookies");
        if (!names.contains("owner")) fresh.createObjectStore("owner");
      },
      // Another worker or page wants to upgrade or to delete the database: let it.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    return new StateStore(await withinTime(opening));
  }

  /** Takes the store over from whoever has it: only what is read afterwards stays as it is. */
  async claim(): Promise<void> {
    const transaction = this.#database.transaction("owner", "readwrite");
    await Promise.all([transaction.store.put(this.#id, "worker"), transaction.done]);
  }

  async files(): Promise<KeptFiles> {
    const transaction = this.#database.transaction(["files", "blocks"]);
    const [records, blocks] = await Promise.all([
      transaction.objectStore("files").getAll(),
      transaction.objectStore("blocks").getAll(),
      transaction.done,
    ]);
    return { records, blocks };
  }

  /** What there is, without the blocks of large files. */
  records(): Promise<FileRecord[]> {
    return this.#database.getAll("files");
  }

  /** The content of one file; undefined if there is no such file. */
  async content(path: string): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const transaction = this.#database.transaction(["files", "blocks"]);
    const record = await transaction.objectStore("files").get(path);
    if (record?.kind !== "file") return undefined;
    if ("content" in record) return record.content;
    const all = IDBKeyRange.bound([record.file], [record.file + 1], false, true);
    const blocks = await transaction.objectStore("blocks").getAll(all);
    return joinBlocks(blocks, record.size, BLOCK_BYTES);
  }

  async cookies(): Promise<readonly Cookie[]> {
    return (await this.#database.get("cookies", "jar")) ?? [];
  }

  /**
   * Resolves when all of it is on disk, or rejects with nothing of it kept: with a HipflaskError
   * "superseded" if the store is not this one's any more.
   */
  async save(
    files: FileChanges | undefined,
    cookies: readonly Cookie[] | undefined,
  ): Promise<void> {
    const transaction = this.#transaction();
    const pending: Promise<unknown>[] = [transaction.done];
    try {
      // In one transaction with what is saved: no claim can come between.
      const owner = await transaction.objectStore("owner").get("worker");
      if (owner !== this.#id) throw superseded();
      const inTurn = isLarge(files);
      for (const request of requestsFor(transaction, files, cookies)) {
        pending.push(request);
        if (inTurn) await request;
      }
      await Promise.all(pending);
    } catch (error) {
      // What can't be copied throws at once, and what was asked for before would still be done.
      abort(transaction);
      await Promise.allSettled(pending);
      // Of requests that had to be given up, the reason is the transaction's.
      throw transaction.error ?? error;
    }
  }

  close(): void {
    this.#database.close();
  }

  #transaction(): SaveTransaction {
    try {
      return this.#database.transaction(SAVED_TO, "readwrite", { durability: "strict" });
    } catch (cause) {
      const closed = cause instanceof DOMException && cause.name === "InvalidStateError";
      throw closed ? superseded(cause) : cause;
    }
  }
}

/** Whether a browser may write a part of it before the transaction ends. */
function isLarge(files: FileChanges | undefined): boolean {
  if (files === undefined) return false;
  const { saved, blocks, cuts } = files;
  if (cuts.length > 0) return true;
  const sizes = [...saved, ...blocks].map((one) => ("content" in one ? one.content.length : 0));
  return sizes.reduce((sum, size) => sum + size, 0) > LARGE_BYTES;
}

/** Asks for what a transaction is to do, one thing each time that it is asked. */
function* requestsFor(
  transaction: SaveTransaction,
  files: FileChanges | undefined,
  cookies: readonly Cookie[] | undefined,
): Generator<Promise<unknown>> {
  const records = transaction.objectStore("files");
  for (const path of files?.removed ?? []) {
    yield records.delete(path);
    yield records.delete(IDBKeyRange.bound(`${path}/`, `${path}0`, false, true)); // "0" follows "/"
  }
  for (const record of files?.saved ?? []) yield records.put(record);
  const blocks = transaction.objectStore("blocks");
  for (const { file, from } of files?.cuts ?? []) {
    yield blocks.delete(IDBKeyRange.bound([file, from], [file + 1], false, true));
  }
  for (const block of files?.blocks ?? []) yield blocks.put(block);
  if (cookies !== undefined) yield transaction.objectStore("cookies").put(cookies, "jar");
}

function abort(transaction: SaveTransaction): void {
  try {
    transaction.abort();
  } catch {
    // The browser has done so.
  }
}

function superseded(cause?: unknown): HipflaskError {
  return new HipflaskError(
    "superseded",
    "While this request was answered, a newer worker of the site has taken over its data, or the data was reset. Nothing of what the request has changed was kept.",
    "Send it once more, or reload the page.",
    { cause },
  );
}

async function withinTime<T>(opening: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(heldOpen()), OPEN_MS);
  });
  return Promise.race([opening, late]).finally(() => clearTimeout(timer));
}

function heldOpen(): HipflaskError {
  return new HipflaskError(
    "storage-denied",
    "The browser does not open the site's data: another tab of the site, which has stopped answering, may still hold them.",
    "Close the site's other tabs, then try again.",
  );
}
