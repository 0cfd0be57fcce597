// Requests of workers that the page starts.
import { base, cases, table } from "./cases.js";
import { given } from "./cases.js";
import { recorded } from "./helpers.js";

function ask(worker, expression) {
  const { port1, port2 } = new MessageChannel();
  return new Promise((resolve, reject) => {
    port1.onmessage = ({ data }) => resolve(data);
    worker.addEventListener?.("error", () => reject(new Error("the worker failed")));
    (worker.port ?? worker).postMessage({ expression }, [port2]);
  });
}

/** Engines may collect a worker that nobody refers to, even if somebody waits for its word. */
const alive = [];

function kept(worker) {
  alive.push(worker);
  return worker;
}

async function inWorker(expression, options) {
  const worker = new Worker(new URL("resource/worker.js", base), options);
  try {
    return await ask(worker, expression);
  } finally {
    worker.terminate();
  }
}

const EXPRESSIONS = {
  "fetch()": "(await fetch('../echo')).json()",
  "fetch() with a body": "(await fetch('../echo', {method: 'PUT', body: 'of a worker'})).json()",
  "a redirect": "(await fetch('../redirect/302?to=../echo')).url",
  "XMLHttpRequest": "(() => { const x = new XMLHttpRequest(); x.open('GET', '../echo', false); x.send(); return JSON.parse(x.responseText); })()",
  "import()": "(await import('./deep.js')).deep",
  "location": "self.location.href",
  "EventSource": `new Promise((done) => { const s = new EventSource('../events/worker-${Math.trunc(performance.timeOrigin)}'); s.onmessage = ({data}) => { s.close(); done(data); }; s.onerror = () => { s.close(); done('error'); }; })`,
  "a worker within": "new Promise((done) => { const w = new Worker('worker.js'); const c = new MessageChannel(); self.alive = [w, c]; c.port1.onmessage = ({data}) => done(data); w.onerror = () => done('failed'); w.postMessage({expression: '1 + 1'}, [c.port2]); })",
};

for (const type of ["classic", "module"]) {
  cases("workers", table(Object.keys(EXPRESSIONS), (name) => `${name} of a ${type} worker`, (name) => inWorker(EXPRESSIONS[name], { type })));
}
cases("workers", {
  "importScripts()": () => inWorker("(importScripts('imported.js'), self.imported)"),
  "importScripts() of a redirect": () =>
    inWorker("(importScripts('../redirect/302?to=../resource/imported.js'), self.imported)"),
  "importScripts() of nothing": () => inWorker("importScripts('../answer?status=404+Not+Found')"),
  "its own request": async (key) => {
    const worker = new Worker(new URL(`resource/worker.js?record=${key}`, base));
    const records = await recorded(key);
    worker.terminate();
    return records;
  },
  "a module's own request": async (key) => {
    const worker = new Worker(new URL(`resource/worker.js?record=${key}`, base), { type: "module" });
    const records = await recorded(key);
    worker.terminate();
    return records;
  },
  "a script that is none": () =>
    new Promise((resolve) => {
      const worker = kept(new Worker(new URL("answer?status=404+Not+Found", base)));
      worker.onerror = () => resolve("error");
      worker.onmessage = () => resolve("message");
    }),
  "a Blob's worker": async () => {
    const source = `fetch(${JSON.stringify(`${base}echo/of-blob`)}).then((r) => r.json()).then((j) => postMessage(j.environ.PATH_INFO), (e) => postMessage(e.name))`;
    const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    const worker = new Worker(url);
    const data = await new Promise((resolve) => (worker.onmessage = (event) => resolve(event.data)));
    worker.terminate();
    return data;
  },
});

if (globalThis.SharedWorker) {
  cases("workers", {
    "a shared worker": async () => {
      const source = `onconnect = ({ports: [p]}) => fetch(${JSON.stringify(`${base}echo/shared`)}).then((r) => r.json()).then((j) => p.postMessage(j.environ), (e) => p.postMessage(e.name))`;
      const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
      const worker = kept(new SharedWorker(url, given.run));
      return new Promise((resolve) => (worker.port.onmessage = ({ data }) => resolve(data)));
    },
  });
}
