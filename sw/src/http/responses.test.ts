import { describe, expect, test, vi } from "vitest";
import type { GatewayResponse } from "../python/interpreter";
import type { GatewayStream } from "../python/python-calls";
import type { Field } from "./fields";
import { InvalidResponseError, setCookieFields, toResponse } from "./responses";

const PAGE = new URL("https://example.org/site/a/b?c=1");

function answer(response: Partial<GatewayResponse> = {}): GatewayResponse {
  return { status: 200, reason: "OK", fields: [], body: bytes("hello"), ...response };
}

function bytes(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

function streamOf(...chunks: string[]) {
  return {
    next: vi.fn<GatewayStream["next"]>(async () => {
      const chunk = chunks.shift();
      return chunk === undefined ? undefined : bytes(chunk);
    }),
    close: vi.fn<GatewayStream["close"]>(async () => {}),
  };
}

describe("toResponse", () => {
  test("takes over status, reason, fields and body", async () => {
    const fields: Field[] = [
      ["Content-Type", "text/plain"],
      ["Vary", "Cookie"],
      ["Vary", "Accept"],
    ];
    const response = toResponse(answer({ status: 404, reason: "Gone Fishing", fields }), PAGE);
    expect(response.status).toBe(404);
    expect(response.statusText).toBe("Gone Fishing");
    expect(Object.fromEntries(response.headers)).toEqual({
      "content-type": "text/plain",
      vary: "Cookie, Accept",
    });
    expect(await response.text()).toBe("hello");
  });

  test("trims the reason, as HTTP does", () => {
    expect(toResponse(answer({ reason: " Two  Words " }), PAGE).statusText).toBe("Two  Words");
  });

  test("keeps cookies from the page", () => {
    const fields: Field[] = [
      ["Set-Cookie", "a=1"],
      ["set-cookie", "b=2"],
      ["X-Own", "1"],
    ];
    expect([...toResponse(answer({ fields }), PAGE).headers]).toEqual([["x-own", "1"]]);
  });

  test.each([204, 205, 304])("gives a response with %i no body", (status) => {
    const response = toResponse(answer({ status, body: new Uint8Array() }), PAGE);
    expect(response.status).toBe(status);
    expect(response.body).toBeNull();
  });

  test.each([
    [301, "/c", "https://example.org/c"],
    [302, "c", "https://example.org/site/a/c"],
    [303, "../", "https://example.org/site/"],
    [307, "?d=2", "https://example.org/site/a/b?d=2"],
    [308, "https://other.org/c#d", "https://other.org/c#d"],
    [302, "//other.org", "https://other.org/"],
    [302, "caf\xc3\xa9", "https://example.org/site/a/caf%C3%A9"],
    [302, "\xe9", "https://example.org/site/a/%E9"],
    [302, "", ""],
    [201, "/c", "/c"],
    [200, "c", "c"],
  ])("makes of the location in %i %s: %s", (status, location, expected) => {
    const fields: Field[] = [["Location", location]];
    const response = toResponse(answer({ status, fields }), PAGE);
    expect(response.headers.get("location")).toBe(expected);
  });

  test.each<[Partial<GatewayResponse>, string]>([
    [{ status: 101 }, "the status 101"],
    [{ status: 99 }, "the status 99"],
    [{ status: 600 }, "the status 600"],
    [{ reason: "→" }, "a reason that HTTP does not allow: →"],
    [{ fields: [["not allowed", "1"]] }, "a header that HTTP does not allow: not allowed: 1"],
    [{ fields: [["X-Own", "1\0"]] }, "a header that HTTP does not allow: X-Own: 1"],
    [{ fields: [["X-Own", "→"]] }, "a header that HTTP does not allow: X-Own: →"],
    [{ status: 302, fields: [["Location", "https://[a/"]] }, "what is no URL: https://[a/"],
  ])("refuses %j, says why, and gives the body up", (invalid, message) => {
    const body = streamOf("hello");
    const make = () => toResponse(answer({ ...invalid, body }), PAGE);
    expect(make).toThrow(InvalidResponseError);
    expect(make).toThrow(message);
    expect(body.close).toHaveBeenCalledTimes(2);
  });
});

describe("a packed body", () => {
  async function packed(text: string, ...formats: CompressionFormat[]) {
    let stream = new Response(text).body;
    for (const format of formats) {
      stream = stream?.pipeThrough(new CompressionStream(format)) ?? null;
    }
    return new Uint8Array(await new Response(stream).arrayBuffer());
  }

  test.each<[string, CompressionFormat[]]>([
    ["gzip", ["gzip"]],
    ["X-GZIP", ["gzip"]],
    ["deflate", ["deflate"]],
    ["deflate, gzip", ["deflate", "gzip"]],
    ["identity", []],
    ["unknown", []],
    ["", []],
  ])("is unpacked as its Content-Encoding %j says, which stays", async (coding, formats) => {
    const body = await packed("hello", ...formats);
    const response = toResponse(answer({ fields: [["Content-Encoding", coding]], body }), PAGE);
    expect(await response.text()).toBe("hello");
    expect(response.headers.get("content-encoding")).toBe(coding);
  });

  test("is unpacked chunk by chunk", async () => {
    const body = streamOf();
    const whole = await packed("hello", "gzip");
    body.next.mockResolvedValueOnce(whole.slice(0, 7)).mockResolvedValueOnce(whole.slice(7));
    const fields: Field[] = [["Content-Encoding", "gzip"]];
    expect(await toResponse(answer({ fields, body }), PAGE).text()).toBe("hello");
  });

  test("fails if it is not what its Content-Encoding says", async () => {
    const response = toResponse(answer({ fields: [["Content-Encoding", "gzip"]] }), PAGE);
    await expect(response.text()).rejects.toThrow();
  });

  test("is refused if the browser cannot unpack it", () => {
    vi.stubGlobal(
      "DecompressionStream",
      class {
        constructor(format: string) {
          throw new TypeError(`no ${format}`);
        }
      },
    );
    const make = () => toResponse(answer({ fields: [["Content-Encoding", "br"]] }), PAGE);
    expect(make).toThrow(InvalidResponseError);
    expect(make).toThrow("cannot unpack the Content-Encoding br");
    vi.unstubAllGlobals();
  });

  test("of nothing is nothing", async () => {
    const fields: Field[] = [["Content-Encoding", "gzip"]];
    const response = toResponse(answer({ fields, body: new Uint8Array() }), PAGE);
    expect(await response.text()).toBe("");
  });
});

describe("a streamed body", () => {
  test("is pulled chunk by chunk, only when the page takes it", async () => {
    const body = streamOf("a", "b");
    const reader = toResponse(answer({ body }), PAGE).body?.getReader();
    await new Response("so that a stream has had its time to start").text();
    expect(body.next).not.toHaveBeenCalled();
    expect((await reader?.read())?.value).toEqual(bytes("a"));
    expect(body.next).toHaveBeenCalledTimes(1);
    expect((await reader?.read())?.value).toEqual(bytes("b"));
    expect(body.next).toHaveBeenCalledTimes(2);
    expect(await reader?.read()).toEqual({ done: true, value: undefined });
    expect(body.close).not.toHaveBeenCalled();
  });

  test("is closed when the page gives it up", async () => {
    const body = streamOf("a", "b");
    const reader = toResponse(answer({ body }), PAGE).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect(body.close).toHaveBeenCalledOnce();
    expect(body.next).toHaveBeenCalledTimes(1);
  });

  test("breaks off with what the application raised", async () => {
    const body = streamOf("a");
    body.next
      .mockImplementationOnce(async () => bytes("a"))
      .mockImplementationOnce(async () => {
        throw new Error("raised");
      });
    await expect(toResponse(answer({ body }), PAGE).text()).rejects.toThrow("raised");
  });

  test("lets others have their turn, however fast it is read", async () => {
    let now = 0;
    vi.spyOn(performance, "now").mockImplementation(() => {
      now += 5;
      return now;
    });
    let pulled = 0;
    const body: GatewayStream = {
      next: async () => (pulled++ < 1000 ? bytes("a") : undefined),
      close: async () => {},
    };
    const { port1, port2 } = new MessageChannel();
    const others = new Promise<number>((resolve) => {
      port1.onmessage = () => resolve(pulled);
    });
    port2.postMessage(null);
    const text = toResponse(answer({ body }), PAGE).text();
    expect(await others).toBeLessThan(500);
    expect(await text).toHaveLength(1000);
    port1.close();
    vi.restoreAllMocks();
  });

  test("is closed if there must be none", () => {
    const body = streamOf("a");
    expect(toResponse(answer({ status: 204, body }), PAGE).body).toBeNull();
    expect(body.close).toHaveBeenCalledOnce();
  });
});

test("setCookieFields finds all cookies, however they are spelt", () => {
  const fields: Field[] = [
    ["Set-Cookie", "a=1"],
    ["Cookie", "b=2"],
    ["SET-COOKIE", "c=3; Path=/"],
  ];
  expect(setCookieFields(fields)).toEqual(["a=1", "c=3; Path=/"]);
});
