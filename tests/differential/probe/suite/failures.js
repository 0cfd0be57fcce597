// Mistakes of the application, and answers that are no HTTP.
import { cases, table } from "./cases.js";
import { answer, describe, get, inFrame } from "./helpers.js";

const WRONG = {
  "a status that is no number": { status: "OK" },
  "a status of one digit": { status: "2 OK" },
  "a status below 200": { status: "199 Odd" },
  "a status of 100": { status: "100 Continue" },
  "a status of 0": { status: "000 None" },
  "a status of four digits": { status: "2000 Odd" },
  "a status without a reason": { status: "200" },
  "a line break in a field": { header: "X-Own: a\nb" },
  "a line break in a name": { header: "X-O\nwn: a" },
  "a null in a field": { header: "X-Own: a\0b" },
  "a space in a name": { header: "X Own: a" },
  "no name": { header: ": a" },
  "more than Latin-1": { header: "X-Own: ☃" },
};

/** Each server fails in its own words; that it does is what counts. */
cases(
  "failures",
  table(Object.keys(WRONG), (name) => name, async (name) => {
    const signal = AbortSignal.timeout(3000); // natively some of it leaves a browser waiting
    const response = await fetch(answer(WRONG[name]), { signal }).catch((error) => error);
    return response instanceof Response ? [response.status, response.headers.get("x-own")] : response.name;
  }),
);
cases("failures", {
  "an exception": async () => {
    const { status, headers, body } = await get("crash?why=fetch");
    return [status, headers["content-type"], typeof body];
  },
  "an exception in a page": async () => {
    const { url, type } = await inFrame((frame) => (frame.src = "crash?why=frame"));
    return [url, type];
  },
  "an exception of a post": async () => (await describe(await fetch("crash", { method: "POST", body: "b" }))).status,
  "the application goes on": async () => (await get(answer())).body,
});
