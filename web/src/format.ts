const UNITS = ["bytes", "kB", "MB", "GB"] as const;

function unitFor(bytes: number): { readonly size: number; readonly name: string } {
  let power = 0;
  // From 999.5 on, a figure without decimals would read "1000".
  while (power < UNITS.length - 1 && bytes >= 999.5 * 1000 ** power) power += 1;
  return { size: 1000 ** power, name: UNITS[power] ?? "bytes" };
}

function figure(bytes: number, unit: { readonly size: number }): string {
  const value = bytes / unit.size;
  return value.toFixed(unit.size >= 1e6 && value < 99.95 ? 1 : 0);
}

/** A number of bytes as people read it, in decimal units: 14100000 gives "14.1 MB". */
export function formatBytes(bytes: number): string {
  const unit = unitFor(bytes);
  return `${figure(bytes, unit)} ${unit.name}`;
}

/** A part of a total in the total's unit: "6.2 of 14.1 MB". */
export function formatPart(loaded: number, total: number): string {
  const unit = unitFor(total);
  return `${figure(Math.min(loaded, total), unit)} of ${figure(total, unit)} ${unit.name}`;
}

/** An error as technical detail: its name, message and stack, then those of its causes. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const line = `${error.name}: ${error.message}`;
  const stack = error.stack ?? "";
  const own = stack.includes(error.message) ? stack : `${line}\n${stack}`.trim();
  const cause = error.cause === undefined ? "" : `\nCaused by ${describeError(error.cause)}`;
  return (own || line) + cause;
}
