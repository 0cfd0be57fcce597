import { describe, expect, it, vi } from "vitest";
import { belongsTo, type ResetTargets, resetSite } from "./reset-site";

const SCOPE = "https://example.org/a/";

describe("belongsTo", () => {
  it.each([
    [`hipflask:${SCOPE}:state`, true],
    [`hipflask:${SCOPE}:assets`, true],
    [`hipflask:${SCOPE}b/:state`, false],
    [`hipflask:${SCOPE}:b/:state`, false],
    ["hipflask:https://example.org/:state", false],
    [`other:${SCOPE}:state`, false],
  ])("answers for %s: %s", (name, expected) => {
    expect(belongsTo(SCOPE, name)).toBe(expected);
  });
});

function targets(outcome: "onsuccess" | "onblocked" | "onerror", log: string[] = []): ResetTargets {
  const registration = (scope: string) =>
    ({
      scope,
      unregister: async () => {
        log.push(`unregister ${scope}`);
        return true;
      },
    }) as ServiceWorkerRegistration;
  return {
    serviceWorker: {
      getRegistrations: async () => [registration(SCOPE), registration(`${SCOPE}b/`)],
    },
    caches: {
      keys: async () => [`hipflask:${SCOPE}:assets`, `hipflask:${SCOPE}b/:assets`, "theirs"],
      delete: async (name) => {
        log.push(`cache ${name}`);
        return true;
      },
    },
    indexedDB: {
      open: () => {
        const request = {} as IDBOpenDBRequest;
        queueMicrotask(() => request.onerror?.(new Event("error")));
        return request;
      },
      databases: async () => [{ name: `hipflask:${SCOPE}:state` }, { name: "theirs" }, {}],
      deleteDatabase: (name) => {
        log.push(`database ${name}`);
        const request = { error: new DOMException("busy", "UnknownError") } as IDBOpenDBRequest;
        queueMicrotask(() => request[outcome]?.(new Event("end") as IDBVersionChangeEvent));
        return request;
      },
    },
    document: { cookie: "", URL: `${SCOPE}page` },
  };
}

describe("resetSite", () => {
  it("removes the worker first, then this site's storage and nothing else", async () => {
    const log: string[] = [];
    expect(await resetSite(SCOPE, targets("onsuccess", log))).toBe(true);
    expect(log).toEqual([
      `unregister ${SCOPE}`,
      `cache hipflask:${SCOPE}:assets`,
      `database hipflask:${SCOPE}:state`,
    ]);
  });

  it("tells of a database that the worker holds, and does not wait for it for ever", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const reset = resetSite(SCOPE, targets("onblocked"));
    await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
    vi.runAllTimers();
    expect(await reset).toBe(false);
    vi.useRealTimers();
  });

  it("tells when a database cannot be deleted", async () => {
    await expect(resetSite(SCOPE, targets("onerror"))).rejects.toThrow("busy");
  });

  it("deletes nothing when the worker cannot be removed", async () => {
    const log: string[] = [];
    const given = targets("onsuccess", log);
    const getRegistrations = vi.fn().mockRejectedValue(new DOMException("no", "SecurityError"));
    const refused = resetSite(SCOPE, { ...given, serviceWorker: { getRegistrations } });
    await expect(refused).rejects.toThrow("no");
    expect(log).toEqual([]);
  });
});
