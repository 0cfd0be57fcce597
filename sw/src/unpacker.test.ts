import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BASE, FakeHost } from "./testing/fake-host";
import { startUnpacker, type UnpackerMessage, type UnpackOrder } from "./unpacker";

let host: FakeHost;

beforeEach(() => {
  host = new FakeHost();
  vi.stubGlobal("fetch", host.fetch);
});

afterEach(() => {
  vi.unstubAllGlobals();
});

/** Has a file unpacked, and returns all that is said of it. */
async function unpacked(path: string): Promise<UnpackerMessage[]> {
  const scope = new EventTarget();
  startUnpacker(scope as DedicatedWorkerGlobalScope);
  const { port1, port2 } = new MessageChannel();
  const said: UnpackerMessage[] = [];
  const ended = new Promise<void>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<UnpackerMessage>) => {
      said.push(data);
      if (data.type !== "received") resolve();
    };
  });
  const data: UnpackOrder = { type: "hipflask:unpack", url: new URL(path, BASE).href };
  scope.dispatchEvent(Object.assign(new Event("message"), { data, ports: [port2] }));
  await ended;
  port1.close();
  return said;
}

test("a file is unpacked, and comes along", async () => {
  const stream = new Blob(["a memory"]).stream().pipeThrough(new CompressionStream("gzip"));
  const packed = new Uint8Array(await new Response(stream).arrayBuffer());
  host.put("memory.bin.gz", () => new Response(packed));
  const said = await unpacked("memory.bin.gz");
  expect(said.slice(0, -1)).toEqual([{ type: "received", bytes: packed.byteLength }]);
  const last = said.at(-1);
  if (last?.type !== "unpacked") throw new Error("nothing is unpacked");
  expect(new TextDecoder().decode(last.content)).toBe("a memory");
  expect(new Uint8Array((await last.file?.arrayBuffer()) ?? [])).toEqual(packed);
});

test.each([
  ["missing", undefined],
  ["damaged", "\x1f\x8b and no more"],
])("a file that is %s is told", async (_, content) => {
  if (content !== undefined) {
    const bytes = Uint8Array.from(content, (character) => character.charCodeAt(0));
    host.put("memory.bin.gz", () => new Response(bytes));
  }
  expect((await unpacked("memory.bin.gz")).at(-1)).toEqual({ type: "failed" });
});
