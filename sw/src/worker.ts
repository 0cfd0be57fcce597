/// <reference lib="webworker" />
import type { Successor } from "./http/open-streams";
import type { PageMessage, SiteManifest, WorkerMessage } from "./protocol";
import type { PyodideModules } from "./python/pyodide-runtime";
import { routeOf } from "./route";
import { Site } from "./site";
import { Updates } from "./updates";

declare const self: ServiceWorkerGlobalScope;

/**
 * Makes this service worker the server of a site. Called once by `sw.js`, while that is evaluated:
 * event listeners that are added later are not called for the event that started the worker.
 */
export function startWorker(modules: PyodideModules, manifest: SiteManifest): void {
  const base = new URL(self.registration.scope);
  const site = new Site(modules, manifest, base, successor);
  const updates = new Updates(base, manifest.build, self.registration);

  self.addEventListener("install", (event) => {
    event.waitUntil(site.install(self.registration.active === null).then(takeOver));
  });

  self.addEventListener("activate", (event) => {
    event.waitUntil(site.activate().then(() => self.clients.claim()));
  });

  self.addEventListener("message", (event) => {
    const message = event.data as PageMessage | WorkerMessage | null;
    const port = event.ports[0];
    if (message?.type === "hipflask:watch" && port !== undefined) void site.watch(port);
    if (message?.type === "hipflask:unpacking" && port !== undefined) {
      site.unpacking(message.paths, port);
    }
    if (message?.type === "hipflask:start") event.waitUntil(site.start());
    if (message?.type === "hipflask:tools" && port !== undefined && manifest.tools) {
      event.waitUntil(site.tools.answer(message.ask, port));
    }
    if (message?.type === "hipflask:activate") event.waitUntil(self.skipWaiting());
    if (message?.type === "hipflask:retire" && port !== undefined) {
      event.waitUntil(site.retire().then(() => port.postMessage("retired")));
    }
    if (message?.type === "hipflask:successor") site.yieldToSuccessor();
  });

  self.addEventListener("cookiechange", (event) => {
    event.waitUntil(site.cookiesChanged(event.changed, event.deleted));
  });

  // respondWith() must be called while the event is dispatched, so the route is decided at once.
  self.addEventListener("fetch", (event) => {
    const url = new URL(event.request.url);
    const route = routeOf(url, base);
    if (route === "precache") event.respondWith(site.asset(url));
    if (route === "boot") event.respondWith(site.pages.boot());
    if (route === "tools") event.respondWith(site.pages.tools());
    if (route !== "application") return;
    // A page to be is one client from the first redirect to the last.
    const client = event.resultingClientId || event.clientId;
    const response = site.respond(event.request, client);
    event.respondWith(response);
    const after = () => Promise.all([site.settle(), updates.look(event.request.mode, Date.now())]);
    event.waitUntil(response.then(after));
  });
}

function successor(): Successor | undefined {
  const { installing, waiting } = self.registration;
  if (waiting !== null) return "waiting";
  return installing === null ? undefined : "installing";
}

/** Asks to become the active worker as soon as the former one has answered all it was asked. */
function takeOver(): Promise<void> {
  const message: WorkerMessage = { type: "hipflask:successor" };
  self.registration.active?.postMessage(message);
  return self.skipWaiting();
}
