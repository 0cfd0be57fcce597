// What the application sees of a URL.
import { base, cases, table } from "./cases.js";
import { echo, inFrame } from "./helpers.js";

const PATHS = [
  "echo",
  "echo/",
  "echo//",
  "echo//a///b",
  "echo/a/../b",
  "echo/./b",
  "echo/%2e%2e/b",
  "echo/a%2Fb",
  "echo/a%2fb",
  "echo/%252F",
  "echo/%",
  "echo/%zz",
  "echo/%E2%98%83",
  "echo/☃/é",
  "echo/%FF%FE",
  "echo/%00",
  "echo/%0A%0D",
  "echo/%7Euser/~user",
  "echo/a b/c%20d",
  "echo/a+b",
  "echo/a;p=1;q=2/b",
  "echo/a,b:c@d!$&'()*+=",
  "echo/\"<>`{}|^\\x",
  "echo/[1]",
  "echo/%5B%5D%7B%7D",
  "echo/%3F%23",
  "echo/;",
  "echo/:",
  "echo/.hidden/..file/...",
  "echo/index.html",
  "echo/sw.js",
  "sw.js/below",
  "hipflask-assetsx",
  "ECHO/Case",
  "%65cho/encoded",
  `echo/${"long/".repeat(400)}`,
  `echo/${"%C3%A9".repeat(300)}`,
  "echo/http://example.org/x",
  "echo/%F0%9D%84%9E",
  "echo/%61%62",
  "unknown",
  "",
];

const QUERIES = [
  "?",
  "?a",
  "?a=1&b=2",
  "?a=1&a=2",
  "?é=☃",
  "?%C3%A9=%FF",
  "?a=b c+d%20e",
  "?a=%2B%26%3D%23",
  "?a=1?b=2",
  "?a/b//c/../d",
  "?a[]=1&b{}|^`",
  "?'\"<>",
  "?=&&=",
  "?%",
  "?a;b",
  `?${"q=".repeat(1500)}`,
  "?a=1#fragment",
  "#only",
  "?\\",
];

/** Only what depends on the URL. */
function place({ status, environ }) {
  const names = ["SCRIPT_NAME", "PATH_INFO", "QUERY_STRING", "REQUEST_URI", "RAW_URI", "HTTP_HOST"];
  return [status, ...names.map((name) => environ?.[name])];
}

cases(
  "paths",
  table(PATHS.filter(Boolean), (path) => `path ${path.slice(0, 40)}`, async (path) => place(await echo(path))),
);
cases(
  "paths",
  table(QUERIES, (query) => `query ${query.slice(0, 30)}`, async (query) => place(await echo(`echo${query}`))),
);
cases(
  "paths",
  table(PATHS.slice(0, 20), (path) => `navigation to ${path.slice(0, 40)}`, async (path) => {
    const { url, body } = await inFrame((frame) => {
      frame.src = path;
    });
    return [url, body.environ ? place(body) : body];
  }),
);
cases("paths", {
  "SERVER_NAME and SERVER_PORT": async () => {
    const { environ } = await echo();
    const { SERVER_NAME, SERVER_PORT, HTTP_HOST } = environ;
    return { SERVER_NAME, SERVER_PORT, HTTP_HOST, scheme: environ["wsgi.url_scheme"] };
  },
  "a host with credentials": () => {
    const url = new URL("echo", base);
    url.username = "me";
    return echo(url.href);
  },
  "the query of a form keeps its encoding": async () => {
    const { url, body } = await inFrame((frame) => {
      const form = document.createElement("form");
      form.action = "echo?lost=1";
      form.target = frame.name;
      form.innerHTML = '<input name="é" value="☃ &amp; +">';
      document.getElementById("stage").append(form);
      form.submit();
      form.remove();
    });
    return [url, place(body)];
  },
});
