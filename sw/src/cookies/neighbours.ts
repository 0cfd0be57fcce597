import { StateStore } from "../state/state-store";

/** Names of the databases in which exports on an origin keep their state; see names.ts. */
const STATE = /^hipflask:.*:state$/;

/**
 * The other exports on this origin. Pages see the cookies of all of them that are for the whole
 * origin, as natively; but an application must not get those that another one has set.
 */
export class Neighbours {
  readonly #own: string;

  constructor(own: string) {
    this.#own = own;
  }

  /** Whether the application of another export has set a cookie with this name and value. */
  async haveSet(name: string, value: string): Promise<boolean> {
    const databases = await indexedDB.databases();
    const names = databases.flatMap(({ name }) => name ?? []);
    for (const database of names.filter((one) => one !== this.#own && STATE.test(one))) {
      const store = await StateStore.look(database);
      const cookies = await store.cookies().finally(() => store.close());
      const set = cookies.some(
        (cookie) =>
          cookie.shown === "yes" &&
          !cookie.byScript &&
          cookie.name === name &&
          cookie.value === value,
      );
      if (set) return true;
    }
    return false;
  }
}
