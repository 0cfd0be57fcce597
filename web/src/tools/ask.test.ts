import { afterEach, expect, test, vi } from "vitest";
import { ask } from "./ask";

function workerThat(answers: (port: MessagePort) => void) {
  return {
    postMessage: vi.fn((_message: unknown, transfer: unknown) =>
      answers((transfer as [MessagePort])[0]),
    ),
  } as unknown as ServiceWorker;
}

afterEach(() => vi.useRealTimers());

test("resolves with what the worker answers", async () => {
  const worker = workerThat((port) => port.postMessage({ value: [1] }));
  expect(await ask(worker, { what: "files" })).toEqual([1]);
  const [message] = vi.mocked(worker.postMessage).mock.calls[0] ?? [];
  expect(message).toEqual({ type: "hipflask:tools", ask: { what: "files" } });
});

test("rejects in the worker's words", async () => {
  const worker = workerThat((port) => port.postMessage({ failure: "no room" }));
  await expect(ask(worker, { what: "figures" })).rejects.toThrow("no room");
});

test("rejects when the worker says nothing", async () => {
  vi.useFakeTimers();
  const asked = expect(
    ask(
      workerThat(() => {}),
      { what: "files" },
    ),
  ).rejects.toThrow("not answer");
  await vi.advanceTimersByTimeAsync(60_000);
  await asked;
});
