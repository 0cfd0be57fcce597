// The basics of cookies.
import { base, cases } from "./cases.js";
import { answer, echo, inFrame } from "./helpers.js";

const order = (...fields) => answer({ header: fields.map((field) => `Set-Cookie: ${field}`) });
const sent = async (path = "echo", options) =>
  ((await echo(path, options)).environ.HTTP_COOKIE ?? "").split("; ").filter(Boolean).sort();

/** Sets cookies, looks, and removes them again. */
async function trial(fields, look) {
  await fetch(order(...fields));
  const seen = await look();
  const gone = fields.map((field) => {
    const path = /Path=[^;]*/i.exec(field)?.[0];
    return `${field.split("=")[0]}=; Max-Age=0${path ? `; ${path}` : ""}`;
  });
  await fetch(order(...gone));
  return [seen, await sent(), document.cookie];
}

const path = base.pathname;
const TRIALS = {
  "one": [["a=1"], () => sent()],
  "two": [["a=1", "b=2"], () => sent()],
  "seen by the page": [["a=1", "b=2; HttpOnly"], () => document.cookie],
  "HttpOnly is sent": [["a=1; HttpOnly"], () => sent()],
  "a path that fits": [[`a=1; Path=${path}echo`], () => sent("echo/x")],
  "a path that does not fit": [[`a=1; Path=${path}other`], () => sent()],
  "a path that is no folder": [[`a=1; Path=${path}ec`], () => sent()],
  "Secure": [["a=1; Secure"], () => sent()],
  "SameSite=Strict": [["a=1; SameSite=Strict"], () => sent()],
  "SameSite=None without Secure": [["a=1; SameSite=None"], () => sent()],
  "Max-Age": [["a=1; Max-Age=100"], () => sent()],
  "Max-Age of nothing": [["a=1; Max-Age=0"], () => sent()],
  "Expires in the past": [["a=1; Expires=Wed, 21 Oct 2015 07:28:00 GMT"], () => sent()],
  "another domain": [["a=1; Domain=example.org"], () => sent()],
  "its own domain": [[`a=1; Domain=${location.hostname}`], () => sent()],
  "an empty value": [["a="], () => sent()],
  "quotes": [['a="b c"'], () => sent()],
  "an equals sign": [["a=b=c"], () => sent()],
  "omitted credentials": [["a=1"], () => sent("echo", { credentials: "omit" })],
  "a navigation": [
    ["a=1"],
    async () => (await inFrame((frame) => (frame.src = "echo"))).body.environ.HTTP_COOKIE,
  ],
  "set by the page": [
    ["a=1"],
    async () => {
      document.cookie = "page=2";
      const seen = await sent();
      document.cookie = "page=; Max-Age=0";
      return seen;
    },
  ],
  "changed by the page": [
    ["a=1"],
    async () => {
      document.cookie = "a=2";
      return sent();
    },
  ],
  "removed by the page": [
    ["a=1"],
    async () => {
      document.cookie = "a=; Max-Age=0";
      return sent();
    },
  ],
  "changed by the application": [
    ["a=1"],
    async () => {
      await fetch(order("a=3"));
      return [await sent(), document.cookie];
    },
  ],
  "set with a redirect": [
    ["a=1"],
    () => sent(answer({ status: "302 Found", header: ["Location: echo", "Set-Cookie: a=5"] })),
  ],
  "set with an error": [
    ["a=1"],
    async () => {
      await fetch(answer({ status: "500 Broken", header: "Set-Cookie: a=6" }));
      return sent();
    },
  ],
};

cases(
  "cookies",
  Object.fromEntries(Object.entries(TRIALS).map(([name, [fields, look]]) => [name, () => trial(fields, look)])),
  { serial: true },
);
