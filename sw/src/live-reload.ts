/** The page's half of `hipflask run --browser`: reload once the next build has taken over. */
function script(base: URL, build: string): string {
  const live = new URL("hipflask-assets/live", base);
  live.searchParams.set("build", build); // so that a page which missed a build is told at once
  return `<script type="module">
const source = new EventSource(${JSON.stringify(live.pathname + live.search)});
const container = navigator.serviceWorker;
container.addEventListener("controllerchange", () => location.reload());
source.addEventListener("build", async (event) => {
  if (event.data !== ${JSON.stringify(build)}) await (await container.ready).update();
});
source.addEventListener("problem", (event) => console.error("hipflask: " + event.data));
addEventListener("pagehide", () => source.close());
</script>`;
}

/** Adds the script behind a page; a page's end tags are optional, so it may stand after them. */
export function withLiveReload(response: Response, base: URL, build: string): Response {
  const type = response.headers.get("content-type") ?? "";
  if (response.body === null || !type.startsWith("text/html")) return response;
  const tail = new TextEncoder().encode(script(base, build));
  const body = response.body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      flush: (controller) => controller.enqueue(tail),
    }),
  );
  const headers = new Headers(response.headers);
  headers.delete("content-length");
  return new Response(body, { status: response.status, statusText: response.statusText, headers });
}
