import { type PyodideAPI, SITE_PACKAGES } from "./pyodide-runtime";

/** Tells Python where to import from, and imports what every application needs. */
export function preload(pyodide: PyodideAPI, archives: Iterable<string>): void {
  const paths = JSON.stringify([...archives, SITE_PACKAGES]);
  pyodide.runPython(`import sys; sys.path.extend(${paths})`);
  pyodide.runPython("from hipflask.browser import bridge; bridge.preload()");
}
