// What a page is made of: images, scripts, styles, fonts, media, and what asked for them.
import { base, cases, table } from "./cases.js";
import { elsewhere, load, pause, recorded } from "./helpers.js";

const ELEMENTS = {
  "an image": ["img", { src: "pixel.png" }],
  "an image with crossorigin": ["img", { src: "pixel.png", crossorigin: "" }],
  "an image with credentials": ["img", { src: "pixel.png", crossorigin: "use-credentials" }],
  "a drawing": ["img", { src: "drawing.svg" }],
  "an image that is none": ["img", { src: "digits.txt" }],
  "a script": ["script", { src: "classic.js" }],
  "a script with crossorigin": ["script", { src: "classic.js", crossorigin: "anonymous" }],
  "a script that is deferred": ["script", { src: "classic.js", defer: "" }],
  "a module": ["script", { src: "module.js", type: "module" }],
  "a script of a wrong type": ["script", { src: "pixel.png" }],
  "a style": ["link", { href: "style.css", rel: "stylesheet" }],
  "a style with crossorigin": ["link", { href: "style.css", rel: "stylesheet", crossorigin: "" }],
  "a style of a wrong type": ["link", { href: "digits.txt", rel: "stylesheet" }],
  "a preloaded image": ["link", { href: "pixel.png", rel: "preload", as: "image" }],
  "a preloaded script": ["link", { href: "classic.js", rel: "preload", as: "script" }],
  "a preloaded style": ["link", { href: "style.css", rel: "preload", as: "style" }],
  "a preloaded fetch": ["link", { href: "data.json", rel: "preload", as: "fetch", crossorigin: "" }],
  "a preloaded module": ["link", { href: "module.js", rel: "modulepreload" }],
  "an embedded drawing": ["embed", { src: "drawing.svg", type: "image/svg+xml" }],
  "a drawing as an object": ["object", { data: "drawing.svg", type: "image/svg+xml" }],
  "a picture's input": ["input", { src: "pixel.png", type: "image" }],
};

cases(
  "resources",
  table(Object.keys(ELEMENTS), (name) => name, async (name, key) => {
    const [tag, attributes] = ELEMENTS[name];
    const where = ["src", "href", "data"].find((one) => one in attributes);
    const { [where]: file, ...others } = attributes;
    // The address last: WebKit asks as soon as there is one, and once more for each attribute then.
    const address = `resource/${file}?record=${key}`;
    const { element, event } = await load(tag, { ...others, [where]: address });
    const size = [element.naturalWidth ?? null, element.naturalHeight ?? null];
    element.remove();
    const records = await recorded(key);
    return { event, size, records };
  }),
);

async function media(name, key, attributes = {}) {
  const src = `resource/silence.wav?record=${key}`;
  const { element, event } = await load(
    name,
    { src, preload: "auto", ...attributes },
    { events: ["canplaythrough", "error"] },
  );
  const { duration, error, seekable } = element;
  const seen = { event, duration, error: error?.code ?? null, seekable: seekable.length };
  element.removeAttribute("src");
  element.remove();
  const records = await recorded(key);
  return { ...seen, first: records[0].environ };
}

cases("resources", {
  "audio": (key) => media("audio", key),
  "video": (key) => media("video", key),
  "audio with crossorigin": (key) => media("audio", key, { crossorigin: "" }),
  "audio that is sought": async (key) => {
    const src = `resource/silence.wav?record=${key}`;
    const { element } = await load("audio", { src, preload: "auto" }, { events: ["canplaythrough", "error"] });
    const sought = new Promise((resolve) => element.addEventListener("seeked", resolve, { once: true }));
    element.currentTime = 1.2;
    await Promise.race([sought, pause(2000)]);
    const at = element.currentTime;
    element.remove();
    return at;
  },
  "captions": async (key) => {
    const audio = document.createElement("video");
    document.body.append(audio);
    const { element, event } = await load(
      "track",
      { src: `resource/captions.vtt?record=${key}`, default: "", kind: "captions" },
      { parent: audio },
    );
    const cues = element.track.cues?.length;
    audio.remove();
    return [event, cues, await recorded(key)];
  },
  "a font that is none": async (key) => {
    const face = new FontFace("Probe", `url(resource/digits.txt?record=${key})`);
    const outcome = await face.load().then(
      () => "loaded",
      (error) => error.name,
    );
    return [outcome, await recorded(key)];
  },
  "an image's size": async () => {
    const image = new Image();
    image.src = "resource/pixel.png";
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  },
  "an image that a canvas may read": async () => {
    const image = new Image();
    image.src = "resource/pixel.png";
    await image.decode();
    const canvas = document.createElement("canvas").getContext("2d");
    canvas.drawImage(image, 0, 0);
    return canvas.getImageData(0, 0, 1, 1).data.length;
  },
  "a style and what it imports": async () => {
    const { element } = await load("link", { rel: "stylesheet", href: "resource/style.css" });
    const styled = document.createElement("div");
    styled.id = "styled";
    document.body.append(styled);
    const { width, height, backgroundImage } = getComputedStyle(styled);
    styled.remove();
    element.remove();
    return [width, height, backgroundImage];
  },
  "a module and what it imports": async () => {
    const { deep } = await import(new URL("resource/deep.js?dynamic", base));
    await import(new URL("resource/module.js", base));
    return [deep, globalThis.modular];
  },
  "a module of JSON": async () => {
    const module = await import(new URL("resource/data.json", base), { with: { type: "json" } });
    return module.default;
  },
  "a module that does not exist": () => import(new URL("answer?status=404+Not+Found", base)),
  "a module of a wrong type": () => import(new URL("resource/digits.txt", base)),
  "WebAssembly": async () => {
    const { instance } = await WebAssembly.instantiateStreaming(fetch("resource/empty.wasm"));
    return Object.keys(instance.exports);
  },
  "WebAssembly of a wrong type": () =>
    WebAssembly.instantiateStreaming(fetch("resource/empty.wasm?header=Content-Type:+text/plain")),
  "fetch() says what it is for": async (key) => {
    await fetch(`resource/data.json?record=${key}`);
    return recorded(key);
  },
  "an image of another origin": async () => {
    const { element, event } = await load("img", { src: elsewhere("resource/pixel.png") });
    element.remove();
    return event;
  },
  "a manifest": async (key) => {
    const { element, event } = await Promise.race([
      load("link", { rel: "manifest", href: `resource/site.webmanifest?record=${key}` }),
      pause(300).then(() => ({ event: "nothing" })),
    ]);
    element?.remove();
    document.querySelector("link[rel=manifest]")?.remove();
    return event;
  },
  "timing knows of it": async (key) => {
    const path = `${answerOf(key)}`;
    await (await fetch(path)).text();
    const [entry] = performance.getEntriesByName(new URL(path, base).href);
    return entry === undefined ? "none" : [entry.initiatorType, entry.responseStatus];
  },
});

const answerOf = (key) => `answer?timing=${key}`;
