import { html, nothing, svg, type TemplateResult } from "lit-html";
import { repeat } from "lit-html/directives/repeat.js";
import type { Fields, Phase, StateFile } from "../../../sw/src/tools/protocol";
import { formatBytes } from "../format";
import { duration, type NamedRequest, type ToolsState } from "./tools-state";

/** What the visitor can do. */
export interface Actions {
  restart(): void;
  clear(): void;
  loadRoutes(): void;
  loadFiles(): void;
  loadFigures(): void;
  download(file: StateFile): void;
  exportState(): void;
  importState(archive: File): void;
}

const PHASES: readonly (readonly [Phase, string])[] = [
  ["queue", "Queue"],
  ["transport", "Transport"],
  ["python", "Python"],
  ["persist", "Persist"],
];

const TIME = new Intl.DateTimeFormat(undefined, { timeStyle: "medium", hourCycle: "h23" });
const DATE = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/** The whole page. */
export function toolsView(state: ToolsState, actions: Actions): TemplateResult {
  return html`
    <p class="state"><span class=${state.isRunning ? "lamp on" : "lamp"}></span>
      ${state.isRunning ? "Python is running." : "Python is not running: the next request starts it."}
      ${state.build ? html`<span class="build">Build <code>${state.build}</code></span>` : nothing}</p>
    <p class="actions">
      <button type="button" @click=${actions.restart}>Restart Python</button>
      <button type="button" class="quiet" @click=${actions.clear}>Clear requests and log</button>
      <a class="button quiet danger" href="?hipflask=reset">Reset this site…</a>
    </p>
    <p role="status" class="note">${state.note}</p>
    ${requestsView(state)} ${logView(state)}
    ${lazy("Routes", actions.loadRoutes, routesView(state))}
    ${lazy("Files", actions.loadFiles, html`${stateView(actions)} ${filesView(state, actions)}`)}
    ${lazy("Snapshot and storage", actions.loadFigures, figuresView(state))}
  `;
}

function requestsView({ requests }: ToolsState): TemplateResult {
  const latestFirst = [...requests].reverse();
  return html`<section aria-labelledby="requests">
    <h2 id="requests">Requests</h2>
    ${
      requests.length === 0
        ? html`<p class="empty">None yet. Use the site in another tab, and they come up here.</p>`
        : html`<ol class="requests">${repeat(latestFirst, ({ key }) => key, requestView)}</ol>`
    }
  </section>`;
}

function requestView({ request }: NamedRequest): TemplateResult {
  const { status, method, path, at } = request;
  const kind = status === undefined ? "pending" : `s${Math.floor(status / 100)}`;
  return html`<li class="request"><details>
    <summary>
      <time datetime=${new Date(at).toISOString()}>${TIME.format(at)}</time>
      <b class="method mono">${method}</b>
      <span class="path mono">${path}</span>
      <span class="status ${kind}">${status ?? "…"}</span>
      <span class="duration">${status === undefined ? "" : `${duration(request).toFixed(0)} ms`}</span>
    </summary>
    ${phasesView(request.milliseconds)}
    ${fieldsView("Request", request.requestFields)}
    ${fieldsView("Response", request.responseFields)}
    ${fieldsView("Environ", request.environ)}
  </details></li>`;
}

function phasesView(milliseconds: Readonly<Record<Phase, number>>): TemplateResult {
  const total = Math.max(1e-6, ...[Object.values(milliseconds).reduce((a, b) => a + b, 0)]);
  let from = 0;
  const bars = PHASES.map(([phase]) => {
    const width = (100 * milliseconds[phase]) / total;
    const bar = svg`<rect class=${phase} x=${from} width=${width} height="4" />`;
    from += width;
    return bar;
  });
  return html`<svg class="bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">${bars}</svg>
    <dl class="phases">${PHASES.map(
      ([phase, name]) =>
        html`<div><dt class=${phase}>${name}</dt><dd>${milliseconds[phase].toFixed(1)} ms</dd></div>`,
    )}</dl>`;
}

function fieldsView(title: string, fields: Fields): TemplateResult | typeof nothing {
  if (fields.length === 0) return nothing;
  return html`<h3>${title}</h3>
    <dl class="fields mono">${fields.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`;
}

