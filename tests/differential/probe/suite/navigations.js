// Navigations of every kind, in frames and in windows.
import { base, cases, table } from "./cases.js";
import {
  answer,
  elsewhere,
  inFrame,
  loaded,
  makeFrame,
  pause,
  recorded,
  seenIn,
  submit,
  until,
} from "./helpers.js";

const everyByte = Uint8Array.from({ length: 256 }, (_, i) => i);

const LINKS = {
  "a frame's src": (frame) => {
    frame.src = "echo";
  },
  "a link": (frame) => click({ href: "echo/linked?a=1#part", target: frame.name }),
  "location.assign()": (frame) => frame.contentWindow.location.assign(new URL("echo/assigned", base)),
  "location.replace()": (frame) => frame.contentWindow.location.replace(new URL("echo/replaced", base)),
  "location.href": (frame) => {
    frame.contentWindow.location.href = new URL("echo/href", base);
  },
  "window.open() into a frame": (frame) => void window.open("echo/opened", frame.name),
  "a frame's srcdoc with a link": (frame) => {
    frame.srcdoc = "<a href='echo/from-srcdoc'>link</a>";
    frame.addEventListener("load", () => frame.contentDocument.querySelector("a")?.click(), { once: true });
  },
};

cases(
  "navigations",
  table(Object.keys(LINKS), (name) => `by ${name}`, async (name) => {
    const { frame } = await inFrame(LINKS[name], { keep: true });
    if (name.includes("srcdoc")) await until(() => seenIn(frame.contentWindow).body.environ);
    const seen = seenIn(frame.contentWindow);
    frame.remove();
    return seen;
  }),
);

function click(attributes) {
  const link = document.createElement("a");
  Object.assign(link, attributes);
  document.body.append(link);
  link.click();
  link.remove();
}

