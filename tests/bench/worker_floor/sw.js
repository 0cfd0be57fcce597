// The least that an answer from a service worker can cost.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  if (!new URL(event.request.url).pathname.endsWith("/answer")) return;
  event.respondWith(event.request.arrayBuffer().then(() => new Response("answered")));
});
