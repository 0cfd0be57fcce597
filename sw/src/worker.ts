/** Wires the service worker up; called by the composition root `sw.js` of an exported site. */
export function startWorker(_runtime: unknown, _manifest: unknown): void {}
