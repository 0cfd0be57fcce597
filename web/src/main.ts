import { boot, type Located, locate } from "./boot";
import { type BootConfig, parseConfig } from "./boot-config";
import { viewOf } from "./boot-view";
import { parseFailure } from "./failures";
import { pageBroken } from "./page-failures";
import { ReloadGuard } from "./reload-guard";
import { element, render } from "./render";
import { asksForReset } from "./reset-address";
import { beginAnew, reset, showResetPage } from "./reset-page";
import { Supervisor } from "./supervisor";

let config: BootConfig | null = null;
let base: string | null = null;
let guard: ReloadGuard | null = null;
/** Settles when the worker that has told a failure by this page is known, and can be asked again. */
let following: Promise<unknown> = Promise.resolve();

const supervisor = new Supervisor({
  show: (state) => render(viewOf(state)),
  open: () => {
    if (!guard?.allow(performance.timeOrigin + performance.now())) return false;
    // Not `replace`: with a fragment in the address that would load nothing.
    location.reload();
    return true;
  },
  reload: () => {
    guard?.clear();
    location.reload();
  },
});

const fail = (cause: unknown) =>
  supervisor.dispatch({ type: "failed", failure: pageBroken(cause) });

/** What a visitor can send to the people who run the site. */
function report(): string {
  const part = (id: string) => element(id).textContent;
  return [
    `${part("title")} (${element("failure").dataset["code"]})`,
    part("message"),
    part("detail"),
    `Address: ${location.href}`,
    `Build: ${config?.build ?? "unknown"}`,
    `Browser: ${navigator.userAgent}`,
  ].join("\n");
}

async function copyReport(): Promise<void> {
  try {
    await navigator.clipboard.writeText(report());
    element("copied").textContent = "Copied.";
  } catch {
    getSelection()?.selectAllChildren(element("detail"));
    element("copied").textContent = "Selected: copy it with the keyboard.";
  }
}

async function resetAndForget(): Promise<void> {
  if (base === null) return;
  supervisor.stop();
  await reset(base);
  guard?.clear();
}

function wire(): void {
  const dialog = element<HTMLDialogElement>("ask");
  const retry = async () => {
    await following.catch(() => {});
    guard?.clear();
    supervisor.dispatch({ type: "retry" });
  };
  const ask = (event: Event) => {
    if (base === null) return;
    // The address of the link works too, but a worker that hangs would have to answer it.
    event.preventDefault();
    dialog.showModal();
  };
  element("retry").addEventListener("click", () => void retry());
  element("again").addEventListener("click", () => void retry());
  element("copy").addEventListener("click", () => void copyReport());
  element("reset").addEventListener("click", ask);
  element("reset-begin").addEventListener("click", ask);
  element("anew").addEventListener("click", beginAnew);
  const alone = element<HTMLAnchorElement>("alone");
  alone.href = location.href;
  alone.hidden = window === top;
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "reset") resetAndForget().catch(fail);
  });
  addEventListener("error", (event) => fail(event.error ?? event.message));
  addEventListener("unhandledrejection", (event) => fail(event.reason));
}

/** Under `hipflask run --browser`: a failed site goes on by itself once it has been mended. */
function followBuilds(assets: string, build: string): void {
  const source = new EventSource(`${assets}live`);
  source.addEventListener("build", (event) => {
    if (event.data !== build) supervisor.renew();
  });
  addEventListener("pagehide", () => source.close());
}

function offerReset(found: Located): void {
  base = found.base;
  if (found.base === null) {
    supervisor.dispatch({ type: "failed", failure: found.failure });
  } else {
    supervisor.stop();
    showResetPage(found.base);
  }
}

async function main(): Promise<void> {
  wire();
  config = parseConfig(element("hipflask-config").textContent);
  if (asksForReset(location.href)) return offerReset(await locate(config));
  const told = parseFailure(document.getElementById("hipflask-failure")?.textContent);
  if (told) supervisor.dispatch({ type: "failed", failure: told });
  const booting = boot(config);
  if (told) following = booting;
  const booted = await booting;
  base = booted.base;
  if (booted.base !== null) {
    guard = new ReloadGuard(() => sessionStorage, booted.base, performance.timeOrigin);
    if (booted.live) followBuilds(booted.base + config.assets, config.build);
  }
  if ("registration" in booted) supervisor.follow(booted.registration, booted.script, told);
  else supervisor.dispatch({ type: "failed", failure: told ?? booted.failure });
}

main().catch(fail);
