import type { LogLevel, OutputLine, OutputSource } from "./protocol";

/** So many lines are remembered. */
const MOST = 1000;

const PRINT: Readonly<Record<Exclude<OutputSource, "logging">, (line: string) => void>> = {
  stdout: (line) => console.log(line),
  stderr: (line) => console.warn(line),
  hipflask: (line) => console.info(`hipflask: ${line}`),
};

const LOG: Readonly<Record<LogLevel, (text: string) => void>> = {
  debug: (text) => console.debug(text),
  info: (text) => console.info(text),
  warning: (text) => console.warn(text),
  error: (text) => console.error(text),
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

  print(source: keyof typeof PRINT, text: string): void {
    PRINT[source](text);
    this.#remember({ source, text });
  }

  /** @param level - a number of Python's `logging` */
  log(level: number, text: string): void {
    const name = levelOf(level);
    LOG[name](text);
    this.#remember({ source: "logging", level: name, text });
  }

  since(mark: number): OutputLine[] {
    return this.#lines.filter((one) => one.mark > mark).map(({ line }) => line);
  }

  #remember(said: Pick<OutputLine, "source" | "level" | "text">): void {
    this.#count += 1;
    const line = { id: this.#count, at: Date.now(), ...said };
    this.#lines.push({ mark: this.#tick(), line });
    if (this.#lines.length > MOST) this.#lines.shift();
  }
}

function levelOf(number: number): LogLevel {
  if (number >= 40) return "error";
  if (number >= 30) return "warning";
  return number >= 20 ? "info" : "debug";
}
