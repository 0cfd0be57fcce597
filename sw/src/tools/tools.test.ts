import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { SiteManifest } from "../protocol";
import type { FileRecord } from "../state/file-changes";
import type { StateStore } from "../state/state-store";
import type { Report, ToolsAnswer, ToolsAsk } from "./protocol";
import { type Inspected, Tools } from "./tools";

const RECORDS: readonly FileRecord[] = [
  { path: "/i", mode: 0o777, mtime: 1, kind: "folder" },
  { path: "/i/small", mode: 0o666, mtime: 2, kind: "file", content: new Uint8Array(3) },
  { path: "/i/large", mode: 0o666, mtime: 3, kind: "file", file: 1, size: 70_000 },
];

let tools: Tools;
let site: { -readonly [K in keyof Inspected]: Inspected[K] };

beforeEach(() => {
  for (const method of ["debug", "log", "info", "warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation(() => {});
  }
  const store = {
    records: async () => [...RECORDS],
    content: async (path: string) => (path === "/i/small" ? new Uint8Array(3) : undefined),
  };
  site = {
    isRunning: true,
    store: async () => store as unknown as StateStore,
    routes: async () => [],
    figures: async () => {
      throw new Error("no estimate");
    },
    exportState: async () => new Uint8Array([1]),
    importState: vi.fn(async () => {}),
    restart: vi.fn(async () => {}),
  };
  tools = new Tools({ build: "b1" } as SiteManifest, site);
});

afterEach(() => vi.restoreAllMocks());

async function ask(question: ToolsAsk): Promise<ToolsAnswer> {
  const postMessage = vi.fn<(answer: ToolsAnswer) => void>();
  await tools.answer(question, { postMessage } as unknown as MessagePort);
  const [[answer] = []] = postMessage.mock.calls;
  if (answer === undefined) throw new Error("There was no answer.");
  return answer;
}

async function report(since: number): Promise<Report> {
  const answer = await ask({ what: "report", since });
  return (answer as { value: Report }).value;
}

test("a report has what is new since the last one", async () => {
  tools.output.print("stdout", "one");
  const first = await report(0);
  expect(first).toMatchObject({ build: "b1", isRunning: true, lines: [{ id: 1, text: "one" }] });
  expect((await report(first.mark)).lines).toEqual([]);
  tools.output.print("stderr", "two");
  expect((await report(first.mark)).lines).toMatchObject([{ id: 2, source: "stderr" }]);
});

test("a request is in the report again when it has been answered", async () => {
  const trace = tools.requests.begin(new Request("https://x.org/a?b=c", { headers: { Q: "1" } }));
  const first = await report(0);
  expect(first.requests).toMatchObject([
    { id: 1, method: "GET", path: "/a?b=c", requestFields: [["q", "1"]] },
  ]);
  expect(first.requests[0]?.status).toBeUndefined();
  trace.enter("python");
  trace.inspected({ waited: 0, environ: [["PATH_INFO", "/a"]] });
  trace.end(new Response("", { status: 404, headers: { A: "b" } }));
  const second = await report(first.mark);
  expect(second.requests).toMatchObject([
    {
      id: 1,
      status: 404,
      responseFields: [
        ["a", "b"],
        ["content-type", expect.any(String)],
      ],
    },
  ]);
  expect(second.requests[0]?.environ).toEqual([["PATH_INFO", "/a"]]);
  expect((await report(second.mark)).requests).toEqual([]);
});

test("time goes to the phase that it was spent in", async () => {
  let now = 0;
  vi.spyOn(performance, "now").mockImplementation(() => now);
  const trace = tools.requests.begin(new Request("https://x.org/"));
  for (const [phase, until] of [
    ["transport", 5],
    ["python", 7],
    ["persist", 37],
  ] as const) {
    now = until;
    if (phase === "persist") trace.inspected({ waited: 10, environ: [] });
    trace.enter(phase);
  }
  now = 40;
  trace.end(new Response());
  const [record] = (await report(0)).requests;
  expect(record?.milliseconds).toEqual({ queue: 15, transport: 2, python: 20, persist: 3 });
});

test("the oldest requests and lines are forgotten", async () => {
  for (let i = 0; i < 1100; i++) {
    tools.requests.begin(new Request("https://x.org/"));
    tools.output.print("stdout", "line");
  }
  const { requests, lines } = await report(0);
  expect([requests.length, requests[0]?.id]).toEqual([200, 901]);
  expect([lines.length, lines[0]?.id]).toEqual([1000, 101]);
});

test("what is printed is on the console too, in its kind", () => {
  tools.output.print("stdout", "out");
  tools.output.print("stderr", "err");
  tools.output.print("hipflask", "own");
  expect(vi.mocked(console.log)).toHaveBeenCalledWith("out");
  expect(vi.mocked(console.warn)).toHaveBeenCalledWith("err");
  expect(vi.mocked(console.info)).toHaveBeenCalledWith("hipflask: own");
});

test.each([
  [10, "debug", "debug"],
  [20, "info", "info"],
  [29, "info", "info"],
  [30, "warning", "warn"],
  [40, "error", "error"],
  [50, "error", "error"],
] as const)("what is logged at %i is on the console as %s", async (number, level, method) => {
  tools.output.log(number, "text");
  expect(vi.mocked(console[method])).toHaveBeenCalledWith("text");
  expect((await report(0)).lines).toMatchObject([{ source: "logging", level, text: "text" }]);
});

test("files are told as they are kept", async () => {
  expect(await ask({ what: "files" })).toEqual({
    value: [
      { path: "/i", kind: "folder", mtime: 1, size: 0 },
      { path: "/i/small", kind: "file", mtime: 2, size: 3 },
      { path: "/i/large", kind: "file", mtime: 3, size: 70_000 },
    ],
  });
  expect(await ask({ what: "file", path: "/i/small" })).toEqual({ value: new Uint8Array(3) });
  expect(await ask({ what: "file", path: "/i/none" })).toEqual({ value: undefined });
});

test("the state is exported and imported", async () => {
  expect(await ask({ what: "export" })).toEqual({ value: new Uint8Array([1]) });
  const archive = new Uint8Array([2]);
  expect(await ask({ what: "import", archive })).toEqual({ value: undefined });
  expect(site.importState).toHaveBeenCalledExactlyOnceWith(archive);
});

test("what fails is told", async () => {
  expect(await ask({ what: "figures" })).toEqual({ failure: "no estimate" });
  expect(await ask({ what: "restart" })).toEqual({ value: undefined });
  expect(site.restart).toHaveBeenCalledOnce();
});
