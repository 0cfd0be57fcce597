// Gives Pyodide the parts that it would fetch and compile by itself.

/** A worker's own `fetch()` does not pass its fetch event, so Pyodide's requests are answered here. */
export function answerFetches(answers: ReadonlyMap<string, Promise<Response>>): {
  restore(): void;
} {
  const original = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const answer = answers.get(url);
    return answer ? orNever(answer) : original.call(globalThis, input, init);
  };
  return {
    restore() {
      globalThis.fetch = original;
    },
  };
}

/** What Pyodide would compile is being compiled already, beside all else that it needs. */
export function answerCompilation(
  compiled: Promise<readonly [wasm: WebAssembly.Module, ...unknown[]]>,
): {
  readonly asked: Promise<void>;
  restore(): void;
} {
  const original = WebAssembly.instantiateStreaming;
  const asked = Promise.withResolvers<void>();
  WebAssembly.instantiateStreaming = async (_, imports) => {
    asked.resolve();
    const [module] = await orNever(compiled);
    return { module, instance: await WebAssembly.instantiate(module, imports) };
  };
  return {
    asked: asked.promise,
    restore() {
      WebAssembly.instantiateStreaming = original;
    },
  };
}

/** Who boots is told of a failure; Pyodide would only complain of it on the console. */
function orNever<T>(promise: Promise<T>): Promise<T> {
  return promise.catch(() => new Promise<never>(() => {}));
}
