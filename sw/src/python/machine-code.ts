import { nextTask } from "../next-task";

/** What an engine exports for this; `runtime_assets/engine/ballast.mjs` tells how it works. */
const BALLAST = "ballast";

/** V8 optimises a function once 13 million bytes of it have run; that one has 120,000. */
const CALLS = 200;
const CALLS_AT_A_TIME = 10;

/**
 * Has Chromium keep an engine's machine code as it is by now, so that no later start needs to find out
 * again what takes long. It does so only if the engine has come from the network in this very worker's
 * life; other browsers keep none.
 */
export async function keepMachineCode(engine: WebAssembly.Exports): Promise<void> {
  const ballast = engine[BALLAST];
  if (typeof ballast !== "function" || !("userAgentData" in navigator)) return;
  for (let call = 0; call < CALLS; call++) {
    ballast(0);
    if (call % CALLS_AT_A_TIME === 0) await nextTask();
  }
}
