import type { EmscriptenFs } from "./emscripten-fs";

/** The last of the streams that are always open (POSIX `unistd.h`). */
const STDERR_FILENO = 2;

/** Finds a file that the program has open, if there is one, and returns its path. */
export function openFile({ streams }: Pick<EmscriptenFs, "streams">): string | undefined {
  const open = streams.find((stream, number) => stream && number > STDERR_FILENO);
  return open ? (open.path ?? "a file") : undefined;
}
