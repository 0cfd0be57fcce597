import { beforeEach, expect, test, vi } from "vitest";
import type { GatewayResponse } from "../python/interpreter";
import { WebSocketNotice } from "./websocket-notice";

const tell = vi.fn<(text: string) => void>();
let notice: WebSocketNotice;

beforeEach(() => {
  tell.mockClear();
  notice = new WebSocketNotice(tell);
});

function answer(type: string, text: string): GatewayResponse {
  const body = new TextEncoder().encode(text);
  return { status: 200, reason: "OK", fields: [["Content-Type", type]], body };
}

test.each([
  ["text/html; charset=utf-8", "<script>const s = new WebSocket('/chat')</script>"],
  ["text/javascript", "s=new WebSocket(url)"],
  ["application/javascript", "return new window.WebSocket (url);"],
])("tells of one in %s: %s", (type, text) => {
  notice.inspect(answer(type, text));
  expect(tell).toHaveBeenCalledOnce();
  expect(tell.mock.calls[0]?.[0]).toContain("EventSource");
});

test.each([
  ["text/plain", "new WebSocket(url)"],
  ["text/html", "<p>A WebSocket is not opened by words.</p>"],
  ["text/javascript", "renew WebSocketFactory(url)"],
])("tells of none in %s: %s", (type, text) => {
  notice.inspect(answer(type, text));
  expect(tell).not.toHaveBeenCalled();
});

test("tells once", () => {
  notice.inspect(answer("text/html", "new WebSocket('/a')"));
  notice.inspect(answer("text/html", "new WebSocket('/b')"));
  expect(tell).toHaveBeenCalledOnce();
});

test("leaves streams alone", () => {
  const stream = { next: vi.fn(), close: vi.fn() };
  notice.inspect({ ...answer("text/html", ""), body: stream });
  expect(stream.next).not.toHaveBeenCalled();
});
