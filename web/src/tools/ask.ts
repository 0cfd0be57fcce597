import type { ToolsAnswer, ToolsAsk } from "../../../sw/src/tools/protocol";

/** A worker may have to start Python first. */
const PATIENCE_MILLISECONDS = 60_000;

/**
 * Asks a worker, and returns what it answers.
 *
 * @throws Error in the words of the worker, or because it does not answer
 */
export function ask<T>(worker: Pick<ServiceWorker, "postMessage">, question: ToolsAsk): Promise<T> {
  return new Promise((resolve, reject) => {
    const { port1, port2 } = new MessageChannel();
    const timer = setTimeout(() => {
      port1.close();
      reject(new Error("The site's worker does not answer: close its other tabs and reload."));
    }, PATIENCE_MILLISECONDS);
    port1.onmessage = ({ data }: MessageEvent<ToolsAnswer>) => {
      clearTimeout(timer);
      port1.close();
      if ("failure" in data) reject(new Error(data.failure));
      else resolve(data.value as T);
    };
    worker.postMessage({ type: "hipflask:tools", ask: question }, [port2]);
  });
}
