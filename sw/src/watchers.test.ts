import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SeenMessage, WatcherMessage, WorkerState } from "./protocol";
import { Watchers } from "./watchers";

const FAILED: WorkerState = {
  type: "failed",
  failure: { code: "quota", title: "Full", message: "No room.", hint: "Free some." },
};

/** The page's end of the channel. */
class Page {
  readonly #port: MessagePort;
  readonly #messages: WatcherMessage[] = [];
  #arrived: () => void = () => {};

  constructor(port: MessagePort) {
    this.#port = port;
    port.onmessage = (event: MessageEvent<WatcherMessage>) => {
      this.#messages.push(event.data);
      this.#arrived();
    };
  }

  async next(): Promise<WatcherMessage | undefined> {
    if (this.#messages.length === 0) {
      await new Promise<void>((resolve) => {
        this.#arrived = resolve;
      });
    }
    return this.#messages.shift();
  }

  say(reply: SeenMessage | null): void {
    this.#port.postMessage(reply);
  }

  close(): void {
    this.#port.close();
  }
}

let watchers: Watchers;
let pages: Page[];

function open(): Page {
  const { port1, port2 } = new MessageChannel();
  const page = new Page(port1);
  pages.push(page);
  watchers.add(port2);
  return page;
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout"] }); // so that no test passes because time does
  watchers = new Watchers("b1");
  pages = [];
});

afterEach(() => {
  vi.useRealTimers();
  for (const page of pages) page.close();
});

test("a page that watches is told so at once, and then all that happens", async () => {
  const page = open();
  expect(await page.next()).toEqual({ type: "watching", build: "b1" });
  expect(await page.next()).toEqual({ type: "idle" });
  watchers.tell({ type: "progress", stage: "start" });
  watchers.tell({ type: "ready" });
  expect(await page.next()).toEqual({ type: "progress", stage: "start" });
  expect(await page.next()).toEqual({ type: "ready" });
});

test("a page that comes later learns only how things are now", async () => {
  watchers.tell({ type: "progress", stage: "download", loaded: 1, total: 2 });
  watchers.tell({ type: "installed" });
  const page = open();
  expect(await page.next()).toEqual({ type: "watching", build: "b1" });
  expect(await page.next()).toEqual({ type: "installed" });
  watchers.tell({ type: "ready" });
  expect(await page.next()).toEqual({ type: "ready" });
});

test("all pages are told", async () => {
  const [first, second] = [open(), open()];
  for (const page of [first, second, first, second]) await page.next();
  watchers.tell({ type: "ready" });
  expect(await first.next()).toEqual({ type: "ready" });
  expect(await second.next()).toEqual({ type: "ready" });
});

test("a failure waits until a page has seen it", async () => {
  const page = open();
  await page.next();
  await page.next();
  let over = false;
  const waiting = watchers.tellAndWait(FAILED).then(() => {
    over = true;
  });
  expect(await page.next()).toEqual(FAILED);
  expect(over).toBe(false);
  page.say({ type: "seen" });
  await waiting;
  expect(over).toBe(true);
});

test("a failure does not wait for a page that is gone", async () => {
  const page = open();
  await page.next();
  await page.next();
  const waiting = watchers.tellAndWait(FAILED);
  expect(await page.next()).toEqual(FAILED);
  vi.runAllTimers();
  await waiting;
});

test("a failure that no page watches waits for none, but is kept for the next", async () => {
  await watchers.tellAndWait(FAILED);
  const page = open();
  await page.next();
  expect(await page.next()).toEqual(FAILED);
});
