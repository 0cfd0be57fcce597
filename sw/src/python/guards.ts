import { Effects } from "./effects";
import { Lifeline } from "./lifeline";
import { MemoryWatch } from "./memory-watch";
import type { BootOptions } from "./pyodide-runtime";
import { Watchdog } from "./watchdog";

/** What looks after an interpreter. */
export class Guards {
  readonly watchdog = new Watchdog();
  readonly lifeline = new Lifeline();
  readonly effects: Effects;
  readonly memory = new MemoryWatch();

  /** @param isForOthers - see `Effects` */
  constructor(isForOthers = false) {
    this.effects = new Effects(isForOthers);
  }

  /** What has them see to the interpreter that is booted with it. */
  get options(): Pick<BootOptions, "interrupted" | "died" | "observers"> {
    return {
      interrupted: this.watchdog.poll,
      died: (cause) => void this.lifeline.endSoon(cause),
      observers: [this.effects, this.memory],
    };
  }
}
