import { expect, test, vi } from "vitest";
import { OpenStreams } from "./open-streams";

/** A response whose body never ends by itself. */
function endless(type: string) {
  const cancel = vi.fn();
  const start = (controller: ReadableStreamDefaultController<Uint8Array>) =>
    controller.enqueue(new TextEncoder().encode("data: 1\n\n"));
  const body = new ReadableStream<Uint8Array>({ start, cancel });
  const headers = { "Content-Type": type, "X-Custom": "yes" };
  return { response: new Response(body, { status: 201, headers }), cancel };
}

function readerOf(response: Response): ReadableStreamDefaultReader<Uint8Array> {
  if (response.body === null) throw new Error("The response has no body.");
  return response.body.getReader();
}

test("an event stream passes as it is, until it is ended", async () => {
  const streams = new OpenStreams(() => undefined);
  const { response, cancel } = endless("text/event-stream; charset=utf-8");
  const tracked = streams.track(response);
  expect([tracked.status, tracked.headers.get("x-custom")]).toEqual([201, "yes"]);
  const reader = readerOf(tracked);
  const { value } = await reader.read();
  expect(new TextDecoder().decode(value)).toBe("data: 1\n\n");
  const next = reader.read();
  streams.end();
  expect((await next).done).toBe(true);
  await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
});

test("a page that leaves ends the stream at its source", async () => {
  const streams = new OpenStreams(() => undefined);
  const { response, cancel } = endless("text/event-stream");
  const reader = readerOf(streams.track(response));
  await reader.read();
  await reader.cancel();
  await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
  streams.end();
});

test("one that fails does so for the page", async () => {
  const body = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new TypeError("broken")),
  });
  const response = new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  const reader = readerOf(new OpenStreams(() => undefined).track(response));
  await expect(reader.read()).rejects.toThrow("broken");
});

test("one that begins while a new version waits is ended at once", async () => {
  const { response, cancel } = endless("text/event-stream");
  const streams = new OpenStreams(() => "waiting");
  expect(await streams.track(response).text()).toBe("retry: 1000\n\n");
  await vi.waitFor(() => expect(cancel).toHaveBeenCalledOnce());
});

test("so is one that begins between the end of the others and that wait", async () => {
  const streams = new OpenStreams(() => "installing");
  streams.end();
  const { response } = endless("text/event-stream");
  expect(await streams.track(response).text()).toBe("retry: 1000\n\n");
});

test("one that begins during an installation goes on", async () => {
  const streams = new OpenStreams(() => "installing");
  const reader = readerOf(streams.track(endless("text/event-stream").response));
  expect((await reader.read()).done).toBe(false);
});

test("one that begins after a new version came to nothing goes on", async () => {
  const streams = new OpenStreams(() => undefined);
  streams.end();
  const reader = readerOf(streams.track(endless("text/event-stream").response));
  expect((await reader.read()).done).toBe(false);
});

test("other streams are left alone: a download may go on to its end", async () => {
  const streams = new OpenStreams(() => "waiting");
  const { response, cancel } = endless("application/octet-stream");
  expect(streams.track(response)).toBe(response);
  streams.end();
  await readerOf(response).read();
  expect(cancel).not.toHaveBeenCalled();
});
