import type {
  Figures,
  OutputLine,
  Report,
  RequestRecord,
  RouteRow,
  StateFile,
} from "../../../sw/src/tools/protocol";

/** So many of each are shown. */
export const MOST_SHOWN = 500;

/** A request with a name that no other has, whichever worker answered it. */
export interface NamedRequest {
  readonly key: string;
  readonly request: RequestRecord;
}

/** What the page shows. */
export interface ToolsState {
  readonly worker: string;
  readonly build: string;
  readonly isRunning: boolean;
  readonly mark: number;
  /** The latest last. */
  readonly requests: readonly NamedRequest[];
  readonly lines: readonly OutputLine[];
  readonly routes: readonly RouteRow[] | undefined;
  readonly files: readonly StateFile[] | undefined;
  readonly figures: Figures | undefined;
  /** What happens on the visitor's behalf, or has gone wrong, in words. */
  readonly note: string;
}

export const initialState: ToolsState = {
  worker: "",
  build: "",
  isRunning: false,
  mark: 0,
  requests: [],
  lines: [],
  routes: undefined,
  files: undefined,
  figures: undefined,
  note: "",
};

/** Takes a report over. What a former worker has told stays above. */
export function withReport(state: ToolsState, report: Report): ToolsState {
  const { worker, build, isRunning, mark } = report;
  // A request that has changed stays where it was.
  const requests = new Map(state.requests.map((named) => [named.key, named]));
  for (const request of report.requests) {
    const key = `${worker}/${request.id}`;
    requests.set(key, { key, request });
  }
  return {
    ...state,
    ...{ worker, build, isRunning, mark },
    requests: [...requests.values()].slice(-MOST_SHOWN),
    lines: [...state.lines, ...report.lines].slice(-MOST_SHOWN),
  };
}

/** Milliseconds from a request's arrival until its answer's header was there. */
export function duration({ milliseconds }: RequestRecord): number {
  return Object.values(milliseconds).reduce((sum, part) => sum + part, 0);
}
