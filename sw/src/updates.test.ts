import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BASE, FakeHost } from "./testing/fake-host";
import { Updates } from "./updates";

const MANIFEST = "hipflask-assets/manifest.json";
const MINUTE = 60_000;

let host: FakeHost;
let update: ReturnType<typeof vi.fn<() => Promise<void>>>;
let updates: Updates;

function registered(waiting: ServiceWorker | null) {
  return { update, waiting };
}

function deploy(build: unknown): void {
  host.put(MANIFEST, JSON.stringify({ hipflask: 1, build }));
}

beforeEach(() => {
  host = new FakeHost();
  vi.stubGlobal("fetch", host.fetch);
  vi.stubGlobal("navigator", { onLine: true });
  update = vi.fn(async () => {});
  updates = new Updates(BASE, "b1", registered(null));
  deploy("b1");
});

afterEach(() => vi.unstubAllGlobals());

test("a page that is never left hears of a newer version", async () => {
  await updates.look("cors", 0);
  expect(update).not.toHaveBeenCalled();
  deploy("b2");
  await updates.look("cors", 9 * MINUTE);
  expect(update).not.toHaveBeenCalled();
  await updates.look("cors", 10 * MINUTE);
  expect(update).toHaveBeenCalledOnce();
  expect(host.requests).toEqual([`${MANIFEST} (no-store)`, `${MANIFEST} (no-store)`]);
});

test("navigations are left to the browser, which looks by itself", async () => {
  deploy("b2");
  await updates.look("navigate", 0);
  await updates.look("cors", 9 * MINUTE);
  expect(host.requests).toEqual([]);
});

test("nothing is asked for without a connection, but once there is one", async () => {
  deploy("b2");
  vi.stubGlobal("navigator", { onLine: false });
  await updates.look("cors", 0);
  expect(host.requests).toEqual([]);
  vi.stubGlobal("navigator", { onLine: true });
  await updates.look("cors", 1);
  expect(update).toHaveBeenCalledOnce();
});

test.each([
  ["is not there", () => new Response("not here", { status: 404 })],
  ["cannot be reached", () => Response.error()],
  ["is a page", () => new Response("<!doctype html>")],
  ["is null", () => new Response("null")],
  ["names no build", () => new Response("{}")],
  ["names a build that is no text", () => new Response('{"build": 2}')],
])("a manifest that %s changes nothing", async (_what, answer) => {
  host.put(MANIFEST, answer);
  await updates.look("cors", 0);
  expect(update).not.toHaveBeenCalled();
});

test("an update that fails is tried again later", async () => {
  deploy("b2");
  update.mockRejectedValueOnce(new TypeError("no script"));
  await updates.look("cors", 0);
  await updates.look("cors", 10 * MINUTE);
  expect(update).toHaveBeenCalledTimes(2);
});

test("one that waits is reminded to take over, and none is looked for", async () => {
  const postMessage = vi.fn();
  updates = new Updates(BASE, "b1", registered({ postMessage } as unknown as ServiceWorker));
  deploy("b2");
  await updates.look("cors", 0);
  await updates.look("navigate", 1);
  expect(postMessage.mock.calls).toEqual([
    [{ type: "hipflask:activate" }],
    [{ type: "hipflask:activate" }],
  ]);
  expect(host.requests).toEqual([]);
});
