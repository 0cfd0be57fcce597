// Server-sent events.
import { cases } from "./cases.js";
import { until } from "./helpers.js";

const progress = (key) => fetch(`progress/${key}`).then((response) => response.json());

/** Listens until there are enough messages, and tells what came. */
function listen(path, { enough = 3, type = "message", options } = {}) {
  const source = new EventSource(path, options);
  const seen = [];
  return new Promise((resolve) => {
    const end = () => {
      source.close();
      resolve({ seen, state: source.readyState, url: source.url, credentials: source.withCredentials });
    };
    source.addEventListener("open", () => seen.push("open"));
    source.addEventListener("error", () => {
      seen.push(["error", source.readyState]);
      if (source.readyState === EventSource.CLOSED) end();
    });
    source.addEventListener(type, ({ data, lastEventId, origin }) => {
      seen.push([data, lastEventId, origin]);
      if (seen.filter((one) => one.length === 3).length >= enough) end();
    });
  });
}

cases(
  "events",
  {
    "messages": (key) => listen(`events/${key}`),
    "named events": (key) => listen(`events/${key}?type=named`, { type: "named" }),
    "credentials": (key) => listen(`events/${key}`, { options: { withCredentials: true } }),
    "coming back after the end": async (key) => {
      const { seen } = await listen(`events/${key}?events=2`, { enough: 5 });
      return [seen, (await progress(key)).asked];
    },
    "a status that ends it": async (key) => {
      const { seen, state } = await listen(`events/${key}?events=1&status=204+No+Content`, { enough: 9 });
      return [seen, state, (await progress(key)).asked];
    },
    "an error that ends it": (key) => listen(`answer?status=500+Broken&key=${key}`),
    "a wrong type": (key) => listen(`answer?key=${key}`),
    "a redirect": async (key) => {
      const { seen, url } = await listen(`redirect/302?to=../events/${key}`);
      return [seen, url];
    },
    "closing": async (key) => {
      await listen(`events/${key}?events=100000`, { enough: 2 });
      const { closed } = await until(
        () => progress(key),
        ({ closed }) => closed > 0,
        3000,
      );
      return closed;
    },
    "two at once": async (key) => {
      const both = await Promise.all([listen(`events/${key}-a`), listen(`events/${key}-b`)]);
      return both.map(({ seen }) => seen);
    },
    "other requests meanwhile": async (key) => {
      const listening = listen(`events/${key}?events=20`, { enough: 20 });
      const { status } = await fetch("answer");
      return [status, (await listening).seen.length];
    },
  },
  { serial: true },
);
