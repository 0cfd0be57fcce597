/** Learns whether something below some folders changes; which they are may be told late. */
export class FolderWatch {
  /** Until the folders are known, all that was touched. */
  #touched: Set<string> | undefined = new Set();
  #changed: (path: string) => void = () => {};

  /** Takes the path of what has been written, made, moved or removed. */
  touched(path: string): void {
    if (this.#touched === undefined) this.#changed(path);
    else this.#touched.add(path);
  }

  /** Calls back at each change below folders; at once if there has been one already. */
  tell(folders: readonly string[], changed: () => void): void {
    this.#changed = (path) => {
      if (isBelow(path, folders)) changed();
    };
    const touched = this.#touched ?? [];
    this.#touched = undefined;
    for (const path of touched) this.#changed(path);
  }
}

/** Whether a path is one of some folders, or below one. */
export function isBelow(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}
