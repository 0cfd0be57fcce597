import { expect, test } from "vitest";
import { withLiveReload } from "./live-reload";

const BASE = new URL("https://example.org/site/");

function page(body: BodyInit | null, headers: Record<string, string>, status = 200): Response {
  return withLiveReload(new Response(body, { status, statusText: "Why", headers }), BASE, "b1");
}

test("a page gets the script behind its own content", async () => {
  const response = page("<p>größer", { "Content-Type": "text/html; charset=utf-8" }, 404);
  expect(response.status).toBe(404);
  expect(response.statusText).toBe("Why");
  expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
  const text = await response.text();
  expect(text).toMatch(/^<p>größer<script type="module">.*<\/script>$/s);
  expect(text).toContain('new EventSource("/site/hipflask-assets/live?build=b1")');
  expect(text).toContain('"b1"');
});

test("the length of a page is no longer said", () => {
  const headers = { "Content-Type": "text/html", "Content-Length": "3", "X-Own": "1" };
  expect([...page("<p>", headers).headers.keys()]).toEqual(["content-type", "x-own"]);
});

test("a streamed page comes chunk by chunk", async () => {
  let push: (text: string) => void = () => {};
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start: (controller) => {
      push = (text) => controller.enqueue(new TextEncoder().encode(text));
    },
  });
  const reader = page(stream, { "Content-Type": "text/html" }).body?.getReader();
  push("first");
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("first");
  push("second");
  expect(new TextDecoder().decode((await reader?.read())?.value)).toBe("second");
});

test.each<[string, BodyInit | null, Record<string, string>, number]>([
  ["what is no page", "{}", { "Content-Type": "application/json", "Content-Length": "2" }, 200],
  ["what does not say what it is", new Uint8Array(2), {}, 200],
  ["a page without a body", null, { "Content-Type": "text/html" }, 204],
])("%s stays as it is", (_, body, headers, status) => {
  const response = new Response(body, { status, headers });
  expect(withLiveReload(response, BASE, "b1")).toBe(response);
});
