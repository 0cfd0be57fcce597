// Statuses, reasons, header fields and bodies of answers.
import { cases, table } from "./cases.js";
import { answer, describe, get } from "./helpers.js";

const STATUSES = [
  ...Array.from({ length: 9 }, (_, i) => 200 + i),
  226,
  299,
  300,
  301,
  302,
  303,
  304,
  305,
  306,
  307,
  308,
  399,
  ...Array.from({ length: 19 }, (_, i) => 400 + i),
  421,
  422,
  425,
  426,
  428,
  429,
  431,
  451,
  499,
  ...Array.from({ length: 12 }, (_, i) => 500 + i),
  599,
];
const WITHOUT_BODY = [204, 205, 304];

cases(
  "statuses",
  table(STATUSES, (status) => `${status}`, (status) =>
    get(answer({ status: `${status} Some Reason`, ...(WITHOUT_BODY.includes(status) ? { bodiless: 1 } : {}) })),
  ),
);
cases(
  "statuses",
  table([200, 201, 204, 304, 404, 500], (status) => `HEAD of ${status}`, (status) =>
    get(answer({ status: `${status} Some Reason`, size: 20, measured: 1 }), { method: "HEAD" }),
  ),
);
cases(
  "statuses",
  table([204, 205, 304], (status) => `${status} with a type and a tag`, (status) =>
    get(answer({ status: `${status} Nothing`, bodiless: 1, header: ['ETag: "e"', "X-Own: 1"] })),
  ),
);
cases(
  "statuses",
  table([600, 999], (status) => `${status}, which is none`, (status) => get(answer({ status: `${status} Odd` }))),
);

const REASONS = ["OK", "", "Two Words", "I'm a teapot", "caf\xe9", "tab\there", "  spaces  ", "x".repeat(300)];
cases(
  "statuses",
  table(REASONS, (reason) => `reason '${reason.slice(0, 20)}'`, (reason) => get(answer({ status: `200 ${reason}` }))),
);

const FIELDS = {
  "repeated": ["X-Own: one", "X-Own: two", "x-own: three"],
  "repeated with commas": ["Link: </a>; rel=x, </b>; rel=y", "Link: </c>; rel=z"],
  "empty": ["X-Own: "],
  "Latin-1": ["X-Own: caf\xe9"],
  "spaces": ["X-Own:   a   b  "],
  "an odd name": ["X-!#$%&'*+.^_`|~: 1"],
  "Set-Cookie is not seen": ["Set-Cookie: unseen=1; Max-Age=0"],
  "Set-Cookie2 is not seen": ["Set-Cookie2: unseen=1"],
  "a Server of its own": ["Server: Probe"],
  "a Date of its own": ["Date: Wed, 21 Oct 2015 07:28:00 GMT"],
  "Cache-Control": ["Cache-Control: no-store, private"],
  "Vary": ["Vary: Accept, Cookie"],
  "Expires": ["Expires: 0"],
  "Content-Language": ["Content-Language: cy"],
  "Content-Location": ["Content-Location: /other"],
  "Retry-After": ["Retry-After: 120"],
  "WWW-Authenticate": ["WWW-Authenticate: Bearer"],
  "Allow": ["Allow: GET, HEAD"],
  "Last-Modified": ["Last-Modified: Wed, 21 Oct 2015 07:28:00 GMT"],
  "ETag": ['ETag: W/"weak"'],
  "Location without a redirect": ["Location: /elsewhere"],
  "Refresh": ["Refresh: 100"],
  "Content-Type with a charset": ["Content-Type: text/plain; charset=iso-8859-1"],
  "two types": ["Content-Type: text/html", "Content-Type: text/plain"],
  "a type that is none": ["Content-Type: nonsense"],
  "Access-Control-Expose-Headers": ["Access-Control-Expose-Headers: X-Own"],
  "Clear-Site-Data of nothing": ['Clear-Site-Data: "nothing"'],
  "Server-Timing": ["Server-Timing: db;dur=5"],
  "Content-Disposition": ['Content-Disposition: attachment; filename="a.txt"'],
  "a long value": [`X-Own: ${"v".repeat(5000)}`],
};
cases("answers", table(Object.keys(FIELDS), (name) => `fields: ${name}`, (name) => get(answer({ header: FIELDS[name] }))));

cases("answers", {
  "many fields": () => get(answer({ header: Array.from({ length: 80 }, (_, i) => `X-F-${i}: ${i}`) })),
  "no type": () => get(answer({ untyped: 1 })),
  "an empty body": () => get(answer({ body: "" })),
  "a body of no chunks": () => get(answer({ bodiless: 1 })),
  "empty chunks": () => get(answer({ chunk: ["", "a", "", "b", ""] })),
  "a length that is given": () => get(answer({ measured: 1 })),
  "a length of nothing": () => get(answer({ body: "", measured: 1 })),
  "a length below the truth": () => get(answer({ body: "0123456789", header: "Content-Length: 4" })),
  "a length above the truth": () => get(answer({ body: "0123", header: "Content-Length: 10" })),
  "a length that is none": () => get(answer({ body: "0123", header: "Content-Length: x" })),
  "a million bytes": async () => {
    const { headers, ...rest } = await get(answer({ size: 1_000_000 }));
    return rest;
  },
  "every byte": async () => {
    const bytes = Array.from({ length: 256 }, (_, i) => i.toString(16).padStart(2, "0")).join("");
    const got = new Uint8Array(await (await fetch(answer({ bytes }))).arrayBuffer());
    return got.every((byte, index) => byte === index) && got.length;
  },
  "a mark of byte order": async () => {
    const response = await fetch(answer({ bytes: "efbbbfc3a9" }));
    return [(await response.clone().text()).length, (await response.arrayBuffer()).byteLength];
  },
  "invalid UTF-8": () => get(answer({ bytes: "61ff62c3" })),
  "written by write()": () => get("written"),
  "getSetCookie()": async () =>
    (await fetch(answer({ header: "Set-Cookie: gone=1; Max-Age=0" }))).headers.getSetCookie(),
  "an answer that a Cache keeps": async (key) => {
    const cache = await caches.open(key);
    await cache.add(answer());
    const kept = await describe(await cache.match(answer()));
    await caches.delete(key);
    return kept;
  },
});
