import { describe, expect, it, vi } from "vitest";
import type { Asset, SiteManifest } from "../../sw/src/protocol";
import {
  askToKeep,
  bytesOf,
  checkStorage,
  checkSurroundings,
  type Storages,
  type Surroundings,
} from "./preflight";

const GOOD: Surroundings = {
  href: "https://example.org/repo/",
  isSecureContext: true,
  userAgent: "Browser/1",
  hasServiceWorker: () => true,
};

describe("bytesOf", () => {
  it("counts what is fetched, as it travels", () => {
    const assets: Partial<Asset>[] = [
      { bytes: 100 },
      { bytes: 50, packed: 7 },
      { bytes: 1000, packed: 900, instead_of: "other" },
    ];
    expect(bytesOf({ assets } as unknown as SiteManifest)).toBe(107);
  });
});

describe("checkSurroundings", () => {
  it("finds nothing wrong with a browser that has service workers", () => {
    expect(checkSurroundings(GOOD)).toBeNull();
  });

  it("names the secure address of a page that is not secure", () => {
    const failure = checkSurroundings({
      ...GOOD,
      href: "http://example.org/repo/?x=1",
      isSecureContext: false,
      hasServiceWorker: () => false,
    });
    expect(failure?.code).toBe("insecure-origin");
    expect(failure?.message).toContain("http://example.org");
    expect(failure?.hint).toContain("https://example.org/repo/?x=1");
  });

  it("proposes localhost with the port of a server on the local network", () => {
    const href = "http://192.168.1.5:8000/";
    const failure = checkSurroundings({ ...GOOD, href, isSecureContext: false });
    expect(failure?.hint).toContain("http://localhost:8000");
    expect(failure?.hint).not.toContain("https://192.168.1.5:8000");
  });

  it("knows a page that was opened as a file, although that counts as secure", () => {
    const failure = checkSurroundings({ ...GOOD, href: "file:///home/me/dist/index.html" });
    expect(failure?.code).toBe("insecure-origin");
    expect(failure?.hint).toContain("hipflask preview");
  });

  it.each([
    ["are absent", () => false],
    [
      "must not be asked for",
      () => {
        throw new DOMException("sandboxed", "SecurityError");
      },
    ],
  ])("tells when service workers %s", (_, hasServiceWorker) => {
    const failure = checkSurroundings({ ...GOOD, hasServiceWorker });
    expect(failure?.code).toBe("no-service-worker");
    expect(failure?.detail).toContain("Browser/1");
  });
});

function storages(changes: Partial<Storages> = {}): Storages {
  const open = () => {
    const request = { result: { close: () => undefined } } as IDBOpenDBRequest;
    queueMicrotask(() => request.onsuccess?.(new Event("success")));
    return request;
  };
  return {
    caches: { has: async () => false },
    indexedDB: { open, deleteDatabase: () => ({}) as IDBOpenDBRequest },
    estimate: async () => ({ quota: 100, usage: 40 }),
    ...changes,
  };
}

describe("checkStorage", () => {
  it("finds nothing wrong where there is just enough room", async () => {
    expect(await checkStorage(storages(), 60)).toBeNull();
  });

  it("gives both figures where there is too little room", async () => {
    const estimate = async () => ({ quota: 20_000_000, usage: 7_700_000 });
    const failure = await checkStorage(storages({ estimate }), 41_000_000);
    expect(failure?.code).toBe("quota");
    expect(failure?.message).toContain("41.0 MB");
    expect(failure?.message).toContain("12.3 MB");
  });

  it.each([
    ["has no estimate", () => Promise.reject(new TypeError("no estimate"))],
    ["estimates nothing", async () => ({})],
  ])("goes on in a browser that %s", async (_, estimate) => {
    expect(await checkStorage(storages({ estimate }), 1e12)).toBeNull();
  });

  it("recognises a refused cache", async () => {
    const has = () => Promise.reject(new DOMException("insecure", "SecurityError"));
    const failure = await checkStorage(storages({ caches: { has } }), 1);
    expect(failure?.code).toBe("private-mode");
    expect(failure?.detail).toContain("SecurityError");
  });

  it("recognises a database that is refused late, as in older private windows", async () => {
    const open = () => {
      const error = new DOMException("mutation not allowed", "InvalidStateError");
      const request = { error } as IDBOpenDBRequest;
      queueMicrotask(() => request.onerror?.(new Event("error")));
      return request;
    };
    const { indexedDB } = storages();
    const failure = await checkStorage(storages({ indexedDB: { ...indexedDB, open } }), 1);
    expect(failure?.code).toBe("private-mode");
    expect(failure?.detail).toContain("mutation not allowed");
  });

  it("recognises a database that is refused at once", async () => {
    const open = () => {
      throw new DOMException("denied", "SecurityError");
    };
    const { indexedDB } = storages();
    const failure = await checkStorage(storages({ indexedDB: { ...indexedDB, open } }), 1);
    expect(failure?.code).toBe("private-mode");
  });
});

describe("askToKeep", () => {
  it("asks once", async () => {
    const persist = vi.fn(async () => true);
    askToKeep({ persist });
    await vi.waitFor(() => expect(persist).toHaveBeenCalledOnce());
  });

  it.each([
    ["refuses", () => Promise.reject(new TypeError("not allowed"))],
    ["has no such function", undefined as unknown as () => Promise<boolean>],
  ])("goes on in a browser that %s", (_, persist) => {
    // A rejection that nobody handles would fail the run.
    expect(() => askToKeep({ persist })).not.toThrow();
  });
});
