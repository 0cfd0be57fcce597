/** What the builder tells the boot page about its own site. */
export interface BootConfig {
  /** The build that this page belongs to; empty when the page does not know. */
  readonly build: string;
  readonly title: string;
  /** The assets' folder below the base, with a slash at its end. */
  readonly assets: string;
  /** The service worker's script below the base. */
  readonly worker: string;
}

const text = (value: unknown, otherwise: string): string =>
  typeof value === "string" && value !== "" ? value : otherwise;

/**
 * Reads the JSON that the builder puts into the page.
 *
 * @throws SyntaxError when the JSON is not JSON, such as a placeholder that was never filled.
 */
export function parseConfig(json: string): BootConfig {
  const value: unknown = JSON.parse(json);
  const given: Record<string, unknown> =
    typeof value === "object" && value !== null ? { ...value } : {};
  return {
    build: text(given["build"], ""),
    title: text(given["title"], "This site"),
    assets: text(given["assets"], "hipflask-assets/"),
    worker: text(given["worker"], "sw.js"),
  };
}
