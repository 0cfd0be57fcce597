// What headers make a browser do with a page.
import { base, cases, table } from "./cases.js";
import { answer, elsewhere, get, inFrame, load, makeFrame, pause, recorded, seenIn, until } from "./helpers.js";

const TELL = "<script>document.title='ran'</script>";

/** Opens a page with header fields, and tells whether its inline script ran. */
async function page(header, html = TELL, attributes = {}) {
  const { frame } = await inFrame((one) => (one.src = answer({ header, html }, "blank")), {
    keep: true,
    attributes,
  });
  await pause(30);
  const { url, title } = seenIn(frame.contentWindow);
  frame.remove();
  return [url.split("?")[0], title];
}

const POLICIES = {
  "none": [],
  "CSP without scripts": ["Content-Security-Policy: script-src 'none'"],
  "CSP with inline scripts": ["Content-Security-Policy: script-src 'unsafe-inline'"],
  "CSP with a nonce": ["Content-Security-Policy: script-src 'nonce-x'"],
  "CSP that only reports": ["Content-Security-Policy-Report-Only: script-src 'none'"],
  "two CSPs": [
    "Content-Security-Policy: script-src 'unsafe-inline'",
    "Content-Security-Policy: default-src 'none'",
  ],
  "CSP with a sandbox": ["Content-Security-Policy: sandbox allow-scripts"],
  "CSP frame-ancestors 'none'": ["Content-Security-Policy: frame-ancestors 'none'"],
  "CSP frame-ancestors 'self'": ["Content-Security-Policy: frame-ancestors 'self'"],
  "X-Frame-Options DENY": ["X-Frame-Options: DENY"],
  "X-Frame-Options SAMEORIGIN": ["X-Frame-Options: SAMEORIGIN"],
  "X-Frame-Options and frame-ancestors": [
    "X-Frame-Options: DENY",
    "Content-Security-Policy: frame-ancestors 'self'",
  ],
  "COEP": ["Cross-Origin-Embedder-Policy: require-corp"],
  "COOP": ["Cross-Origin-Opener-Policy: same-origin"],
  "nosniff": ["X-Content-Type-Options: nosniff"],
  "Origin-Agent-Cluster": ["Origin-Agent-Cluster: ?0"],
};
cases("policies", table(Object.keys(POLICIES), (name) => name, (name) => page(POLICIES[name])));

/** Lets a page's script put what it finds into the title. */
async function told(header, expression, attributes = {}) {
  const html = `<body><script type=module>
    const told = await (async () => ${expression})().then(
      (value) => JSON.stringify(value), (error) => 'error: ' + error.name);
    document.title = 'told: ' + told;
  </script>`;
  const { frame } = await inFrame((one) => (one.src = answer({ header, html }, "blank")), {
    keep: true,
    attributes,
  });
  const title = await until(
    () => seenIn(frame.contentWindow).title,
    (text) => text?.startsWith("told: "),
  );
  frame.remove();
  return title;
}

const image = (url) =>
  `new Promise((done) => { const i = new Image(); i.onload = i.onerror = ({type}) => done(type); i.src = ${JSON.stringify(url)}; })`;

