// Content-Encoding, which the browser undoes before the page sees the content.
import { cases, table } from "./cases.js";
import { answer, get, inFrame, load } from "./helpers.js";

const CODINGS = { gzip: "gzip", "x-gzip": "x-gzip", deflate: "deflate", "deflate without its wrapper": "raw", br: "br", zstd: "zstd" };
const NAMES = { raw: "deflate" };
const packed = (pack, more = {}) =>
  answer({ body: "hello", pack, ...more, header: [`Content-Encoding: ${NAMES[pack] ?? pack}`, ...(more.header ?? [])] });

cases("encodings", table(Object.keys(CODINGS), (name) => name, (name) => get(packed(CODINGS[name]))));
cases(
  "encodings",
  table(["gzip", "deflate", "br", "zstd"], (name) => `${name} with its length`, (name) =>
    get(packed(name, { measured: 1 })),
  ),
);
cases("encodings", {
  "identity": () => get(answer({ header: "Content-Encoding: identity" })),
  "an unknown one": () => get(answer({ header: "Content-Encoding: nonsense" })),
  "an empty one": () => get(answer({ header: "Content-Encoding: " })),
  "GZIP in capitals": () => get(answer({ body: "hello", pack: "gzip", header: "Content-Encoding: GZIP" })),
  "two in turn": () =>
    get(answer({ body: "hello", pack: ["deflate", "gzip"], header: "Content-Encoding: deflate, gzip" })),
  "content that is not what it says": () => get(answer({ body: "plain", header: "Content-Encoding: gzip" })),
  "content that breaks off": () =>
    get(answer({ bytes: "1f8b0800000000000003cb48cd", header: "Content-Encoding: gzip" })),
  "nothing": () => get(answer({ bodiless: 1, header: "Content-Encoding: gzip" })),
  "HEAD": () => get(packed("gzip"), { method: "HEAD" }),
  "204": () => get(answer({ status: "204 No Content", bodiless: 1, header: "Content-Encoding: gzip" })),
  "an error's page": () => get(packed("gzip", { status: "404 Not Found" })),
  "a large content": async () => {
    const body = "0123456789".repeat(700);
    const response = await fetch(packed("gzip", { body }));
    return (await response.text()) === body;
  },
  "a navigation": () => inFrame((frame) => (frame.src = packed("gzip"))),
  "a style": async () => {
    const href = answer({
      body: "#styled{width:77px}",
      pack: "gzip",
      header: ["Content-Encoding: gzip", "Content-Type: text/css"],
    });
    const { element, event } = await load("link", { rel: "stylesheet", href });
    const rules = element.sheet?.cssRules.length;
    element.remove();
    return [event, rules];
  },
  "a script": async () => {
    const src = answer({
      body: "globalThis.unpacked = 'ran'",
      pack: "deflate",
      header: ["Content-Encoding: deflate", "Content-Type: text/javascript"],
    });
    const { event } = await load("script", { src });
    return [event, globalThis.unpacked];
  },
  "Accept-Encoding": async () => (await (await fetch("echo")).json()).environ.HTTP_ACCEPT_ENCODING,
});
