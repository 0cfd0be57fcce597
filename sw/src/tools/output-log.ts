import type { OutputLine, OutputSource } from "./protocol";

/** So many lines are remembered. */
const MOST = 1000;

const PRINT: Readonly<Record<OutputSource, (line: string) => void>> = {
  stdout: (line) => console.log(line),
  stderr: (line) => console.warn(line),
  hipflask: (line) => console.info(`hipflask: ${line}`),
};

/** What Python and the worker have to say: on the console, and of late for the tools. */
export class OutputLog {
  readonly #tick: () => number;
  readonly #lines: { readonly mark: number; readonly line: OutputLine }[] = [];
  #count = 0;

  /** @param tick - counts up */
  constructor(tick: () => number) {
    this.#tick = tick;
  }

  print(source: OutputSource, text: string): void {
    PRINT[source](text);
    this.#count += 1;
    const line = { id: this.#count, at: Date.now(), source, text };
    this.#lines.push({ mark: this.#tick(), line });
    if (this.#lines.length > MOST) this.#lines.shift();
  }

  since(mark: number): OutputLine[] {
    return this.#lines.filter((one) => one.mark > mark).map(({ line }) => line);
  }
}
