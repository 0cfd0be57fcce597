import { describe, expect, it } from "vitest";
import type { SiteManifest } from "../../sw/src/protocol";
import { registerWorker } from "./register-worker";

const BASE = "https://example.org/repo/";
const SCRIPT = `${BASE}sw.js`;
const SITE = {
  base: BASE,
  manifest: {
    hipflask: 1,
    build: "b",
    assets: [
      { path: "hipflask-assets/pyodide-0.mjs", role: "loader", bytes: 1, sha256: "" },
      { path: "hipflask-assets/stdlib-0.zip", role: "stdlib", bytes: 1, sha256: "" },
      { path: "hipflask-assets/worker-0.js", role: "worker", bytes: 1, sha256: "" },
    ],
  } as unknown as SiteManifest,
};

type Register = ServiceWorkerContainer["register"];

const refusing: Register = async (_, options) => {
  // A browser that knows the option reads it.
  expect(options?.type).toBe("module");
  throw new TypeError("ServiceWorker script evaluation failed");
};

function host(changes: Record<string, Response> = {}): typeof fetch {
  return async (input) => {
    const name = String(input).slice(BASE.length);
    const fine = new Response("", {
      headers: { "content-type": "text/javascript; charset=utf-8" },
    });
    return changes[name] ?? fine;
  };
}

const attempt = (register: Register, ask: typeof fetch = host()) =>
  registerWorker({ register }, SITE, SCRIPT, "Browser/1", ask);

async function failureOf(register: Register, ask?: typeof fetch) {
  const registered = await attempt(register, ask);
  if ("registration" in registered) throw new Error("registered");
  return registered.failure;
}

describe("registerWorker", () => {
  it("asks for a module in the scope of the base that is never taken from the HTTP cache", async () => {
    const registration = {} as ServiceWorkerRegistration;
    const register: Register = async (url, options) => {
      expect(String(url)).toBe(SCRIPT);
      expect({ ...options }).toEqual({ type: "module", scope: BASE, updateViaCache: "none" });
      return registration;
    };
    expect(await attempt(register)).toEqual({ registration });
  });

  it("names the file that is missing", async () => {
    const gone = { "hipflask-assets/worker-0.js": new Response("", { status: 404 }) };
    const failure = await failureOf(refusing, host(gone));
    expect(failure.code).toBe("asset-missing");
    expect(failure.message).toContain("/repo/hipflask-assets/worker-0.js");
    expect(failure.message).toContain("404");
  });

  it("names the file that cannot be reached", async () => {
    const offline: typeof fetch = () => Promise.reject(new TypeError("Failed to fetch"));
    const failure = await failureOf(refusing, offline);
    expect(failure.code).toBe("asset-missing");
    expect(failure.message).toContain("/repo/sw.js");
  });

  it("names a content type that no browser runs", async () => {
    const plain = new Response("", { headers: { "content-type": "text/plain" } });
    const failure = await failureOf(refusing, host({ "hipflask-assets/pyodide-0.mjs": plain }));
    expect(failure.code).toBe("registration-failed");
    expect(failure.message).toContain("text/plain");
    expect(failure.message).toContain("pyodide-0.mjs");
  });

  it("passes on the browser's words when the files are as they should be", async () => {
    const failure = await failureOf(refusing);
    expect(failure.code).toBe("registration-failed");
    expect(failure.detail).toContain("ServiceWorker script evaluation failed");
  });

  it("knows a browser that has never heard of module workers", async () => {
    const old: Register = () => Promise.reject(new TypeError("script evaluation failed"));
    const failure = await failureOf(old);
    expect(failure.code).toBe("no-service-worker");
  });
});
