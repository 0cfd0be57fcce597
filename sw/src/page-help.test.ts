import { afterEach, expect, test, vi } from "vitest";
import type { Download } from "./download";
import { PageHelp } from "./page-help";
import type { Help } from "./precache";
import type { UnpackerMessage } from "./unpacker";

afterEach(() => {
  vi.useRealTimers();
});

const received = (bytes: number, path = "memory"): UnpackerMessage => ({
  type: "received",
  path,
  bytes,
});

const unpacked = (content: number[], path = "memory"): UnpackerMessage => ({
  type: "unpacked",
  path,
  content: new Uint8Array(content),
  file: new Blob(["packed"]),
});

const open = () => {
  const { port1, port2 } = new MessageChannel();
  return { say: (message: UnpackerMessage) => port1.postMessage(message), port: port2 };
};

function contentOf(help: Help | undefined): Download {
  if (help === undefined || help === "kept") throw new Error("no content has come");
  return help;
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve, 10));

test("what a page unpacks is taken, whichever comes first, it or the wish", async () => {
  for (const isOffered of [true, false]) {
    const help = new PageHelp();
    const { say, port } = open();
    const counted: number[] = [];
    say(received(4));
    say(received(2));
    say(unpacked([1, 2, 3]));
    if (isOffered) help.offer(["memory"], port);
    const taken = help.take("memory", (bytes) => counted.push(bytes));
    if (!isOffered) help.offer(["memory"], port);
    const found = contentOf(await taken);
    expect([...found.content]).toEqual([1, 2, 3]);
    expect(await found.file?.text()).toBe("packed");
    expect(counted).toEqual([4, 2]);
  }
});

test("what has come before anybody asked for it is there, and counts", async () => {
  const help = new PageHelp();
  const { say, port } = open();
  help.offer(["memory", "engine"], port);
  say(received(4, "engine"));
  say(received(1));
  say(received(3, "engine"));
  say(unpacked([5], "engine"));
  await nextTask();
  const counted: number[] = [];
  const found = contentOf(await help.take("engine", (bytes) => counted.push(bytes)));
  expect([...found.content]).toEqual([5]);
  expect(counted).toEqual([7]);
  help.end();
});

test("what a page has kept is told", async () => {
  const help = new PageHelp();
  const { say, port } = open();
  help.offer(["engine"], port);
  say({ type: "kept", path: "engine" });
  expect(await help.take("engine", () => {})).toBe("kept");
});

test("what is to come last is told when it is wanted", async () => {
  const help = new PageHelp();
  const { port1, port2 } = new MessageChannel();
  const told = new Promise((resolve) => {
    port1.onmessage = ({ data }) => resolve(data);
  });
  help.offer(["engine"], port2);
  void help.take("engine", () => {});
  expect(await told).toEqual({ type: "wanted", path: "engine" });
  help.end();
});

test("a page that can't have one thing may have another", async () => {
  const help = new PageHelp();
  const { say, port } = open();
  help.offer(["memory", "engine"], port);
  say({ type: "failed", path: "memory" });
  say(unpacked([1], "engine"));
  expect(await help.take("memory", () => {})).toBeUndefined();
  expect(await help.take("engine", () => {})).toBeDefined();
});

test("nobody waits for a page that makes no offer", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const help = new PageHelp();
  const taken = help.take("memory", () => {});
  await vi.advanceTimersByTimeAsync(1000);
  expect(await taken).toBeUndefined();
});

test("nobody waits for what is not offered", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const help = new PageHelp();
  help.offer(["other"], open().port);
  const taken = help.take("memory", () => {});
  await vi.advanceTimersByTimeAsync(1000);
  expect(await taken).toBeUndefined();
  help.end();
});

test("a page may have several threads, and the first of several pages is as good as any", async () => {
  const help = new PageHelp();
  const threads = { memory: open(), engine: open(), other: open() };
  help.offer(["memory"], threads.memory.port);
  help.offer(["engine"], threads.engine.port);
  help.offer(["memory", "engine"], threads.other.port);
  threads.other.say(unpacked([3]));
  threads.engine.say(unpacked([2], "engine"));
  threads.memory.say(unpacked([1]));
  const taken = ["memory", "engine"].map((path) => help.take(path, () => {}));
  const contents = (await Promise.all(taken)).map((found) => [...contentOf(found).content]);
  expect(contents).toEqual([[1], [2]]);
  help.end();
});

test("nobody waits for a page that is silent", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const help = new PageHelp();
  help.offer(["memory", "engine"], open().port);
  const taken = ["memory", "engine"].map((path) => help.take(path, () => {}));
  await vi.advanceTimersByTimeAsync(10_000);
  expect(await Promise.all(taken)).toEqual([undefined, undefined]);
});

test("whoever waits for one thing waits while another one comes", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const help = new PageHelp();
  const { say, port } = open();
  help.offer(["memory", "engine"], port);
  let bytes = 0;
  void help.take("memory", () => {
    bytes += 1;
  });
  const taken = help.take("engine", () => {});
  for (let times = 1; times <= 10; times += 1) {
    say(received(1));
    await vi.waitFor(() => expect(bytes).toBe(times));
    await vi.advanceTimersByTimeAsync(6000);
  }
  say(unpacked([1], "engine"));
  expect(await taken).toBeDefined();
  help.end();
});

test("what is not needed any more is forgotten", async () => {
  const help = new PageHelp();
  const { say, port } = open();
  help.offer(["memory"], port);
  say(unpacked([1]));
  await nextTask();
  help.end();
  await nextTask();
  expect(await help.take("memory", () => {})).toBeUndefined();
});
