// The header fields that the application receives with a request.
import { base, cases, table } from "./cases.js";
import { echo, elsewhere, inFrame, load, recorded } from "./helpers.js";

const POLICIES = [
  "no-referrer",
  "no-referrer-when-downgrade",
  "origin",
  "origin-when-cross-origin",
  "same-origin",
  "strict-origin",
  "strict-origin-when-cross-origin",
  "unsafe-url",
];

const OWN_FIELDS = {
  "a field of one's own": { "X-Own": "value" },
  "an empty value": { "X-Own": "" },
  "spaces around a value": { "X-Own": "  a  b  " },
  "Latin-1": { "X-Own": "caf\xe9" },
  "more than Latin-1": { "X-Own": "☃" },
  "a line break": { "X-Own": "a\nb" },
  "a tab within": { "X-Own": "a\tb" },
  "odd characters in the name": { "X-O_w.n!#$%&'*+^`|~9": "1" },
  "an underscore": { X_Own: "1" },
  "a space in the name": { "X Own": "1" },
  "Accept": { Accept: "text/html;q=0.5, application/json" },
  "Accept-Language": { "Accept-Language": "cy, en;q=0.1" },
  "Accept-Charset": { "Accept-Charset": "utf-7" },
  "Accept-Encoding": { "Accept-Encoding": "identity" },
  "Authorization": { Authorization: "Basic bWU6c2VjcmV0" },
  "a token": { Authorization: "Bearer a.b-c_d~e+f/g==" },
  "Cookie": { Cookie: "forged=1" },
  "Host": { Host: "example.org" },
  "Origin": { Origin: "http://example.org" },
  "Referer": { Referer: "http://example.org/" },
  "User-Agent": { "User-Agent": "Probe/1" },
  "Connection": { Connection: "close" },
  "Content-Length": { "Content-Length": "3" },
  "Transfer-Encoding": { "Transfer-Encoding": "chunked" },
  "Expect": { Expect: "100-continue" },
  "Date": { Date: "Wed, 21 Oct 2015 07:28:00 GMT" },
  "DNT": { DNT: "1" },
  "Sec-Fetch-Site": { "Sec-Fetch-Site": "none" },
  "Sec-Own": { "Sec-Own": "1" },
  "Proxy-Own": { "Proxy-Own": "1" },
  "Range": { Range: "bytes=0-1" },
  "If-None-Match": { "If-None-Match": '"x"' },
  "If-Modified-Since": { "If-Modified-Since": "Wed, 21 Oct 2015 07:28:00 GMT" },
  "X-HTTP-Method-Override": { "X-HTTP-Method-Override": "PUT" },
  "X-HTTP-Method-Override with TRACE": { "X-HTTP-Method-Override": "TRACE" },
  "X-Forwarded-For": { "X-Forwarded-For": "10.0.0.1" },
  "X-Requested-With": { "X-Requested-With": "XMLHttpRequest" },
  "Content-Type without a body": { "Content-Type": "application/json" },
  "Cache-Control": { "Cache-Control": "no-cache" },
  "Pragma": { Pragma: "no-cache" },
  "a long value": { "X-Own": "v".repeat(4000) },
};

cases("fields", table(Object.keys(OWN_FIELDS), (name) => name, (name) => echo("echo", { headers: OWN_FIELDS[name] })));

cases("fields", {
  "many fields": () =>
    echo("echo", { headers: Array.from({ length: 60 }, (_, i) => [`X-Field-${i}`, `${i}`]) }),
  "a repeated field": () => echo("echo", { headers: [["X-Own", "a"], ["x-own", "b"], ["X-OWN", "a, c"]] }),
  "a repeated field that is Accept": () => echo("echo", { headers: [["Accept", "a/b"], ["Accept", "c/d"]] }),
  "no fields of one's own": () => echo(),
  "upper and lower case": () => echo("echo", { headers: { "x-lOwEr": "Case" } }),
});

const referred = ({ environ }) => [environ.HTTP_REFERER, environ.HTTP_ORIGIN, environ.HTTP_SEC_FETCH_SITE];

for (const referrerPolicy of POLICIES) {
  cases("referrers", {
    [`fetch with ${referrerPolicy}`]: async () => referred(await echo("echo", { referrerPolicy })),
    [`POST with ${referrerPolicy}`]: async () =>
      referred(await echo("echo", { method: "POST", referrerPolicy })),
    [`POST without CORS with ${referrerPolicy}`]: async () =>
      referred(await echo("echo", { method: "POST", mode: "no-cors", referrerPolicy })),
    [`frame with ${referrerPolicy}`]: async () => {
      const attributes = { referrerpolicy: referrerPolicy, src: "echo" };
      const { body, referrer } = await inFrame(() => {}, { attributes });
      return [...referred(body), referrer];
    },
    [`image with ${referrerPolicy}`]: async (key) => {
      const src = `resource/pixel.png?record=${key}`;
      await load("img", { referrerpolicy: referrerPolicy, src });
      return referred((await recorded(key))[0]);
    },
    [`link with ${referrerPolicy}`]: async () => {
      const { body, referrer } = await inFrame((frame) => {
        const link = document.createElement("a");
        link.href = "echo";
        link.target = frame.name;
        link.referrerPolicy = referrerPolicy;
        document.body.append(link);
        link.click();
        link.remove();
      });
      return [...referred(body), referrer];
    },
  });
}

cases("referrers", {
  "a referrer of one's own": async () => referred(await echo("echo", { referrer: `${base}echo/mine?q#f` })),
  "no referrer": async () => referred(await echo("echo", { referrer: "" })),
  "about:client": async () => referred(await echo("echo", { referrer: "about:client" })),
  "a referrer of another origin": async () => referred(await echo("echo", { referrer: elsewhere("x") })),
  "noreferrer": async () => {
    const { body, referrer } = await inFrame((frame) => {
      const link = document.createElement("a");
      Object.assign(link, { href: "echo", target: frame.name, rel: "noreferrer" });
      frame.removeAttribute("name");
      frame.contentDocument.body.append(link);
      link.target = "_self";
      link.click();
    });
    return [...referred(body), referrer];
  },
  "a page's policy": async () => {
    const src = `blank?header=Referrer-Policy:+no-referrer&html=${encodeURIComponent("<script>fetch('echo').then(r=>r.text()).then(t=>{document.title='t';document.body.textContent=t})</script>")}`;
    const { frame } = await inFrame((one) => (one.src = src), { keep: true });
    const { until } = await import("./helpers.js");
    await until(() => frame.contentDocument.title === "t");
    const told = referred(JSON.parse(frame.contentDocument.body.textContent));
    frame.remove();
    return told;
  },
});
