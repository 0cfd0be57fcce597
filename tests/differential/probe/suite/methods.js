// Every method, with every kind of body.
import { cases, table } from "./cases.js";
import { echo } from "./helpers.js";

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND", "QUERY"];
const ODD_METHODS = ["CHICKEN", "chicken", "get", "post", "put", "patch", "delete", "X-Custom-1", "M!$%"];
const FORBIDDEN = ["CONNECT", "TRACE", "TRACK", "connect", "A B", ""];

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);

function form(...entries) {
  const data = new FormData();
  for (const entry of entries) data.append(...entry);
  return data;
}

const BODIES = {
  "no body": () => undefined,
  "null": () => null,
  "an empty text": () => "",
  "text": () => "some text",
  "text that is not ASCII": () => "naïve ☃ 𝄞",
  "every byte": () => everyByte,
  "an ArrayBuffer": () => everyByte.buffer.slice(65, 91),
  "an empty ArrayBuffer": () => new ArrayBuffer(0),
  "a DataView": () => new DataView(everyByte.buffer, 97, 26),
  "a Blob": () => new Blob(["a blob"]),
  "a Blob with a type": () => new Blob(["{}"], { type: "application/json" }),
  "an empty Blob": () => new Blob([]),
  "a File": () => new File(["<p>"], "page.html", { type: "text/html" }),
  "fields": () => new URLSearchParams([["a", "1"], ["b", "two words & é"], ["a", "3"]]),
  "no fields": () => new URLSearchParams(),
  "a form": () => form(["a", "1"], ["é", "☃"], ["line", "one\ntwo"], ['quote"', "x"]),
  "an empty form": () => form(),
  "a form with files": () =>
    form(
      ["text", "1"],
      ["file", new File([everyByte], "bytes.bin")],
      ["file", new File(["é"], 'né"w\n.txt', { type: "text/plain;charset=utf-8" })],
      ["none", new File([], "")],
    ),
};

const WITH_BODY = METHODS.filter((method) => method !== "GET" && method !== "HEAD");

for (const method of WITH_BODY) {
  cases(
    "methods and bodies",
    table(
      Object.keys(BODIES),
      (kind) => `${method} with ${kind}`,
      (kind) => echo("echo", { method, body: BODIES[kind]() }),
    ),
  );
}

cases(
  "methods",
  table([...METHODS, ...ODD_METHODS, ...FORBIDDEN], (method) => `method '${method}'`, async (method) => {
    const response = await fetch("echo", { method });
    const text = await response.text();
    return text === "" ? [response.status, "no content"] : JSON.parse(text);
  }),
);

cases("methods", {
  "GET may have no body": () => echo("echo", { method: "GET", body: "x" }),
  "HEAD may have no body": () => echo("echo", { method: "HEAD", body: "" }),
});

const CONTENT_TYPES = [
  "application/json",
  "text/plain",
  "TEXT/PLAIN; charset=ISO-8859-1",
  "application/x-www-form-urlencoded",
  "multipart/form-data; boundary=own",
  "multipart/form-data",
  "image/png",
  "nonsense",
  "",
];

cases(
  "bodies",
  table(CONTENT_TYPES, (type) => `the type '${type}' is kept`, (type) =>
    echo("echo", { method: "POST", body: "a=1&b=2", headers: { "Content-Type": type } }),
  ),
);

cases(
  "bodies",
  table([1, 1000, 65_535, 65_536, 70_001, 1_048_576, 1_048_577, 5_000_000], (size) => `${size} bytes`, (size) => {
    const body = new Uint8Array(size);
    for (let i = 0; i < size; i++) body[i] = (i * 7) % 251;
    return echo("echo", { method: "POST", body });
  }),
);

for (const reading of ["pieces", "lines", "nothing"]) {
  cases("bodies", {
    [`read as ${reading}`]: () =>
      echo(`echo?reading=${reading}`, { method: "POST", body: "one\ntwo\r\nthree\n\nfour" }),
    [`nothing to read as ${reading}`]: () => echo(`echo?reading=${reading}`, { method: "POST" }),
  });
}

/** Half duplex is all there is; Firefox and WebKit send the stream's name as text. */
function streamed(...pieces) {
  return new ReadableStream({
    async pull(controller) {
      const piece = pieces.shift();
      if (piece === undefined) controller.close();
      else controller.enqueue(new TextEncoder().encode(piece));
    },
  });
}

cases("bodies", {
  "a Request's body": () =>
    echo(new Request("echo", { method: "PUT", body: "of a request", headers: { "X-Own": "1" } })),
  "a Request that is sent twice": async () => {
    const request = new Request("echo", { method: "POST", body: "once" });
    const first = await echo(request.clone());
    return [first.body, (await echo(request)).body];
  },
  "a Request with other options": () =>
    echo(new Request("echo", { method: "POST", body: "a" }), { method: "PUT", body: "b" }),
  "a lone surrogate": () => echo("echo", { method: "POST", body: "\ud800" }),
  "a body whose reader is not asked for all": () =>
    echo("echo?reading=nothing", { method: "POST", body: new Blob([new Uint8Array(300_000)]) }),
  "a stream over HTTP/1.1": () =>
    echo("echo", { method: "POST", body: streamed("one,", "two"), duplex: "half" }),
  "a stream without duplex": () => echo("echo", { method: "POST", body: streamed("one") }),
});
