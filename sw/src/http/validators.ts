import type { Field } from "./fields";

/** An entity tag, weak or not, of the characters that it may have (RFC 9110 §8.8.3). */
const TAG = String.raw`(?:W\/)?"([!#-~\x80-\xff]*)"`;
const TAGS = new RegExp(String.raw`^${TAG}(?:[ \t]*,[ \t]*${TAG})*$`);
const DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** Without a content, the fields that describe it go too; as Werkzeug has it (RFC 9110 §15.4.5). */
const OF_CONTENT: ReadonlySet<string> = new Set([
  "allow",
  "content-encoding",
  "content-language",
  "content-length",
  "content-md5",
  "content-range",
  "content-type",
  "last-modified",
]);

/**
 * Tells whether a request's validators say that the client has this answer already (RFC 9110 §13.1).
 *
 * @returns undefined if they are written in a way that only Werkzeug can tell
 */
export function isUnmodified(request: Headers, answer: readonly Field[]): boolean | undefined {
  const tags = request.get("if-none-match");
  const since = request.get("if-modified-since");
  if (tags !== null) {
    const own = TAGS.exec(fieldOf(answer, "etag") ?? "");
    if (own === null || !TAGS.test(tags)) return undefined;
    return [...tags.matchAll(new RegExp(TAG, "g"))].some(([, tag]) => tag === own[1]);
  }
  if (since === null) return false;
  const modified = fieldOf(answer, "last-modified") ?? "";
  if (!DATE.test(since) || !DATE.test(modified)) return undefined;
  const [known, present] = [Date.parse(since), Date.parse(modified)];
  return Number.isNaN(known) || Number.isNaN(present) ? undefined : present <= known;
}

/** What is left of an answer's fields when its content is not sent again. */
export function withoutContentFields(fields: readonly Field[]): Field[] {
  return fields.filter(([name]) => !OF_CONTENT.has(name.toLowerCase()));
}

/** Has an answer be given at a time: `Date`, and `Expires` if it says how long it may be kept. */
export function dated(fields: readonly Field[], now: number): Field[] {
  const life = /\bmax-age=(\d+)/.exec(fieldOf(fields, "cache-control") ?? "")?.[1];
  return fields.map(([name, value]): Field => {
    const key = name.toLowerCase();
    if (key === "date") return [name, httpDate(now)];
    if (key === "expires" && life !== undefined) {
      return [name, httpDate(now + Number(life) * 1000)];
    }
    return [name, value];
  });
}

/** A time in milliseconds since the epoch as IMF-fixdate (RFC 9110 §5.6.7). */
function httpDate(time: number): string {
  return new Date(time).toUTCString();
}

function fieldOf(fields: readonly Field[], wanted: string): string | undefined {
  return fields.find(([name]) => name.toLowerCase() === wanted)?.[1];
}
