// Bodies that come bit by bit, break off, or are given up.
import { cases, table } from "./cases.js";
import { get, inFrame, load, pause, until } from "./helpers.js";

const progress = (key) => fetch(`progress/${key}`).then((response) => response.json());

async function collect(response) {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (const reader = response.body.getReader(); ; ) {
      const { done, value } = await reader.read();
      if (done) return { text: text.length > 200 ? text.length : text, ended: "whole" };
      text += decoder.decode(value, { stream: true });
    }
  } catch (error) {
    return { text: text.length > 200 ? text.length : text, ended: error.name };
  }
}

cases(
  "streams",
  table(
    [
      [1, 1],
      [5, 3],
      [100, 10],
      [20, 65_536],
      [3, 1_000_000],
    ],
    ([number, size]) => `${number} chunks of ${size}`,
    async ([number, size]) => collect(await fetch(`chunks/${number}/${size}`)),
  ),
  { serial: true },
);

cases("streams", {
  "the order of chunks": async () => {
    const text = await (await fetch("chunks/500/5")).text();
    return text.replaceAll(".", "").split(",").slice(0, -1).every((part, index) => Number(part) === index);
  },
  "no chunks": async () => collect(await fetch("chunks/0/0")),
  "a declared length": async () => collect(await fetch("chunks/3/4?header=Content-Length:+12")),
  "the first bytes before the end": async (key) => {
    const response = await fetch(`endless/${key}/1000`);
    const reader = response.body.getReader();
    const { value } = await reader.read();
    await reader.cancel();
    return value.length > 0;
  },
  "another request meanwhile": async (key) => {
    const response = await fetch(`endless/${key}/65536`);
    const reader = response.body.getReader();
    await reader.read();
    const { chunks } = await progress(key);
    await reader.cancel();
    return chunks > 0;
  },
  "nobody reads": async (key) => {
    const response = await fetch(`endless/${key}/65536`);
    await pause(300);
    const before = (await progress(key)).chunks;
    await pause(300);
    const after = (await progress(key)).chunks;
    await response.body.cancel();
    return [before === after, after < 2000];
  },
  "two streams in turn": async () => {
    const all = await Promise.all([collectFrom("chunks/40/1000"), collectFrom("chunks/41/1000")]);
    return all;
  },
  "a stream to a frame": async () => (await inFrame((frame) => (frame.src = "chunks/30/100"))).body,
  "a stream to a script": async () => {
    const src = "chunks/1/1?header=Content-Type:+text/javascript";
    const { event } = await load("script", { src });
    return event;
  },
});

const collectFrom = async (path) => collect(await fetch(path));

for (const kind of ["iterable", "generator"]) {
  const GIVING_UP = {
    "AbortController": async (path) => {
      const controller = new AbortController();
      const response = await fetch(path, { signal: controller.signal });
      const reader = response.body.getReader();
      await reader.read();
      controller.abort();
      return reader.read().then(
        () => "read",
        (error) => error.name,
      );
    },
    "reader.cancel()": async (path) => {
      const reader = (await fetch(path)).body.getReader();
      await reader.read();
      await reader.cancel();
    },
    "a frame that goes": async (_, key, kind) => {
      const frame = document.createElement("iframe");
      // A document: of what it cannot show Firefox makes a download, which goes on without a frame.
      frame.src = `endless/${key}/64/${kind}?header=Content-Type:+text/html`;
      document.body.append(frame);
      await until(async () => (await progress(key)).chunks > 1);
      frame.remove();
    },
    "a frame that navigates": async (path, key) => {
      const frame = document.createElement("iframe");
      frame.srcdoc = `<script>fetch(${JSON.stringify(path)}).then((r) => { self.kept = r.body.getReader(); return self.kept.read(); })</script>`;
      document.body.append(frame);
      await until(async () => (await progress(key)).chunks > 1);
      frame.src = "landing";
      await pause(100);
      frame.remove();
    },
    "an image that goes": async (path, key) => {
      const image = new Image();
      image.src = `${path}?header=Content-Type:+image/png`;
      await until(async () => (await progress(key)).chunks > 1);
      image.src = "";
    },
    "XMLHttpRequest.abort()": async (path, key) => {
      const request = new XMLHttpRequest();
      request.open("GET", path);
      request.send();
      await until(async () => (await progress(key)).chunks > 1);
      request.abort();
    },
  };
  cases(
    "giving up",
    table(Object.keys(GIVING_UP), (name) => `${name} closes the ${kind}`, async (name, key) => {
      const outcome = await GIVING_UP[name](`endless/${key}/65536/${kind}`, key, kind);
      const { closed, exit } = await until(
        () => progress(key),
        ({ closed }) => closed > 0,
        2000,
      );
      return { outcome, closed, exit };
    }),
    { serial: true },
  );
}

cases("giving up", {
  "before the answer": async () => {
    const controller = new AbortController();
    const asked = fetch("chunks/3/5", { signal: controller.signal });
    controller.abort();
    return get("answer").then(({ status }) => [status, asked.then.length]).finally(() => asked.catch(() => {}));
  },
  "with a reason": async (key) => {
    const controller = new AbortController();
    const response = await fetch(`endless/${key}/1000`, { signal: controller.signal });
    controller.abort(new RangeError("mine"));
    return response.text().catch((error) => error.name);
  },
  "by a time limit": (key) =>
    fetch(`endless/${key}/65536`, { signal: AbortSignal.timeout(1000) })
      .then((response) => response.blob())
      .catch((error) => error.name),
  "the application goes on": async (key) => {
    const reader = (await fetch(`endless/${key}/65536`)).body.getReader();
    await reader.cancel();
    return (await get("answer")).status;
  },
});

const BREAKS = {
  "before the first chunk": "broken/0",
  "after the first chunk": "broken/1",
  "after many chunks": "broken/5?repeat=30000",
  "within a declared length": "broken/2?declared=100",
  "an end before a declared length": "broken/2?declared=100&silent=1",
  "an end at a declared length": "broken/2?declared=4&silent=1",
};
cases(
  "breaking",
  table(Object.keys(BREAKS), (name) => name, async (name) => {
    const response = await fetch(BREAKS[name]);
    return [response.status, await collect(response)];
  }),
);
cases("breaking", {
  "a frame's content": async () => {
    const { body } = await inFrame((frame) => (frame.src = "broken/3"));
    return body;
  },
  "a script": async () => (await load("script", { src: "broken/1?header=Content-Type:+text/javascript" })).event,
  "a style": async () =>
    (await load("link", { rel: "stylesheet", href: "broken/1?header=Content-Type:+text/css" })).event,
  "an exception before the answer": async () => (await fetch("crash?why=none")).status,
  "the next request": async () => {
    await (await fetch("broken/1")).text().catch(() => {});
    return (await get("answer")).body;
  },
});
