import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { GatewayStream } from "../python/python-calls";
import { type Field, joinFields, splitFields } from "./fields";
import { requestFields } from "./request-fields";
import { InvalidResponseError, setCookieFields, toResponse } from "./responses";

// As long as a busy machine takes.
vi.setConfig({ testTimeout: 120_000 });

/** The same messages on each run. */
const RUNS = { seed: 314, numRuns: 1000 };
const PAGE = new URL("https://example.org/site/a?b=c");
const NULL_BODY = [204, 205, 304];
/** What Fetch takes from either end of a field's value. */
const OUTER_SPACE = /^[\t ]+|[\t ]+$/g;

const latin1 = fc.constantFrom(
  ...Array.from({ length: 255 }, (_, code) => String.fromCharCode(code + 1)).filter(
    (character) => character !== "\r" && character !== "\n",
  ),
);
const names = fc.oneof(
  fc.constantFrom("Content-Type", "content-type", "Set-Cookie", "Vary", "X-One", "x-one", "Link"),
  fc.string({ unit: fc.constantFrom(..."!#$%&'*+-.^_`|~09azAZ"), minLength: 1, maxLength: 8 }),
);
const values = fc.string({ unit: latin1, maxLength: 10 });
const fieldLists = fc.array<Field>(fc.tuple(names, values), { maxLength: 6 });
const bytes = fc.uint8Array({ maxLength: 20 }).map((array) => Uint8Array.from(array));
/** Never empty: that is the gateway's promise. */
const chunks = fc.uint8Array({ minLength: 1, maxLength: 9 }).map((array) => Uint8Array.from(array));
const statuses = fc.oneof(
  fc.integer({ min: 200, max: 599 }),
  fc.constantFrom(200, ...NULL_BODY, 301, 302, 303, 307, 308),
);
const reasons = fc.oneof(
  fc.constantFrom("OK", "", "I'm a teapot"),
  fc.string({ unit: fc.constantFrom(..."\t aZ09!~\x80äÿ"), maxLength: 10 }),
);

function trimmed(value: string): string {
  return value.replaceAll(OUTER_SPACE, "");
}

function combined(fields: readonly Field[]): Record<string, string> {
  const lists = new Map<string, string[]>();
  for (const [name, value] of fields) {
    const key = name.toLowerCase();
    lists.set(key, [...(lists.get(key) ?? []), trimmed(value)]);
  }
  // A response trims what its headers have joined.
  return Object.fromEntries([...lists].map(([name, list]) => [name, trimmed(list.join(", "))]));
}

function streamOf(parts: readonly Uint8Array<ArrayBuffer>[], error?: Error) {
  const rest = [...parts];
  return {
    next: vi.fn<GatewayStream["next"]>(async () => {
      const chunk = rest.shift();
      if (chunk === undefined && error !== undefined) throw error;
      return chunk;
    }),
    close: vi.fn<GatewayStream["close"]>(async () => {}),
  };
}

/** All that could be read, and what kept the reader from the rest. */
async function readAll(response: Response): Promise<{ read: number[]; error?: unknown }> {
  const read: number[] = [];
  const reader = response.body?.getReader();
  try {
    for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
      read.push(...part.value);
    }
  } catch (error) {
    return { read, error };
  }
  return { read };
}

test("fields cross to Python and back as they are", () => {
  fc.assert(
    fc.property(fieldLists, (fields) => {
      expect(splitFields(joinFields(fields))).toEqual(fields);
    }),
    RUNS,
  );
});

test("a request's own fields are told, once each, and may cross", () => {
  const environment = { origin: PAGE.origin, userAgent: "Browser/1", languages: ["en"] };
  const cookies = fc.option(values, { nil: undefined });
  const methods = fc.constantFrom("GET", "HEAD", "POST", "PUT", "DELETE", "PROPFIND");
  fc.assert(
    fc.property(methods, fieldLists, cookies, (method, headers, cookie) => {
      const request = new Request(PAGE, {
        method,
        headers: new Headers(headers.map(([n, v]) => [n, v])),
      });
      const told = requestFields(request, cookie, environment);
      expect(splitFields(joinFields(told))).toEqual(told);
      const made = new Map(told);
      expect(made.size).toBe(told.length);
      expect(Object.fromEntries(made)).toMatchObject(Object.fromEntries(request.headers));
      expect(made.get("cookie")).toBe(cookie);
    }),
    RUNS,
  );
});

describe("an answer", () => {
  test("is taken over exactly, but for its cookies", async () => {
    await fc.assert(
      fc.asyncProperty(
        statuses,
        reasons,
        fieldLists,
        bytes,
        async (status, reason, fields, body) => {
          const response = toResponse({ status, reason, fields, body }, PAGE);
          expect([response.status, response.statusText]).toEqual([status, reason.trim()]);
          const cookies = setCookieFields(fields);
          const others = fields.filter(([name]) => name.toLowerCase() !== "set-cookie");
          expect(others).toHaveLength(fields.length - cookies.length);
          expect(Object.fromEntries(response.headers)).toEqual(combined(others));
          const expected = NULL_BODY.includes(status) ? [] : [...body];
          expect([...new Uint8Array(await response.arrayBuffer())]).toEqual(expected);
        },
      ),
      RUNS,
    );
  });

  test("is streamed whole, or up to where the application failed", async () => {
    const failures = fc.option(fc.constant(new Error("on purpose")), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        statuses,
        fc.array(chunks, { maxLength: 6 }),
        failures,
        async (status, parts, error) => {
          const body = streamOf(parts, error);
          const response = toResponse({ status, reason: "", fields: [], body }, PAGE);
          const got = await readAll(response);
          if (NULL_BODY.includes(status)) {
            expect(got).toEqual({ read: [] });
            expect(body.next).not.toHaveBeenCalled();
            expect(body.close).toHaveBeenCalledOnce();
          } else {
            expect(got.read).toEqual(parts.flatMap((part) => [...part]));
            expect(got.error).toBe(error);
            expect(body.close).not.toHaveBeenCalled();
          }
        },
      ),
      RUNS,
    );
  });

  test("that HTTP does not allow is refused whole, and its body given up", () => {
    const sound = fc.record({ status: statuses, reason: fc.constant("OK"), fields: fieldLists });
    const broken = fc.oneof(
      fc.record({ status: fc.integer({ min: -1, max: 199 }) }),
      fc.record({ status: fc.integer({ min: 600, max: 9999 }) }),
      fc.record({ reason: fc.constantFrom("→", "a\nb", "\0", "日本") }),
      fc.record({
        fields: fc.tuple(fc.tuple(fc.constantFrom("", "a b", "ä", "a:", "a\n"), values)),
      }),
      fc.record({
        fields: fc.tuple(fc.tuple(fc.constant("x-own"), fc.constantFrom("→", "a\0b", "a\nb"))),
      }),
      fc.record({
        status: fc.constantFrom(301, 302, 303, 307, 308),
        fields: fc.tuple(fc.constant<Field>(["location", "https://[a/"])),
      }),
    );
    fc.assert(
      fc.property(sound, broken, (answer, fault) => {
        const body = streamOf([]);
        expect(() => toResponse({ ...answer, ...fault, body }, PAGE)).toThrow(InvalidResponseError);
        expect(body.close).toHaveBeenCalledOnce();
        expect(body.next).not.toHaveBeenCalled();
      }),
      RUNS,
    );
  });
});
