// A worker that does as it is told: an expression's value comes back.
self.addEventListener("message", async ({ data: { expression }, ports: [port] }) => {
  try {
    // biome-ignore lint/security/noGlobalEval: the suite sends its own expressions
    port.postMessage({ value: await (0, eval)(`(async () => (${expression}))()`) });
  } catch (error) {
    port.postMessage({ error: error.name });
  }
});
