// Validators, and what the browser's cache makes of an answer.
import { cases, table } from "./cases.js";
import { answer, get, inFrame } from "./helpers.js";

const MODES = ["default", "no-store", "reload", "no-cache", "force-cache"];
const LIVES = ["", "no-store", "no-cache", "max-age=60", "max-age=0", "public, max-age=600, immutable", "private"];

const content = async (key, order, options) => {
  const { status, headers, body } = await get(answer(order, `cached/${key}`), options);
  return [status, headers.etag, body, headers["x-hits"], headers["x-terms"]];
};

for (const life of LIVES) {
  cases(
    "caching",
    table(MODES, (cache) => `'${life}', then ${cache}`, async (cache, key) => {
      const order = life ? { header: `Cache-Control: ${life}` } : {};
      const first = await content(key, order);
      return [first, await content(key, order, { cache })];
    }),
  );
}

cases("caching", {
  "a validator of one's own that fits": (key) =>
    get(`cached/${key}`, { headers: { "If-None-Match": '"v1"' } }),
  "a validator of one's own that does not fit": (key) =>
    get(`cached/${key}`, { headers: { "If-None-Match": '"v0"' } }),
  "only if it is cached": async (key) => {
    const order = { header: "Cache-Control: max-age=60" };
    await content(key, order);
    return content(key, order, { cache: "only-if-cached", mode: "same-origin" });
  },
  "a navigation that is reloaded": async (key) => {
    const { frame, body } = await inFrame((one) => (one.src = `cached/${key}`), { keep: true });
    frame.remove();
    return [body, await content(key, {})];
  },
  "a weak tag": (key) => content(key, { tag: 'W/"weak"' }),
  "Vary": async (key) => {
    const order = { header: ["Cache-Control: max-age=60", "Vary: X-Own"] };
    const ask = (own) => content(key, order, { headers: { "X-Own": own } });
    return [await ask("a"), await ask("b"), await ask("a")];
  },
  "a changed content": async (key) => {
    const first = await content(key, { tag: '"one"', header: "Cache-Control: no-cache" });
    return [first, await content(key, { tag: '"two"', header: "Cache-Control: no-cache" })];
  },
});
