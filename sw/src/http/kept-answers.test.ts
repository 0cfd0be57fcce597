import { beforeEach, describe, expect, test, vi } from "vitest";
import type { RepeatableAnswer } from "../python/interpreter";
import { FakeCacheStorage } from "../testing/fake-caches";
import { BASE } from "../testing/fake-host";
import type { Field } from "./fields";
import { KeptAnswers } from "./kept-answers";

const URL_OF_FILE = `${BASE}static/a.css`;
const FIELDS: Field[] = [
  ["Content-Type", "text/css"],
  ["Content-Length", "7"],
  ["ETag", '"tag"'],
  ["Date", "Mon, 23 Nov 2026 05:00:00 GMT"],
];
const POLICY = { folders: ["/app/static"], session_cookie: "session" };

beforeEach(() => {
  vi.stubGlobal("caches", new FakeCacheStorage());
  return () => vi.unstubAllGlobals();
});

/** What a worker has, right after its start. */
function open(build = "b1", isAllowed = true): KeptAnswers {
  return new KeptAnswers(BASE, "hipflask:answers", build, isAllowed);
}

function answer(parts: Partial<RepeatableAnswer> = {}): RepeatableAnswer {
  const body = new TextEncoder().encode("body {}");
  return { status: 200, reason: "OK", fields: FIELDS, body, repeatable: "this", ...parts };
}

/** One with an application that has answered for the file. */
async function filled(cookies?: string): Promise<KeptAnswers> {
  const answers = open();
  await answers.begin(POLICY);
  answers.take(URL_OF_FILE, cookies, answer());
  await answers.saved();
  return answers;
}

function find(
  answers: KeptAnswers,
  { url = URL_OF_FILE, cookies, ...init }: RequestInit & { url?: string; cookies?: string } = {},
): Promise<Response | undefined> {
  return answers.find(new Request(url, init), async () => cookies);
}

describe("a kept answer", () => {
  test("is given again by a worker that has just started, as it was", async () => {
    await filled();
    const before = Math.floor(Date.now() / 1000) * 1000;
    const found = await find(open());
    expect(found?.status).toBe(200);
    expect(found?.statusText).toBe("OK");
    expect(await found?.text()).toBe("body {}");
    const { date, ...fields } = Object.fromEntries(found?.headers ?? []);
    expect(fields).toEqual({ "content-type": "text/css", "content-length": "7", etag: '"tag"' });
    expect(Date.parse(date ?? "")).toBeGreaterThanOrEqual(before);
  });

  test("is found however its path is written, and whatever the query", async () => {
    const answers = await filled();
    for (const url of [`${BASE}st%61tic/a.css`, `${URL_OF_FILE}?v=2`, `${URL_OF_FILE}#there`]) {
      expect(await find(answers, { url })).toBeDefined();
    }
    for (const url of [`${BASE}static/b.css`, `${BASE}static/a.css/`, `${BASE}static/%FF`]) {
      expect(await find(answers, { url })).toBeUndefined();
    }
  });

  test("has no content for HEAD", async () => {
    const found = await find(await filled(), { method: "HEAD" });
    expect(found?.status).toBe(200);
    expect(found?.headers.get("content-length")).toBe("7");
    expect(await found?.text()).toBe("");
  });

  test("is not sent to who has it", async () => {
    const found = await find(await filled(), { headers: { "If-None-Match": '"tag"' } });
    expect([found?.status, found?.statusText]).toEqual([304, "NOT MODIFIED"]);
    expect([...(found?.headers.keys() ?? [])]).toEqual(["date", "etag"]);
  });

  test.each([
    { method: "POST" },
    { method: "OPTIONS" },
    { headers: { Range: "bytes=0-1" } },
    { headers: { "If-Range": '"tag"' } },
    { headers: { "If-Match": '"tag"' } },
    { headers: { "If-Unmodified-Since": "Mon, 23 Nov 2026 05:00:00 GMT" } },
    { headers: { "If-None-Match": "*" } },
  ])("is left to the application for %j", async (init) => {
    expect(await find(await filled(), init as RequestInit)).toBeUndefined();
  });

  test("is left to the application for a navigation", async () => {
    const request = new Request(URL_OF_FILE);
    Object.defineProperty(request, "mode", { value: "navigate" });
    expect(await (await filled()).find(request, async () => undefined)).toBeUndefined();
  });

  test("is of one build", async () => {
    await filled();
    expect(await find(open("b2"))).toBeUndefined();
    await open("b1").prune();
    expect(await find(open("b1"))).toBeDefined();
    await open("b2").prune();
    expect(await find(open("b1"))).toBeUndefined();
  });

  test("is not given by a build that keeps none", async () => {
    await filled();
    const answers = open("b1", false);
    expect(await find(answers)).toBeUndefined();
    await answers.begin(POLICY);
    answers.take(URL_OF_FILE, undefined, answer());
    await answers.saved();
    expect(await find(answers)).toBeUndefined();
  });
});