cases("policies", {
  "CSP img-src 'none'": () =>
    told(["Content-Security-Policy: img-src 'none'"], image("resource/pixel.png")),
  "CSP img-src 'self'": () =>
    told(["Content-Security-Policy: img-src 'self'"], image("resource/pixel.png")),
  "CSP connect-src 'none'": () =>
    told(["Content-Security-Policy: connect-src 'none'"], "(await fetch('echo')).status"),
  "CSP connect-src 'self' and a redirect": () =>
    told(
      ["Content-Security-Policy: connect-src 'self'"],
      `(await fetch('redirect/302?to=' + encodeURIComponent('${elsewhere("answer?header=Access-Control-Allow-Origin:+*")}'))).status`,
    ),
  "CSP form-action 'none'": () =>
    told(
      ["Content-Security-Policy: form-action 'none'"],
      "new Promise((done) => { addEventListener('securitypolicyviolation', (e) => done(e.effectiveDirective)); const f = document.createElement('form'); document.body.append(f); f.submit(); })",
    ),
  "CSP style-src": () =>
    told(
      ["Content-Security-Policy: style-src 'none'"],
      "(document.body.innerHTML = '<style>p{width:1px}</style><p>', getComputedStyle(document.querySelector('p')).width !== '1px')",
    ),
  "CSP eval": () => told(["Content-Security-Policy: script-src 'unsafe-inline'"], "eval('1')"),
  "CSP frame-src": () =>
    told(
      ["Content-Security-Policy: frame-src 'none'"],
      "new Promise((done) => { addEventListener('securitypolicyviolation', (e) => done(e.effectiveDirective)); const f = document.createElement('iframe'); f.src = 'landing'; document.body.append(f); })",
    ),
  "a report of CSP": async (key) => {
    await page(
      [`Content-Security-Policy: img-src 'none'; report-uri ${base}record/${key}`],
      "<img src='resource/pixel.png'>",
    );
    const records = await until(
      () => fetch(`recorded/${key}`).then((response) => response.json()),
      (found) => found.length > 0,
      1500,
    );
    return records.map(({ environ }) => [environ.REQUEST_METHOD, environ.CONTENT_TYPE]);
  },
  "Permissions-Policy without fullscreen": () =>
    told(
      ["Permissions-Policy: fullscreen=(), geolocation=()"],
      "[document.fullscreenEnabled, document.featurePolicy?.allowsFeature('geolocation')]",
      { allow: "fullscreen; geolocation" },
    ),
  "Permissions-Policy with geolocation": () =>
    told(
      ["Permissions-Policy: geolocation=(self)"],
      "document.featurePolicy?.allowsFeature('geolocation')",
    ),
  "Document-Policy": () =>
    told(["Document-Policy: force-load-at-top"], "document.featurePolicy?.features().length > 0"),
  "COEP and an image without CORP": () =>
    told(["Cross-Origin-Embedder-Policy: require-corp"], image(elsewhere("resource/pixel.png"))),
  "COEP and an image with CORP": () =>
    told(
      ["Cross-Origin-Embedder-Policy: require-corp"],
      image(elsewhere("resource/pixel.png?header=Cross-Origin-Resource-Policy:+cross-origin")),
    ),
  "isolation in a frame": () =>
    told(
      ["Cross-Origin-Embedder-Policy: require-corp", "Cross-Origin-Opener-Policy: same-origin"],
      "crossOriginIsolated",
    ),
  "Refresh": async () => {
    const header = ["Refresh: 0; url=landing/refreshed"];
    const { frame } = await inFrame((one) => (one.src = answer({ header }, "blank")), { keep: true });
    await until(() => seenIn(frame.contentWindow).title === "Landing");
    const { url, title } = seenIn(frame.contentWindow);
    frame.remove();
    return [url.split("?")[0], title];
  },
  "Link: preload": async (key) => {
    const header = [`Link: <${base}resource/pixel.png?record=${key}>; rel=preload; as=image`];
    const frame = makeFrame({ src: answer({ header }, "blank") });
    const records = await until(
      () => fetch(`recorded/${key}`).then((response) => response.json()),
      (found) => found.length > 0,
      1500,
    );
    frame.remove();
    return records.map(({ environ }) => environ.HTTP_SEC_FETCH_DEST ?? environ.HTTP_ACCEPT);
  },
  "Link: stylesheet": async () => {
    const header = ["Link: <resource/style.css>; rel=stylesheet"];
    const html = "<div id=styled>";
    const { frame } = await inFrame((one) => (one.src = answer({ header, html }, "blank")), { keep: true });
    const seen = frame.contentWindow.getComputedStyle(frame.contentDocument.getElementById("styled"));
    const { width } = seen;
    frame.remove();
    return width === "123px";
  },
  "nosniff and a script": async () => {
    const src = "resource/classic.js?header=Content-Type:+text/plain&header=X-Content-Type-Options:+nosniff";
    const { element, event } = await load("script", { src });
    element.remove();
    return event;
  },
  "nosniff and a style": async () => {
    const href = "resource/style.css?header=Content-Type:+text/plain&header=X-Content-Type-Options:+nosniff";
    const { element, event } = await load("link", { rel: "stylesheet", href });
    element.remove();
    return event;
  },
  "CORP same-origin": async () => (await get(answer({ header: "Cross-Origin-Resource-Policy: same-origin" }))).status,
  "Referrer-Policy": () => told(["Referrer-Policy: origin"], "(await (await fetch('echo')).json()).environ.HTTP_REFERER"),
  "Content-Language": () => told(["Content-Language: cy"], "document.querySelector(':lang(cy)') !== null"),
  "Last-Modified": () =>
    told(["Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT"], "new Date(document.lastModified).getFullYear()"),
  "Content-Type's charset": async () => {
    const { body } = await inFrame((frame) => {
      frame.src = answer({ bytes: "e9", header: "Content-Type: text/plain; charset=iso-8859-1" });
    });
    return body;
  },
  "no type is sniffed": async () => {
    const { type, title } = await inFrame((frame) => {
      frame.src = answer({ untyped: 1, body: "<!doctype html><title>Sniffed</title>" });
    });
    return [type, title];
  },
  "no type and nosniff": async () => {
    const { type } = await inFrame((frame) => {
      frame.src = answer({ untyped: 1, body: "<!doctype html>", header: "X-Content-Type-Options: nosniff" });
    });
    return type;
  },
  "a page's type": async () => {
    const { type } = await inFrame((frame) => (frame.src = "landing"));
    return type;
  },
  "document.domain and URL": () => told([], "[document.domain, document.URL.split('?')[0], document.baseURI.split('?')[0]]"),
  "navigation's timing": () =>
    told([], "performance.getEntriesByType('navigation').map((e) => [e.type, e.responseStatus, e.redirectCount])"),
  "Server-Timing": () =>
    told(["Server-Timing: db;dur=5"], "performance.getEntriesByType('navigation')[0].serverTiming?.map((e) => [e.name, e.duration])"),
  "the records of frames are separate": async (key) => {
    await fetch(`record/${key}?one`);
    return (await recorded(key)).length;
  },
});