function logView({ lines }: ToolsState): TemplateResult {
  return html`<section aria-labelledby="log">
    <h2 id="log">Log</h2>
    ${
      lines.length === 0
        ? html`<p class="empty">Nothing was printed or logged yet.</p>`
        : html`<ol class="log mono" tabindex="0" aria-labelledby="log">${lines.map(
            ({ at, source, level, text }) => html`<li class=${level ?? source}>
              <time datetime=${new Date(at).toISOString()}>${TIME.format(at)}</time>
              <span class="source">${level ?? source}</span>
              <span class="text">${text}</span>
            </li>`,
          )}</ol>`
    }
  </section>`;
}

/** A section whose content is asked for when it is opened. */
function lazy(title: string, load: () => void, content: TemplateResult): TemplateResult {
  const opened = (event: Event) => {
    if ((event.currentTarget as HTMLDetailsElement).open) load();
  };
  return html`<details class="section" id=${title.split(" ", 1)[0]?.toLowerCase() ?? ""} @toggle=${opened}>
    <summary><h2>${title}</h2></summary>
    ${content}
  </details>`;
}

function routesView({ routes }: ToolsState): TemplateResult {
  if (routes === undefined) return html`<p class="empty">Asking the application…</p>`;
  if (routes.length === 0) {
    return html`<p class="empty">The application is no Flask application, and does not tell.</p>`;
  }
  return html`<div class="scroll" tabindex="0"><table>
    <thead><tr><th>Rule</th><th>Methods</th><th>Endpoint</th></tr></thead>
    <tbody>${routes.map(
      ({ rule, methods, endpoint }) =>
        html`<tr><td><code>${rule}</code></td><td>${methods.join(", ")}</td><td>${endpoint}</td></tr>`,
    )}</tbody>
  </table></div>`;
}

function stateView({ exportState, importState }: Actions): TemplateResult {
  const chosen = ({ currentTarget }: Event) => {
    const input = currentTarget as HTMLInputElement;
    const [archive] = input.files ?? [];
    if (archive !== undefined) importState(archive);
    input.value = "";
  };
  return html`<p>All of it as a zip: unpacked in the project's folder, it is the state of the
      application there. An import replaces what is here.</p>
    <p class="actions">
      <button type="button" class="quiet" @click=${exportState}>Export the state</button>
      <label class="button quiet">Import a state…
        <input type="file" accept=".zip" @change=${chosen}></label>
    </p>`;
}

function filesView({ files }: ToolsState, { download }: Actions): TemplateResult {
  if (files === undefined) return html`<p class="empty">Looking…</p>`;
  if (files.length === 0) return html`<p class="empty">The application has kept nothing.</p>`;
  return html`<div class="scroll" tabindex="0"><table>
    <thead><tr><th>Path</th><th class="number">Size</th><th>Changed</th><th></th></tr></thead>
    <tbody>${files.map(
      (file) => html`<tr>
        <td><code>${file.path}${file.kind === "folder" ? "/" : ""}</code></td>
        <td class="number">${file.kind === "file" ? formatBytes(file.size) : file.kind}</td>
        <td>${DATE.format(file.mtime)}</td>
        <td>${
          file.kind === "file"
            ? html`<button type="button" class="quiet small" @click=${() => download(file)}
                aria-label="Download ${file.path}">Download</button>`
            : nothing
        }</td>
      </tr>`,
    )}</tbody>
  </table></div>`;
}

const LASTING = "until you delete it: the browser has promised so";
const PASSING =
  "until the browser needs the room, or you stay away for long: export what you can't do without";

function figuresView({ figures }: ToolsState): TemplateResult {
  if (figures === undefined) return html`<p class="empty">Measuring…</p>`;
  const { snapshot, frozen, assets, memory, usage, quota, persisted } = figures;
  const rows: readonly (readonly [string, string | undefined])[] = [
    ["Snapshot", snapshot === undefined ? "none: each start boots Python" : formatBytes(snapshot)],
    ["What it holds", frozen],
    ["Assets", `${assets.count} files, ${formatBytes(assets.bytes)}`],
    ["Python's memory", memory === undefined ? undefined : formatBytes(memory)],
    [
      "Stored",
      usage === undefined || quota === undefined
        ? undefined
        : `${formatBytes(usage)} of the ${formatBytes(quota)} that the browser grants`,
    ],
    ["Kept", persisted === undefined ? undefined : persisted ? LASTING : PASSING],
  ];
  return html`<dl class="fields mono">${rows.map(([name, value]) =>
    value === undefined ? nothing : html`<dt>${name}</dt><dd>${value}</dd>`,
  )}</dl>`;
}
