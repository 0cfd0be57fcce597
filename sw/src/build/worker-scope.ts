// Import this before Pyodide, which looks once at where it is: Node passes for a module worker then.
// In Node, Pyodide would read files by itself instead of calling the fetch() that we answer.

const scope = globalThis as unknown as {
  process: { browser?: boolean };
  self?: unknown;
  location?: URL;
  WorkerGlobalScope?: unknown;
};

scope.process.browser = true;
scope.self ??= globalThis;
scope.location ??= new URL("https://example.org/site/sw.js");
scope.WorkerGlobalScope ??= Object; // whatever `self` is an instance of

export {};
