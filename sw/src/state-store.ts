import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Cookie } from "./cookie-jar";
import { HipflaskError } from "./errors";
import type { FileChanges, FileRecord } from "./file-changes";

interface StateSchema extends DBSchema {
  files: { key: string; value: FileRecord };
  cookies: { key: "jar"; value: readonly Cookie[] };
  owner: { key: "worker"; value: string };
}

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

  /** Opens a store to look at it; see `claim`. */
  static async open(name: string): Promise<StateStore> {
    const opening = openDB<StateSchema>(name, 2, {
      upgrade(fresh) {
        const names = fresh.objectStoreNames;
        if (!names.contains("files")) fresh.createObjectStore("files", { keyPath: "path" });
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

  files(): Promise<FileRecord[]> {
    return this.#database.getAll("files");
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
    const requests: Promise<unknown>[] = [transaction.done];
    try {
      // In one transaction with what is saved: no claim can come between.
      const owner = await transaction.objectStore("owner").get("worker");
      if (owner !== this.#id) throw superseded();
      const store = transaction.objectStore("files");
      for (const path of files?.removed ?? []) {
        const below = IDBKeyRange.bound(`${path}/`, `${path}0`, false, true); // "0" follows "/"
        requests.push(store.delete(path), store.delete(below));
      }
      for (const record of files?.saved ?? []) requests.push(store.put(record));
      if (cookies !== undefined) {
        requests.push(transaction.objectStore("cookies").put(cookies, "jar"));
      }
    } catch (error) {
      // What can't be copied throws at once, and what was asked for before would still be done.
      transaction.abort();
      await Promise.allSettled(requests);
      throw error;
    }
    await Promise.all(requests);
  }

  close(): void {
    this.#database.close();
  }

  #transaction() {
    try {
      const names = ["files", "cookies", "owner"] as const;
      return this.#database.transaction(names, "readwrite", { durability: "strict" });
    } catch (cause) {
      const closed = cause instanceof DOMException && cause.name === "InvalidStateError";
      throw closed ? superseded(cause) : cause;
    }
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
