import { render } from "lit-html";
import type {
  Figures,
  Report,
  RouteRow,
  StateFile,
  ToolsAsk,
} from "../../../sw/src/tools/protocol";
import { element } from "../render";
import { ask } from "./ask";
import { initialState, type ToolsState, withReport } from "./tools-state";
import { type Actions, toolsView } from "./views";

const POLL_MILLISECONDS = 1000;

let state: ToolsState = initialState;

async function question<T>(what: ToolsAsk): Promise<T> {
  const worker = navigator.serviceWorker.controller;
  if (worker === null) {
    throw new Error("No worker answers this page: reload it, without the shift key.");
  }
  return ask<T>(worker, what);
}

function change(part: Partial<ToolsState>): void {
  state = { ...state, ...part };
  render(toolsView(state, actions), element("tools"));
}

/** Does something for the visitor; a failure is told in the page. */
async function attempt(work: () => Promise<Partial<ToolsState>>): Promise<void> {
  try {
    change(await work());
  } catch (error) {
    change({ note: error instanceof Error ? error.message : String(error) });
  }
}

async function loadFiles(): Promise<Partial<ToolsState>> {
  return { files: await question<StateFile[]>({ what: "files" }) };
}

function save(path: string, content: Uint8Array<ArrayBuffer>): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content]));
  link.download = path.slice(path.lastIndexOf("/") + 1);
  link.click();
  URL.revokeObjectURL(link.href);
}

const actions: Actions = {
  restart: () =>
    void attempt(async () => {
      change({ note: "Python is being started anew…" });
      await question({ what: "restart" });
      return { note: "Python was started anew." };
    }),
  clear: () => change({ requests: [], lines: [], note: "" }),
  loadRoutes: () =>
    void attempt(async () => ({ routes: await question<RouteRow[]>({ what: "routes" }) })),
  loadFiles: () => void attempt(loadFiles),
  loadFigures: () =>
    void attempt(async () => ({ figures: await question<Figures>({ what: "figures" }) })),
  exportState: () =>
    void attempt(async () => {
      change({ note: "The state is being packed…" });
      save("state.zip", await question<Uint8Array<ArrayBuffer>>({ what: "export" }));
      return { note: "" };
    }),
  importState: (file) =>
    void attempt(async () => {
      if (!confirm(`Replace all that the site has stored by what is in ${file.name}?`)) return {};
      change({ note: "The state is being replaced…" });
      const archive = new Uint8Array(await file.arrayBuffer());
      await question({ what: "import", archive });
      return { ...(await loadFiles()), note: "The state was replaced." };
    }),
  download: ({ path }) =>
    void attempt(async () => {
      const content = await question<Uint8Array<ArrayBuffer> | undefined>({ what: "file", path });
      if (content === undefined) return { ...(await loadFiles()), note: `${path} is gone.` };
      save(path, content);
      return { note: "" };
    }),
};

async function follow(): Promise<void> {
  if (document.visibilityState === "visible") {
    await attempt(async () => {
      const report = await question<Report>({ what: "report", since: state.mark });
      // Ids and marks of another worker mean nothing here: ask for all that it has.
      if (report.worker === state.worker || state.mark === 0) return withReport(state, report);
      return withReport(state, await question<Report>({ what: "report", since: 0 }));
    });
  }
  setTimeout(() => void follow(), POLL_MILLISECONDS);
}

change({});
void follow();
// The address that asks for the state leads to the files.
if (new URLSearchParams(location.search).get("hipflask") === "state") {
  const section = element("tools").querySelector<HTMLDetailsElement>("#files");
  if (section !== null) section.open = true;
  section?.scrollIntoView();
}
