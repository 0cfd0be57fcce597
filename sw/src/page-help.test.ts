import { afterEach, expect, test, vi } from "vitest";
import { PageHelp } from "./page-help";
import type { UnpackerMessage } from "./unpacker";

afterEach(() => {
  vi.useRealTimers();
});

const UNPACKED: UnpackerMessage = {
  type: "unpacked",
  content: new Uint8Array([1, 2, 3]),
  file: new Blob(["packed"]),
};

const open = () => {
  const { port1, port2 } = new MessageChannel();
  return { say: (message: UnpackerMessage) => port1.postMessage(message), port: port2 };
};

test("what a page unpacks is taken, whichever comes first, it or the wish", async () => {
  for (const isOffered of [true, false]) {
    const help = new PageHelp();
    const { say, port } = open();
    const counted: number[] = [];
    say({ type: "received", bytes: 4 });
    say({ type: "received", bytes: 2 });
    say(UNPACKED);
    if (isOffered) help.offer("memory", port);
    const taken = help.take("memory", (bytes) => counted.push(bytes));
    if (!isOffered) help.offer("memory", port);
    const found = await taken;
    expect([...(found?.content ?? [])]).toEqual([1, 2, 3]);
    expect(await found?.file?.text()).toBe("packed");
    expect(counted).toEqual([4, 2]);
  }
});

test("a page that can't have it says so", async () => {
  const help = new PageHelp();
  const { say, port } = open();
  help.offer("memory", port);
  say({ type: "failed" });
  expect(await help.take("memory", () => {})).toBeUndefined();
});

test("nobody waits for a page that makes no offer, or offers something else", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const help = new PageHelp();
  const { say, port } = open();
  say(UNPACKED);
  help.offer("other", port);
  const taken = help.take("memory", () => {});
  await vi.advanceTimersByTimeAsync(1000);
  expect(await taken).toBeUndefined();
  port.close();
});

test("nobody waits for a page that is silent", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const help = new PageHelp();
  const { port } = open();
  help.offer("memory", port);
  const taken = help.take("memory", () => {});
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await taken).toBeUndefined();
});
