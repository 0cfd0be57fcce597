import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Cookie } from "./cookie-jar";
import type { FileChanges, FileRecord } from "./file-changes";

interface StateSchema extends DBSchema {
  files: { key: string; value: FileRecord };
  cookies: { key: "jar"; value: readonly Cookie[] };
}

/** What lasts of a site: its durable files and its cookies, in IndexedDB. */
export class StateStore {
  readonly #database: IDBPDatabase<StateSchema>;

  private constructor(database: IDBPDatabase<StateSchema>) {
    this.#database = database;
  }

  static async open(name: string): Promise<StateStore> {
    const database = await openDB<StateSchema>(name, 1, {
      upgrade(fresh) {
        fresh.createObjectStore("files", { keyPath: "path" });
        fresh.createObjectStore("cookies");
      },
      // Another worker or page wants to upgrade or to delete the database: let it.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    return new StateStore(database);
  }

  files(): Promise<FileRecord[]> {
    return this.#database.getAll("files");
  }

  async cookies(): Promise<readonly Cookie[]> {
    return (await this.#database.get("cookies", "jar")) ?? [];
  }

  /** Resolves when all of it is on disk, or rejects with nothing of it kept. */
  async save(
    files: FileChanges | undefined,
    cookies: readonly Cookie[] | undefined,
  ): Promise<void> {
    const options = { durability: "strict" } as const;
    const transaction = this.#database.transaction(["files", "cookies"], "readwrite", options);
    const store = transaction.objectStore("files");
    const requests: Promise<unknown>[] = [transaction.done];
    try {
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
}
