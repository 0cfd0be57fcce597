// Beacons, keepalive and sockets: requests of which the page hears little.
import { base, cases, table } from "./cases.js";
import { answer, echo, elsewhere, pause, recorded } from "./helpers.js";

const BODIES = {
  "nothing": () => undefined,
  "text": () => "a beacon",
  "a Blob": () => new Blob(["of a blob"], { type: "text/plain" }),
  "a Blob of JSON": () => new Blob(["{}"], { type: "application/json" }),
  "fields": () => new URLSearchParams("a=1"),
  "bytes": () => new Uint8Array([0, 255]),
  "a form": () => {
    const form = new FormData();
    form.append("a", "1");
    return form;
  },
};

cases(
  "beacons",
  table(Object.keys(BODIES), (name) => `a beacon of ${name}`, async (name, key) => {
    const queued = navigator.sendBeacon(`record/${key}`, BODIES[name]());
    return [queued, await recorded(key)];
  }),
);
cases(
  "beacons",
  table(Object.keys(BODIES), (name) => `keepalive with ${name}`, (name) =>
    echo("echo", { method: "POST", body: BODIES[name](), keepalive: true }),
  ),
);
cases("beacons", {
  "a beacon of a page that goes": async (key) => {
    const frame = document.createElement("iframe");
    const markup = `<script>addEventListener('pagehide', () => navigator.sendBeacon('record/${key}', 'bye'))</script>`;
    frame.src = answer({ html: markup }, "blank");
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    document.body.append(frame);
    await loaded;
    frame.remove();
    return recorded(key);
  },
  "keepalive of a page that goes": async (key) => {
    const frame = document.createElement("iframe");
    const markup = `<script>addEventListener('pagehide', () => { fetch('record/${key}', {method: 'POST', body: 'bye', keepalive: true}) })</script>`;
    frame.src = answer({ html: markup }, "blank");
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    document.body.append(frame);
    await loaded;
    frame.remove();
    return recorded(key);
  },
  "a large beacon": () => navigator.sendBeacon("record/large", new Uint8Array(70_000)),
  "a beacon to another origin": () => navigator.sendBeacon(elsewhere("record/beacon"), "x"),
});

function socket(url) {
  return new Promise((resolve) => {
    const made = new WebSocket(url);
    const events = [];
    for (const name of ["open", "error"]) made.addEventListener(name, () => events.push(name));
    made.addEventListener("close", ({ code, wasClean }) => resolve([...events, code, wasClean]));
  });
}
cases("sockets", {
  "to the application": () => socket(new URL("socket", base).href.replace("http", "ws")),
  "by a relative URL": () => socket("echo"),
  "a URL that is none": () => socket("nonsense://"),
  "and requests go on": async () => {
    await socket("echo");
    await pause(10);
    return (await fetch("answer")).status;
  },
});
