import { beforeAll, describe, expect, test } from "vitest";
import type { EmscriptenFs } from "../state/emscripten-fs";
import { BOOT_TIMEOUT, boot } from "../testing/pyodide";
import {
  IN_MEMORY_LIMIT,
  type RequestContent,
  readContent,
  sizeOf,
  spool,
} from "./request-content";

const URL_OF_REQUEST = "https://example.org/";

/** Bytes that tell where they stand. */
function content(length: number): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length }, (_, index) => (index * 7 + (index >> 8)) & 255);
}

function post(body: BodyInit): Request {
  return new Request(URL_OF_REQUEST, { method: "POST", body });
}

/** A request as Firefox has it: without `body`. */
function withoutStream(body: Uint8Array<ArrayBuffer>): Request {
  return Object.defineProperty(post(body), "body", { value: undefined });
}

function inChunks(bytes: Uint8Array<ArrayBuffer>, size: number): Request {
  const body = new ReadableStream({
    start(controller) {
      for (let at = 0; at < bytes.length; at += size) {
        controller.enqueue(bytes.slice(at, at + size));
      }
      controller.close();
    },
  });
  return new Request(URL_OF_REQUEST, { method: "POST", body, duplex: "half" } as RequestInit);
}

/** What two contents share if they are the same; a comparison byte by byte takes seconds. */
async function digest(read: RequestContent): Promise<string> {
  const bytes = read instanceof Blob ? await read.arrayBuffer() : read;
  return String(new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)));
}

describe("readContent", () => {
  test.each([
    ["a request without a body", new Request(URL_OF_REQUEST)],
    ["an empty body", post("")],
    ["an empty body without a stream", withoutStream(new Uint8Array())],
  ])("finds nothing in %s", async (_, request) => {
    expect(await readContent(request)).toEqual(new Uint8Array());
  });

  test.each([
    ["one chunk", (bytes: Uint8Array<ArrayBuffer>) => post(bytes)],
    ["many chunks", (bytes: Uint8Array<ArrayBuffer>) => inChunks(bytes, 1000)],
    ["no stream", withoutStream],
  ])("holds in memory what is small, from %s", async (_, request) => {
    const bytes = content(IN_MEMORY_LIMIT);
    const read = await readContent(request(bytes));
    expect(read).toBeInstanceOf(Uint8Array);
    expect(sizeOf(read)).toBe(bytes.length);
    expect(await digest(read)).toBe(await digest(bytes));
  });

  test.each([
    ["a stream", (bytes: Uint8Array<ArrayBuffer>) => inChunks(bytes, 65_536)],
    ["no stream", withoutStream],
  ])("leaves what is large to the browser, from %s", async (_, request) => {
    const bytes = content(9 * IN_MEMORY_LIMIT + 3);
    const read = await readContent(request(bytes));
    expect(read).toBeInstanceOf(Blob);
    expect(sizeOf(read)).toBe(bytes.length);
    expect(await digest(read)).toBe(await digest(bytes));
  });
});

describe("spool", () => {
  let fs: EmscriptenFs;

  beforeAll(async () => {
    fs = (await boot()).FS as unknown as EmscriptenFs;
  }, BOOT_TIMEOUT);

  test("copies a blob to a file", async () => {
    const bytes = content(3 * IN_MEMORY_LIMIT + 5);
    await spool(new Blob([bytes]), fs, "/tmp/spooled");
    expect(await digest(fs.readFile("/tmp/spooled"))).toBe(await digest(bytes));
  });
});