describe("what is not kept", () => {
  const stream = { next: async () => undefined, close: async () => {} };

  test.each([{ repeatable: "others" as const }, { body: stream }])("%j", async (parts) => {
    const answers = open();
    await answers.begin(POLICY);
    answers.take(URL_OF_FILE, undefined, answer(parts));
    await answers.saved();
    expect(await find(answers)).toBeUndefined();
    expect(await find(open())).toBeUndefined();
  });
});

describe("the session's cookie", () => {
  const cookies = "a=1; session=one; b=2";

  test("must be one that an answer has left as it was", async () => {
    await filled(cookies);
    const answers = open();
    expect(await find(answers, { cookies: "session=one" })).toBeDefined();
    expect(await find(answers, { cookies: "session=two" })).toBeUndefined();
    expect(await find(answers, { cookies: "a=2" })).toBeDefined();
  });

  test("becomes known with an answer that is kept already", async () => {
    const answers = await filled();
    expect(await find(answers, { cookies })).toBeUndefined();
    answers.take(URL_OF_FILE, cookies, answer());
    await answers.saved();
    expect(await find(open(), { cookies })).toBeDefined();
  });

  test("is not written down", async () => {
    await filled("session=precious");
    const cache = await caches.open("hipflask:answers");
    for (const key of await cache.keys()) {
      expect(await (await cache.match(key))?.text()).not.toContain("precious");
    }
  });

  test("of another name has to become known anew", async () => {
    await filled("session=one; id=two");
    const answers = open();
    await answers.begin({ ...POLICY, session_cookie: "id" });
    expect(await find(answers, { cookies: "session=one" })).toBeDefined();
    expect(await find(answers, { cookies: "id=two" })).toBeUndefined();
  });
});

describe("the application answers all", () => {
  test("once a file has changed, until it starts anew", async () => {
    const answers = await filled();
    answers.drop();
    expect(await find(answers)).toBeUndefined();
    answers.take(URL_OF_FILE, undefined, answer());
    await answers.saved();
    expect(await find(answers)).toBeUndefined();
    expect(await find(open())).toBeUndefined();
    await answers.begin(POLICY);
    answers.take(URL_OF_FILE, undefined, answer());
    await answers.saved();
    expect(await find(answers)).toBeDefined();
  });

  test("if a file changes while an answer is being kept", async () => {
    const answers = open();
    await answers.begin(POLICY);
    answers.take(URL_OF_FILE, undefined, answer());
    answers.drop();
    await answers.saved();
    await answers.begin(POLICY);
    expect(await find(answers)).toBeUndefined();
    expect(await find(open())).toBeUndefined();
  });

  test("if a file changes while an answer is being looked for", async () => {
    const answers = await filled();
    const cache = await caches.open("hipflask:answers");
    const match = cache.match.bind(cache);
    cache.match = async (key) => {
      const kept = await match(key);
      answers.drop();
      return kept;
    };
    expect(await find(answers)).toBeUndefined();
  });

  test("if it says so when it starts", async () => {
    await filled();
    const answers = open();
    await answers.begin(undefined);
    expect(await find(answers)).toBeUndefined();
    await answers.saved();
    expect(await find(open())).toBeUndefined();
  });

  test("if it says so when it answers", async () => {
    const answers = await filled();
    answers.take(`${BASE}other`, undefined, answer({ repeatable: "nothing" }));
    expect(await find(answers)).toBeUndefined();
  });
});

test("what the browser has dropped is asked for again", async () => {
  const answers = await filled();
  vi.stubGlobal("caches", new FakeCacheStorage());
  expect(await find(answers)).toBeUndefined();
  answers.take(URL_OF_FILE, undefined, answer());
  await answers.saved();
  expect(await find(answers)).toBeDefined();
});

test("a cache that can't be read leaves all to the application", async () => {
  const broken = { open: () => Promise.reject(new Error("broken")) };
  vi.stubGlobal("caches", broken);
  const answers = await filled();
  expect(await find(answers)).toBeUndefined();
});
