import type { BootView, FailureView, ProgressView } from "./boot-view";

/** The page's own elements; the markup in boot.html has every one of these ids. */
export function element<T extends HTMLElement = HTMLElement>(id: string): T {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`The boot page has no element "${id}".`);
  return found as T;
}

/** Writes only what is new: a live region that is written again is read out again. */
function write(id: string, text: string): void {
  const target = element(id);
  if (target.textContent !== text) target.textContent = text;
}

/** Writes prose in which `backticks` mark what is typed or read as code. */
function writeProse(id: string, prose: string): void {
  const nodes = prose.split("`").map((part, index) => {
    if (index % 2 === 0) return document.createTextNode(part);
    const code = document.createElement("code");
    code.textContent = part;
    return code;
  });
  element(id).replaceChildren(...nodes);
}

function fillFlask(level: number): void {
  document.documentElement.style.setProperty("--level", String(level));
}

function renderProgress(view: ProgressView): void {
  write("lead", view.lead);
  write("label", view.label);
  write("bytes", view.bytes);
  write("note", view.note);
  element("again").hidden = view.note === "";
  element("work").hidden = false;

  const percent = Math.round(view.done * 100);
  element<HTMLProgressElement>("bar").value = percent;
  fillFlask(view.done);

  const items = view.steps.map((step) => {
    const item = document.createElement("li");
    item.textContent = step.label;
    item.className = step.place;
    if (step.place === "current") item.setAttribute("aria-current", "step");
    return item;
  });
  element("steps").replaceChildren(...items);
}

function renderFailure(view: FailureView): void {
  const section = element("failure");
  section.dataset["code"] = view.code;
  write("title", view.title);
  writeProse("message", view.message);
  writeProse("hint", view.hint);
  write("detail", view.detail);
  write("copied", "");
  write("retry", view.retry);
  const details = element<HTMLDetailsElement>("details");
  details.hidden = view.detail === "";
  details.open = view.detailOpen;
  element("reset").hidden = !view.canReset;
  fillFlask(0);
}

/** Brings the page to a view. */
export function render(view: BootView): void {
  const failed = view.kind === "failure";
  const wasFailed = !element("failure").hidden;
  if (failed) renderFailure(view);
  else renderProgress(view);
  element("progress").hidden = failed;
  element("failure").hidden = !failed;
  for (const other of ["reset-page", "reset-done"]) element(other).hidden = true;
  // The heading is where a screen reader goes on reading, now that all else has gone.
  if (failed && !wasFailed) element("title").focus({ preventScroll: true });
}
