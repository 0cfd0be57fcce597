import type { SiteManifest } from "./protocol";
import type { StaticPolicy } from "./python/interpreter";
import { isBelow } from "./state/folder-watch";

/** Whether a build's static files are given again without Python; who works at it wants it asked. */
export function keepsAnswers({ static_cache, live, debug, tools }: SiteManifest): boolean {
  return static_cache && !live && !debug && !tools;
}

/** Files that last may be others at each start, before anybody could tell. */
export function lastingPolicy(
  policy: StaticPolicy | undefined,
  persist: readonly string[],
): StaticPolicy | undefined {
  const { folders = [] } = policy ?? {};
  const isShared = (folder: string) =>
    isBelow(folder, persist) || persist.some((durable) => isBelow(durable, [folder]));
  return folders.some(isShared) ? undefined : policy;
}
