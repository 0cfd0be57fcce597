// fetch() in all its variants.
import { base, cases, table } from "./cases.js";
import { answer, describe, echo, elsewhere, get } from "./helpers.js";

for (const mode of ["cors", "no-cors", "same-origin", "navigate", "websocket"]) {
  for (const credentials of ["omit", "same-origin", "include"]) {
    cases("fetch", {
      [`mode ${mode}, credentials ${credentials}`]: () => echo("echo", { mode, credentials }),
      [`POST in mode ${mode}, credentials ${credentials}`]: () =>
        echo("echo", { method: "POST", body: "b", mode, credentials }),
    });
  }
}

for (const cache of ["default", "no-store", "reload", "no-cache", "force-cache"]) {
  cases("fetch", {
    [`cache ${cache}`]: () => echo(`echo?${cache}`, { cache }),
    [`POST with cache ${cache}`]: () => echo("echo", { method: "POST", cache }),
  });
}

for (const priority of ["high", "low", "auto"]) {
  cases("fetch", { [`priority ${priority}`]: () => echo("echo", { priority }) });
}

cases("fetch", {
  "only-if-cached": () => get("echo?never", { cache: "only-if-cached", mode: "same-origin" }),
  "keepalive": () => echo("echo", { keepalive: true }),
  "POST with keepalive": () => echo("echo", { method: "POST", body: "kept", keepalive: true }),
  "integrity that fits": async () => {
    const hash = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("answer"));
    const integrity = `sha256-${btoa(String.fromCharCode(...new Uint8Array(hash)))}`;
    return get(answer(), { integrity });
  },
  "integrity that does not fit": () => get(answer(), { integrity: `sha256-${btoa("x".repeat(32))}` }),
  "an aborted signal": () => get("echo", { signal: AbortSignal.abort() }),
  "a whole response": () => get(answer()),
  "a response without CORS": () => get(answer(), { mode: "no-cors" }),
  "as a blob": async () => {
    const blob = await (await fetch(answer())).blob();
    return [blob.type, blob.size];
  },
  "as bytes": async () => {
    const order = answer({ bytes: "00ff10e9" });
    return [...new Uint8Array(await (await fetch(order)).arrayBuffer())];
  },
  "as a form": async () => {
    const order = { body: "a=1&b=%C3%A9", header: "Content-Type: application/x-www-form-urlencoded" };
    return [...(await (await fetch(answer(order))).formData())];
  },
  "as JSON": async () => (await fetch("resource/data.json")).json(),
  "a clone": async () => {
    const response = await fetch(answer());
    const clone = response.clone();
    return [await response.text(), await clone.text(), response.bodyUsed];
  },
  "a URL with a fragment": async () => (await fetch(`${answer()}#part`)).url,
  "twenty at once": async () => {
    const paths = Array.from({ length: 20 }, (_, i) => `echo/${i}`);
    return Promise.all(paths.map(async (path) => (await echo(path)).environ.PATH_INFO));
  },
  "to another origin": () => get(elsewhere(answer({ header: "Access-Control-Allow-Origin: *" }))),
  "to another origin that does not allow it": () => get(elsewhere("answer")),
  "to another origin's echo": () => get(elsewhere(answer({ header: "Access-Control-Allow-Origin: *" }, "echo"))),
  "to the host itself": async () => (await fetch(new URL("/favicon-of-none", base), { mode: "same-origin" })).status > 0,
});

for (const asynchronous of [true, false]) {
  const name = asynchronous ? "XMLHttpRequest" : "synchronous XMLHttpRequest";
  cases("XMLHttpRequest", {
    [`${name} GET`]: () => ask("GET", "echo", { asynchronous }),
    [`${name} POST`]: () => ask("POST", "echo", { asynchronous, body: "a body" }),
    [`${name} PUT of fields`]: () =>
      ask("PUT", "echo", { asynchronous, body: new URLSearchParams("a=1") }),
    [`${name} of a status`]: () => ask("GET", answer({ status: "418 I'm a teapot" }), { asynchronous }),
    [`${name} of a redirect`]: () => ask("GET", "redirect/302?to=../echo", { asynchronous }),
    [`${name} of nothing`]: () => ask("GET", answer({ status: "204 No Content" }), { asynchronous }),
    [`${name} with a field`]: () => ask("GET", "echo", { asynchronous, fields: { "X-Own": "1" } }),
    [`${name} HEAD`]: () => ask("HEAD", "echo", { asynchronous }),
  });
}

cases(
  "XMLHttpRequest",
  table(["arraybuffer", "blob", "json", "document", "text"], (type) => `as ${type}`, async (type) => {
    const paths = { json: "resource/data.json", document: "resource/drawing.svg" };
    const { request } = await send("GET", paths[type] ?? answer(), { type });
    const { response } = request;
    if (type === "arraybuffer") return response.byteLength;
    if (type === "blob") return [response.type, response.size];
    return type === "document" ? response.documentElement.localName : response;
  }),
);

cases("XMLHttpRequest", {
  "a document is sent": () =>
    ask("POST", "echo", { body: new DOMParser().parseFromString("<p>é", "text/html") }),
  "a form is sent": () => {
    const body = new FormData();
    body.append("a", "1");
    return ask("POST", "echo", { body });
  },
  "its events": async () => {
    const { events } = await send("GET", answer({ size: 5000, measured: 1 }));
    return [...new Set(events)];
  },
  "its progress": async () => {
    const { request, last } = await send("GET", answer({ size: 5000, measured: 1 }));
    return [request.response.length, last.loaded, last.total, last.lengthComputable];
  },
  "its upload's progress": async () => {
    const { uploaded } = await send("POST", "echo", { body: "x".repeat(70_000), watch: true });
    return uploaded;
  },
  "aborted": async () => {
    const request = new XMLHttpRequest();
    request.open("GET", "endless/xhr-aborted/1000");
    const aborted = new Promise((resolve) => request.addEventListener("abort", resolve));
    request.addEventListener("progress", () => request.abort());
    request.send();
    return (await aborted).type;
  },
  "overridden type": async () => {
    const request = new XMLHttpRequest();
    request.open("GET", answer({ bytes: "e9" }), false);
    request.overrideMimeType("text/plain; charset=latin1");
    request.send();
    return request.responseText;
  },
});

function send(method, path, { asynchronous = true, body, fields = {}, type, watch } = {}) {
  const request = new XMLHttpRequest();
  const events = [];
  let last;
  let uploaded;
  request.open(method, path, asynchronous);
  for (const [name, value] of Object.entries(fields)) request.setRequestHeader(name, value);
  if (type !== undefined) request.responseType = type;
  if (watch) {
    request.upload.addEventListener("load", ({ loaded, total }) => {
      uploaded = [loaded, total];
    });
  }
  return new Promise((resolve) => {
    for (const name of ["loadstart", "progress", "load", "error", "timeout", "loadend"]) {
      request.addEventListener(name, (event) => {
        events.push(name);
        if (name === "progress") last = event;
        if (name === "loadend") resolve({ request, events, last, uploaded });
      });
    }
    request.send(body);
    if (!asynchronous) resolve({ request, events, last, uploaded });
  });
}

async function ask(method, path, options) {
  const { request, events } = await send(method, path, options);
  const { status, statusText, responseURL, responseText } = request;
  const lines = request.getAllResponseHeaders().trim().split("\r\n");
  const headers = Object.fromEntries(lines.map((line) => line.split(/: (.*)/s)));
  const response = new Response(responseText || null, { status: 200 });
  const { body } = await describe(response);
  return { status, statusText, responseURL, headers, last: events.at(-1), body };
}
