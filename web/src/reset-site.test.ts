import { describe, expect, it, vi } from "vitest";
import type { PageMessage } from "../../sw/src/protocol";
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

/** A worker that is asked to keep nothing any more, and what it does then. */
function worker(name: string, log: string[], answers: boolean): ServiceWorker {
  const postMessage = ({ type }: PageMessage, [port]: MessagePort[]) => {
    log.push(`${type} ${name}`);
    if (!answers) return port?.close();
    setTimeout(() => {
      log.push(`answer ${name}`);
      port?.postMessage("retired");
    }, 10);
  };
  return { postMessage } as unknown as ServiceWorker;
}

function targets(
  outcome: "onsuccess" | "onblocked" | "onerror",
  log: string[] = [],
  workersAnswer = true,
): ResetTargets {
  const registration = (scope: string) =>
    ({
      scope,
      active: worker(`active ${scope}`, log, workersAnswer),
      waiting: worker(`waiting ${scope}`, log, workersAnswer),
      installing: null,
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
      `hipflask:retire active ${SCOPE}`,
      `hipflask:retire waiting ${SCOPE}`,
      `unregister ${SCOPE}`,
      `answer active ${SCOPE}`,
      `answer waiting ${SCOPE}`,
      `cache hipflask:${SCOPE}:assets`,
      `database hipflask:${SCOPE}:state`,
    ]);
  });

  it("tells of a database that the worker holds, and does not wait for it for ever", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      let gone: boolean | undefined;
      const reset = resetSite(SCOPE, targets("onblocked")).then((value) => {
        gone = value;
      });
      await vi.waitFor(() => {
        vi.runAllTimers();
        expect(gone).toBe(false);
      });
      await reset;
    } finally {
      vi.useRealTimers();
    }
  });

  it("does not wait for ever for a worker that does not answer", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      const log: string[] = [];
      const reset = resetSite(SCOPE, targets("onsuccess", log, false));
      await vi.waitFor(() => expect(vi.getTimerCount()).toBe(1));
      expect(log).not.toContain(`cache hipflask:${SCOPE}:assets`);
      vi.runAllTimers();
      expect(await reset).toBe(true);
      expect(log).toContain(`cache hipflask:${SCOPE}:assets`);
    } finally {
      vi.useRealTimers();
    }
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
