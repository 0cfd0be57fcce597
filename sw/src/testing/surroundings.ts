import type { Surroundings } from "../python/snapshot-content";

/** What a memory may have been frozen with: a standard library, by its content, and nothing else. */
export function surroundings(stdlib = ""): Surroundings {
  return {
    stdlib: Promise.resolve(new TextEncoder().encode(stdlib)),
    archives: Promise.resolve(new Map()),
  };
}
