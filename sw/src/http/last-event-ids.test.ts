import { describe, expect, test, vi } from "vitest";
import type { GatewayResponse } from "../python/interpreter";
import type { Field } from "./fields";
import { LastEventIds } from "./last-event-ids";

const ACCEPT = { Accept: "text/event-stream" };
const REQUEST = new Request("https://example.org/events", { headers: ACCEPT });
const OWN: Field[] = [["accept", "text/event-stream"]];

const bytes = (text: string) => new TextEncoder().encode(text);

function answer(body: GatewayResponse["body"]): GatewayResponse {
  return { status: 200, reason: "OK", fields: [], body };
}

function streamOf(...chunks: (string | Uint8Array<ArrayBuffer>)[]) {
  return {
    next: vi.fn(async () => {
      const chunk = chunks.shift();
      return typeof chunk === "string" ? bytes(chunk) : chunk;
    }),
    close: vi.fn(async () => {}),
  };
}

async function readAll(answered: GatewayResponse): Promise<void> {
  if (answered.body instanceof Uint8Array) return;
  while ((await answered.body.next()) !== undefined);
}

/** What a client is said to have read last, when it comes back after a stream of these chunks. */
async function lastIdAfter(...chunks: (string | Uint8Array<ArrayBuffer>)[]) {
  const streams = new LastEventIds();
  await readAll(streams.follow("one", REQUEST, answer(streamOf(...chunks))));
  return new Map(streams.complete("one", REQUEST, OWN)).get("last-event-id");
}

describe("LastEventIds", () => {
  test.each<[string[], string | undefined]>([
    [["id: 7\ndata: x\n\n"], "7"],
    [["id: 7\ndata: x\n\nid: 8\n\n"], "8"],
    [["id: 7\n\ndata: without one\n\n"], "7"],
    [["id: 7\n\nid: of an event that breaks off\n"], "7"],
    [["i", "d: 4", "2\r", "\n\r", "\n"], "42"],
    [["id:9\r\rdata: x"], "9"],
    [["id:  spaced \n\n"], " spaced "],
    [["id: 7\n\nid\n\n"], ""],
    [["id: 7\n\nid: a\0b\n\n"], "7"],
    [["identity: 7\n\n"], undefined],
    [["data: id: 7\n\n"], undefined],
  ])("finds in %j the id %j", async (chunks, expected) => {
    expect(await lastIdAfter(...chunks)).toBe(expected);
  });

  test("passes on the bytes of an id, which may come apart", async () => {
    const whole = bytes("id: é\n\n");
    expect(await lastIdAfter(whole.slice(0, 5), whole.slice(5))).toBe("\xc3\xa9");
  });

  test("reads a stream that came in one piece", () => {
    const streams = new LastEventIds();
    streams.follow("one", REQUEST, answer(bytes("id: 1\n\n")));
    expect(streams.complete("one", REQUEST, OWN)).toEqual([...OWN, ["last-event-id", "1"]]);
  });

  test("keeps clients, addresses and other requests apart", () => {
    const streams = new LastEventIds();
    streams.follow("one", REQUEST, answer(bytes("id: 1\n\n")));
    const elsewhere = new Request("https://example.org/others", { headers: ACCEPT });
    expect(streams.complete("two", REQUEST, OWN)).toBe(OWN);
    expect(streams.complete("one", elsewhere, OWN)).toBe(OWN);
    expect(streams.complete("one", new Request(REQUEST.url), OWN)).toBe(OWN);
  });

  test("leaves what the browser says itself", () => {
    const streams = new LastEventIds();
    streams.follow("one", REQUEST, answer(bytes("id: 1\n\n")));
    const fields: Field[] = [["last-event-id", "2"]];
    expect(streams.complete("one", REQUEST, fields)).toBe(fields);
  });

  test("forgets a stream that the page gave up", async () => {
    const streams = new LastEventIds();
    const body = streamOf("id: 1\n\n", "id: 2\n\n");
    const followed = streams.follow("one", REQUEST, answer(body)).body;
    if (followed instanceof Uint8Array) throw new Error("not a stream");
    await followed.next();
    await followed.close();
    expect(body.close).toHaveBeenCalledOnce();
    expect(streams.complete("one", REQUEST, OWN)).toBe(OWN);
  });

  test("reads nothing else than event streams", () => {
    const given = answer(streamOf("id: 1\n\n"));
    expect(new LastEventIds().follow("one", new Request(REQUEST.url), given)).toBe(given);
  });

  test("forgets the oldest of many", () => {
    const streams = new LastEventIds();
    for (let i = 0; i < 100; i++) streams.follow(`${i}`, REQUEST, answer(bytes("id: 1\n\n")));
    expect(streams.complete("0", REQUEST, OWN)).toBe(OWN);
    expect(streams.complete("99", REQUEST, OWN)).not.toBe(OWN);
  });
});
