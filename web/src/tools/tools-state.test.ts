import { expect, test } from "vitest";
import type { Report, RequestRecord } from "../../../sw/src/tools/protocol";
import { duration, initialState, MOST_SHOWN, withReport } from "./tools-state";

function request(id: number, part: Partial<RequestRecord> = {}): RequestRecord {
  return {
    ...{ id, at: 0, method: "GET", path: `/${id}`, destination: "" },
    milliseconds: { transport: 1, queue: 2, python: 3, persist: 4 },
    ...{ requestFields: [], responseFields: [], environ: [] },
    ...part,
  };
}

function report(part: Partial<Report>): Report {
  return { worker: "w1", build: "b", isRunning: true, requests: [], lines: [], mark: 1, ...part };
}

test("a request that has changed stays where it was", () => {
  const first = withReport(initialState, report({ requests: [request(1), request(2)] }));
  const second = withReport(first, report({ requests: [request(1, { status: 200 })], mark: 2 }));
  expect(second.requests.map((one) => [one.request.id, one.request.status])).toEqual([
    [1, 200],
    [2, undefined],
  ]);
  expect(second.mark).toBe(2);
});

test("what a former worker has told stays, and is not mistaken for another's", () => {
  const first = withReport(initialState, report({ requests: [request(1, { status: 200 })] }));
  const other = withReport(first, report({ worker: "w2", requests: [request(1)] }));
  expect(other.requests.map((one) => one.request.status)).toEqual([200, undefined]);
  expect(new Set(other.requests.map(({ key }) => key)).size).toBe(2);
});

test("the oldest are not shown any more", () => {
  const requests = Array.from({ length: MOST_SHOWN + 1 }, (_, index) => request(index));
  const { requests: shown } = withReport(initialState, report({ requests }));
  expect([shown.length, shown[0]?.request.id]).toEqual([MOST_SHOWN, 1]);
});

test("a request takes as long as its phases together", () => {
  expect(duration(request(1))).toBe(10);
});
