import { canSuspend } from "./pyodide-runtime";

/** A function of Python's, called from here. */
export type PythonFunction<A extends unknown[], R> = ((...args: A) => R) & {
  /** Calls it so that it can be suspended while it waits; see `canSuspend`. */
  callPromising(...args: A): Promise<R>;
  /** Lets Python forget it. */
  destroy(): void;
};

/** Calls a function of Python's so that it can be suspended, where the engine can do that. */
export async function call<A extends unknown[], R>(
  python: PythonFunction<A, R>,
  ...args: A
): Promise<R> {
  return canSuspend ? python.callPromising(...args) : python(...args);
}

/** What Python hands over for a streamed body: the next chunk's function, and the one to give up. */
export type Pull = PythonFunction<[], Uint8Array<ArrayBuffer> | undefined>;
export type Close = PythonFunction<[], void>;

export interface GatewayStream {
  /** Returns the next chunk, undefined at the end; throws what the application raised. */
  next(): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Gives the rest up: the iterable's `close()` is called. */
  close(): Promise<void>;
}

/** What calls into an interpreter go through. */
export type Guard = <T>(work: () => Promise<T>) => Promise<T>;

/** @param isLost - whether the interpreter has come to its end, and must not be touched */
export function streamOf(
  pull: Pull,
  close: Close,
  guard: Guard,
  isLost: () => boolean,
): GatewayStream {
  let open = true;
  const end = (): void => {
    if (!open) return;
    open = false;
    if (isLost()) return;
    pull.destroy();
    close.destroy();
  };
  return {
    async next() {
      if (!open) return undefined;
      let chunk: Uint8Array<ArrayBuffer> | undefined;
      try {
        chunk = await guard(() => call(pull));
      } catch (error) {
        end();
        throw error;
      }
      if (chunk === undefined) end();
      return chunk;
    },
    async close() {
      if (!open || isLost()) return;
      try {
        await guard(() => call(close));
      } finally {
        end();
      }
    },
  };
}