const FIELDS = [
  ["a", "1"],
  ["é", "☃ & = +"],
  ["lines", "one\r\ntwo"],
  ["a", ""],
];
const ENCTYPES = ["application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

for (const enctype of ENCTYPES) {
  for (const method of ["get", "post"]) {
    cases("forms", {
      [`${method} as ${enctype}`]: () =>
        inFrame(({ name }) => submit({ action: "echo/form?q=1", method, enctype, target: name }, FIELDS)),
      [`${method} without fields as ${enctype}`]: () =>
        inFrame(({ name }) => submit({ action: "echo/form", method, enctype, target: name }, [])),
      [`${method} of files as ${enctype}`]: () =>
        inFrame(({ name }) =>
          submit({ action: "echo/form", method, enctype, target: name }, [
            ["text", "t"],
            ["file", new File([everyByte], "bytes.bin")],
            ["text file", new File(["é"], 'né"w.txt', { type: "text/plain" })],
          ]),
        ),
    });
  }
}

cases("forms", {
  "a submitter's name and overrides": () =>
    inFrame(({ name }) =>
      submit({ action: "echo/wrong", target: name }, FIELDS, {
        name: "button",
        value: "pressed",
        formaction: "echo/right",
        formmethod: "post",
      }),
    ),
  "a charset of one's own": () =>
    inFrame(({ name }) =>
      submit({ action: "echo/form", method: "post", target: name, "accept-charset": "iso-8859-1" }, FIELDS),
    ),
  "_charset_": () =>
    inFrame(({ name }) =>
      submit({ action: "echo/form", method: "post", target: name }, [["_charset_", "x"]]),
    ),
  "a large upload": async () => {
    const file = new File([new Uint8Array(2_000_000)], "large.bin");
    const { body } = await inFrame(({ name }) =>
      submit(
        { action: "echo/form", method: "post", enctype: "multipart/form-data", target: name },
        [["file", file]],
      ),
    );
    return [body.environ, body.body.length];
  },
  "a post that is redirected with 303": () =>
    inFrame(({ name }) =>
      submit({ action: "redirect/303?to=../echo/after", method: "post", target: name }, FIELDS),
    ),
  "a post to another origin": () =>
    inFrame(({ name }) => submit({ action: elsewhere("echo"), method: "post", target: name }, FIELDS)),
  "a post from another origin": async (key) => {
    const action = new URL(`record/${key}`, base);
    const markup = `<form method=post action="${action}"><input name=a value=1></form><script>document.forms[0].submit()</script>`;
    const frame = makeFrame({ src: elsewhere(`blank?html=${encodeURIComponent(markup)}`) });
    const records = await recorded(key);
    frame.remove();
    return records;
  },
});

cases("navigations", {
  "from another origin's page": async (key) => {
    const target = new URL(`record/${key}`, base);
    const markup = `<script>location.href=${JSON.stringify(target)}</script>`;
    const frame = makeFrame({ src: elsewhere(`blank?html=${encodeURIComponent(markup)}`) });
    const records = await recorded(key);
    frame.remove();
    return records;
  },
  "reload": async (key) => {
    const { frame } = await inFrame((one) => (one.src = `record/${key}`), { keep: true });
    const again = loaded(frame);
    frame.contentWindow.location.reload();
    await again;
    frame.remove();
    return recorded(key, 2);
  },
  "meta refresh": async () => {
    const markup = '<meta http-equiv="refresh" content="0; url=echo/refreshed">';
    const { frame } = await inFrame((one) => (one.src = `blank?html=${encodeURIComponent(markup)}`), { keep: true });
    await until(() => seenIn(frame.contentWindow).body.environ);
    const seen = seenIn(frame.contentWindow);
    frame.remove();
    return seen;
  },
  "an object element": async () => {
    const element = document.createElement("object");
    const there = new Promise((resolve) => element.addEventListener("load", resolve));
    element.data = "landing/object";
    document.body.append(element);
    await Promise.race([there, pause(3000)]);
    const view = element.contentWindow;
    const seen = view === null ? "nothing" : seenIn(view);
    element.remove();
    return seen;
  },
  "an embed element": async () => {
    const element = document.createElement("embed");
    const there = new Promise((resolve) => element.addEventListener("load", resolve));
    element.src = "landing/embed";
    element.type = "text/html";
    document.body.append(element);
    const outcome = await Promise.race([there.then(() => "loaded"), pause(3000).then(() => "nothing")]);
    element.remove();
    return outcome;
  },
  "a status of 204 leaves the page": async (key) => {
    const { frame, url } = await inFrame((one) => (one.src = "landing/stays"), { keep: true });
    frame.contentWindow.location.assign(new URL(`record/${key}?status=204+No+Content`, base));
    await recorded(key);
    await pause(150);
    const seen = seenIn(frame.contentWindow).url;
    frame.remove();
    return [url, seen];
  },
  "a sandboxed frame": async (key) => {
    const frame = makeFrame({ sandbox: "", src: `record/${key}` });
    const records = await recorded(key);
    frame.remove();
    return records;
  },
  "two frames at once": async () => {
    const seen = await Promise.all(
      ["one", "two"].map((name) => inFrame((frame) => (frame.src = `landing/${name}`))),
    );
    return seen.map(({ url, title }) => [url, title]);
  },
  "prefetch": async (key) => {
    const link = document.createElement("link");
    link.rel = "prefetch";
    link.href = `record/${key}`;
    document.head.append(link);
    const records = await recorded(key);
    link.remove();
    return records;
  },
  "a ping": async (key) => {
    const frame = makeFrame();
    click({ href: "landing/pinged", ping: `record/${key}`, target: frame.name });
    const records = await recorded(key, 1, 1500);
    frame.remove();
    return records;
  },
});

const STATUSES = [200, 201, 203, 206, 400, 401, 403, 404, 410, 418, 500, 503, 599];
cases(
  "navigations",
  table(STATUSES, (status) => `a page with status ${status}`, async (status) =>
    inFrame((frame) => (frame.src = answer({ status: `${status} Of It`, body: `text ${status}` }))),
  ),
);

const TYPES = ["text/html", "text/plain", "application/xhtml+xml", "image/svg+xml", "text/xml", "text/css"];
cases(
  "navigations",
  table(TYPES, (type) => `a page of type ${type}`, async (type) => {
    const body = '<html xmlns="http://www.w3.org/1999/xhtml"><body>é</body></html>';
    const { type: seen, body: text } = await inFrame((frame) => {
      frame.src = answer({ header: `Content-Type: ${type}`, body });
    });
    return [seen, text];
  }),
);

/** A window of its own, where the browser lets a script open one. */
async function inWindow(open) {
  const view = open();
  if (view === null) return "no window";
  const there = () => {
    try {
      return view.location.href !== "about:blank" && view.document.readyState === "complete";
    } catch {
      return true;
    }
  };
  await until(there);
  const seen = seenIn(view);
  view.close();
  return seen;
}

// One after another, for a frame's steps back are those of all frames.
cases(
  "windows",
  {
    "back and forth": async () => {
      const { frame } = await inFrame((one) => (one.src = "landing/1"), { keep: true });
      const seen = [];
      const go = async (move) => {
        await pause(50); // what is left while it loads is replaced, and nobody can go back to it
        const there = loaded(frame);
        move(frame.contentWindow);
        await there;
        seen.push(frame.contentWindow.location.pathname);
      };
      await go((view) => view.location.assign("2"));
      await go((view) => view.history.back());
      await go((view) => view.history.forward());
      frame.remove();
      return seen;
    },
    "window.open()": () => inWindow(() => window.open("landing/window", "_blank")),
    "window.open() without a referrer": () =>
      inWindow(() => window.open("landing/window", "_blank", "noreferrer")),
    "a redirect in a window": () => inWindow(() => window.open("redirect/302?to=../landing/x", "_blank")),
    "a form in a window": () =>
      inWindow(() => {
        const view = window.open("about:blank", "formed");
        if (view !== null) submit({ action: "landing", method: "post", target: "formed" }, FIELDS);
        return view;
      }),
    "an opener's policy": () =>
      inWindow(() => window.open(answer({ header: "Cross-Origin-Opener-Policy: same-origin" }, "landing"))),
  },
  { serial: true },
);

/** A download leaves the page alone, and the application has seen who asked. */
const DOWNLOADS = {
  "by a link's attribute": (key) => click({ href: `record/${key}`, download: "own.txt" }),
  "by Content-Disposition": (key, frame) =>
    click({
      href: answer({ header: 'Content-Disposition: attachment; filename="a.txt"' }, `record/${key}`),
      target: frame.name,
    }),
  "by a type that no page has": (key, frame) =>
    click({
      href: answer({ header: "Content-Type: application/octet-stream" }, `record/${key}`),
      target: frame.name,
    }),
  "by a form": (key, frame) =>
    submit(
      {
        action: answer({ header: "Content-Disposition: attachment" }, `record/${key}`),
        method: "post",
        target: frame.name,
      },
      FIELDS,
    ),
};
cases(
  "downloads",
  table(Object.keys(DOWNLOADS), (name) => name, async (name, key) => {
    const frame = makeFrame();
    DOWNLOADS[name](key, frame);
    const records = await recorded(key);
    await pause(100);
    const { url } = seenIn(frame.contentWindow);
    frame.remove();
    return [url, records];
  }),
  { serial: true },
);
