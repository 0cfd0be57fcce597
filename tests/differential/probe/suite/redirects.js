// Redirects by fetch() and by navigation.
import { base, cases, table } from "./cases.js";
import { echo, elsewhere, get, inFrame, submit } from "./helpers.js";

const STATUSES = [301, 302, 303, 307, 308];
const METHODS = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"];
const to = (status, location) => `redirect/${status}?${new URLSearchParams({ to: location })}`;

for (const status of STATUSES) {
  cases(
    "redirects",
    table(METHODS, (method) => `${status} of ${method}`, async (method) => {
      const bodied = !["GET", "HEAD"].includes(method);
      return get(to(status, "../echo/there"), { method, ...(bodied ? { body: "kept?" } : {}) });
    }),
  );
  cases("redirects", {
    [`${status} with 'manual'`]: () => get(to(status, "../echo"), { redirect: "manual" }),
    [`${status} with 'error'`]: () => get(to(status, "../echo"), { redirect: "error" }),
    [`${status} of a form's data`]: () => {
      const body = new FormData();
      body.append("a", "1");
      body.append("file", new File(["content"], "f.txt"));
      return get(to(status, "../echo"), { method: "POST", body });
    },
    [`${status} of fields`]: () =>
      get(to(status, "../echo"), { method: "POST", body: new URLSearchParams("a=1") }),
    [`${status} keeps fields`]: () =>
      echo(to(status, "../echo"), { headers: { "X-Own": "1", Authorization: "Bearer t", "Accept": "a/b" } }),
    [`${status} drops the content's fields`]: () =>
      echo(to(status, "../echo"), {
        method: "POST",
        body: "{}",
        headers: { "Content-Type": "application/json", "Content-Language": "cy", "X-Own": "1" },
      }),
    [`${status} of a navigation`]: () =>
      inFrame((frame) => (frame.src = to(status, "../echo/there?x=1"))),
    [`${status} of a form`]: () =>
      inFrame(({ name }) =>
        submit({ action: to(status, "../echo/there"), method: "post", target: name }, [["a", "1"]]),
      ),
    [`${status} of a form with a file`]: () =>
      inFrame(({ name }) =>
        submit(
          {
            action: to(status, "../echo/there"),
            method: "post",
            target: name,
            enctype: "multipart/form-data",
          },
          [["file", new File(["content"], "f.txt")]],
        ),
      ),
  });
}

const LOCATIONS = {
  "a relative path": "../echo/relative",
  "a relative segment": "302/below",
  "an absolute path": `${base.pathname}echo/absolute`,
  "a whole URL": `${base}echo/whole`,
  "a URL without a scheme": `//${base.host}${base.pathname}echo/schemeless`,
  "only a query": "?to=../echo/second",
  "a query": "../echo?a=1&b=%C3%A9",
  "a fragment": "../echo/fragment#part",
  "spaces": "../echo/a b",
  "Latin-1": "../echo/\xe9",
  "UTF-8 in Latin-1": "../echo/\xc3\xa9",
  "percent encoded": "../echo/%C3%A9%2Fx",
  "dots": "../../../echo/./a/../b",
  "a backslash": "..\\echo\\x",
  "nothing": "",
  "another scheme": "ftp://example.org/",
  "javascript:": "javascript:alert(1)",
  "data:": "data:text/plain,no",
  "about:blank": "about:blank",
  "no URL": "http://",
  "credentials": `${base.protocol}//me:secret@${base.host}${base.pathname}echo`,
};
for (const [name, location] of Object.entries(LOCATIONS)) {
  cases("locations", { [name]: () => get(to(302, location)) });
}
cases(
  "locations",
  table(
    ["a relative path", "a fragment", "spaces", "UTF-8 in Latin-1", "a backslash", "only a query", "nothing"],
    (name) => `navigation: ${name}`,
    async (name) => {
      const { url, type, title } = await inFrame((frame) => (frame.src = to(302, LOCATIONS[name])));
      return { url, type, title };
    },
  ),
);

const SHARED = "header=Access-Control-Allow-Origin:+*";
cases("locations", {
  "out of the scope": async () => {
    const { status, url } = await get(to(302, new URL("/../outside", base).href.replace(base.pathname, "/")));
    return [status > 0, url];
  },
  "to another origin": () => get(to(302, elsewhere(`answer?${SHARED}`))),
  "to another origin that does not allow it": () => get(to(302, elsewhere("answer"))),
  "to another origin without CORS": () => get(to(302, elsewhere("answer")), { mode: "no-cors" }),
  "to another origin within the same": () => get(to(302, elsewhere("answer")), { mode: "same-origin" }),
  "to another origin with fields": () =>
    get(to(302, elsewhere(`echo?${SHARED}&header=Access-Control-Allow-Headers:+*`)), {
      headers: { "X-Own": "1" },
    }),
  "to another origin and back": () =>
    get(to(302, elsewhere(to(302, `${base}answer?header=Access-Control-Allow-Origin:+null`) + `&${SHARED}`))),
  "navigation to another origin": () => inFrame((frame) => (frame.src = to(302, elsewhere("landing")))),
  "navigation to another origin and back": () =>
    inFrame((frame) => (frame.src = to(302, elsewhere(to(302, `${base}landing/back`))))),
  "a fragment of the request stays": async () => (await get(`${to(302, "../echo/there")}#mine`)).url,
  "a fragment of the answer wins": async () =>
    (await get(`${to(302, "../echo/there#theirs")}#mine`)).url,
  "a navigation's fragment stays": async () =>
    (await inFrame((frame) => (frame.src = `${to(302, "../landing")}#mine`))).url,
  "no Location": () => get("answer?status=302+Found"),
  "two Locations": () => get("answer?status=302+Found&header=Location:+/a&header=Location:+/b"),
  "a navigation without Location": () => inFrame((frame) => (frame.src = "answer?status=302+Found")),
});

cases("locations", table([1, 5, 19, 20, 21], (n) => `a chain of ${n}`, (n) => get(`loop/${n}`)));
cases("locations", {
  "a loop": () => get("loop/again"),
  "a chain by 'manual' steps": async () => {
    const response = await fetch("loop/2", { redirect: "manual" });
    return [response.type, response.status, response.url];
  },
  "a long chain of a navigation": async () => (await inFrame((frame) => (frame.src = "loop/12"))).body,
  "a redirected response is told": async () => {
    const { redirected, url } = await fetch(to(301, "../answer"));
    return [redirected, url];
  },
  "a redirected script": async () => {
    const script = document.createElement("script");
    const done = new Promise((resolve) => (script.onload = script.onerror = resolve));
    script.src = to(302, "../resource/classic.js");
    document.body.append(script);
    const { type } = await done;
    return [type, globalThis.classic];
  },
  "a redirected module knows where it is": async () => {
    const module = await import(new URL(to(302, "../resource/deep.js"), base));
    return module.deep;
  },
  "a redirected image": async () => {
    const image = new Image();
    image.src = to(307, "../resource/pixel.png");
    await image.decode();
    return [image.naturalWidth, image.naturalHeight];
  },
});
