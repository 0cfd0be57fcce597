import type { EmscriptenFs, FsNode, FsStream, Operations } from "./emscripten-fs";

/** A file, folder or symbolic link as it is kept; `content` is bytes, nothing, or the link's target. */
export type FileRecord = {
  readonly path: string;
  readonly mode: number;
  /** Modification time in milliseconds since the epoch. */
  readonly mtime: number;
} & (
  | { readonly kind: "file"; readonly content: Uint8Array<ArrayBuffer> }
  | { readonly kind: "folder" }
  | { readonly kind: "link"; readonly content: string }
);

export interface FileChanges {
  readonly saved: readonly FileRecord[];
  /** Paths that are gone, with everything below them. */
  readonly removed: readonly string[];
}

/**
 * Learns which files below some folders change, by listening at the operations of the in-memory
 * file system. So the cost is that of what changed, and no clock or size can hide a change.
 */
export class FileChangeTracker {
  readonly #fs: EmscriptenFs;
  readonly #folders: readonly string[];
  #touched = new Set<string>();
  /** Nodes whose path is in `#touched` already: a file is written in many small pieces. */
  #seen = new Set<FsNode>();
  #paused = false;

  constructor(fs: EmscriptenFs, folders: readonly string[]) {
    this.#fs = fs;
    this.#folders = folders;
    this.#listen();
  }

  /** Puts files back as they were kept, over what is there; that is not a change. */
  restore(records: readonly FileRecord[]): void {
    const ordered = [...records].sort((a, b) => (a.path < b.path ? -1 : 1));
    this.#paused = true;
    try {
      this.#unhindered(() => {
        for (const record of ordered) this.#put(record);
        // Only now, since what comes into a folder changes its time.
        for (const { kind, path, mode, mtime } of ordered) {
          if (kind === "link") continue;
          this.#fs.chmod(path, mode);
          this.#fs.utime(path, mtime, mtime);
        }
      });
    } finally {
      this.#paused = false;
    }
  }

  /** Returns what changed since the last call, with the present content; nothing if nothing did. */
  take(): FileChanges | undefined {
    if (this.#touched.size === 0) return undefined;
    const saved: FileRecord[] = [];
    const removed: string[] = [];
    this.#unhindered(() => {
      for (const path of this.#touched) {
        const record = this.#read(path);
        if (record === undefined) removed.push(path);
        else saved.push(record);
      }
    });
    this.#touched = new Set();
    this.#seen = new Set();
    return { saved, removed };
  }

  /** Modes bind the application. A file that it must not read is not gone. */
  #unhindered(work: () => void): void {
    const fs = this.#fs;
    const former = fs.ignorePermissions;
    fs.ignorePermissions = true;
    try {
      work();
    } finally {
      fs.ignorePermissions = former;
    }
  }

  #put(record: FileRecord): void {
    const fs = this.#fs;
    const { path } = record;
    fs.mkdirTree(path.slice(0, path.lastIndexOf("/")) || "/");
    const present = this.#stat(path);
    // Writing would follow a link.
    if (present !== undefined && !fs.isDir(present.mode)) fs.unlink(path);
    if (record.kind === "folder") fs.mkdirTree(path);
    else if (record.kind === "link") fs.symlink(record.content, path);
    else fs.writeFile(path, record.content);
  }

  #read(path: string): FileRecord | undefined {
    const fs = this.#fs;
    const stat = this.#stat(path);
    if (stat === undefined) return undefined;
    const common = { path, mode: stat.mode & 0o7777, mtime: stat.mtime.getTime() };
    if (fs.isDir(stat.mode)) return { ...common, kind: "folder" };
    if (fs.isLink(stat.mode)) return { ...common, kind: "link", content: fs.readlink(path) };
    return { ...common, kind: "file", content: fs.readFile(path) };
  }

  #stat(path: string): ReturnType<EmscriptenFs["lstat"]> | undefined {
    try {
      return this.#fs.lstat(path);
    } catch {
      return undefined;
    }
  }

  #listen(): void {
    const { root } = this.#fs;
    const probe = "/.hipflask-probe";
    this.#fs.writeFile(probe, new Uint8Array());
    const file = this.#fs.lookupPath(probe).node;
    this.#fs.unlink(probe);

    const child = (parent: FsNode, name: string) =>
      this.#touch(join(this.#fs.getPath(parent), name));
    after(root.node_ops, ["mknod", "symlink", "unlink", "rmdir"], child);
    after(root.node_ops, ["setattr"], (node: FsNode) => this.#touchNode(node));
    after(file.node_ops, ["setattr"], (node: FsNode) => this.#touchNode(node));
    after(file.stream_ops, ["write", "msync", "allocate"], (stream: FsStream) =>
      this.#touchNode(stream.node),
    );
    this.#listenToRenames(root.node_ops);
  }

  #listenToRenames(operations: Operations): void {
    type Rename = (node: FsNode, parent: FsNode, name: string) => unknown;
    const original = operations["rename"] as Rename | undefined;
    if (original === undefined) return;
    const rename: Rename = (node, parent, name) => {
      const from = this.#fs.getPath(node);
      const result = original.call(operations, node, parent, name);
      this.#seen.clear(); // nodes have other paths now
      this.#touchTree(from, node); // another folder may take its place
      this.#touchTree(join(this.#fs.getPath(parent), name), node);
      return result;
    };
    operations["rename"] = rename;
  }

  #touchTree(path: string, node: FsNode): void {
    this.#touch(path);
    if (!this.#fs.isDir(node.mode)) return;
    // MEMFS has moved the node already, but the look-up table follows only after this operation.
    const contents = (node as FsNode & { contents?: Record<string, FsNode> }).contents ?? {};
    for (const [name, child] of Object.entries(contents)) this.#touchTree(join(path, name), child);
  }

  #touchNode(node: FsNode): void {
    if (this.#paused || this.#seen.has(node)) return;
    this.#seen.add(node);
    this.#touch(this.#fs.getPath(node));
  }

  #touch(path: string): void {
    if (this.#paused) return;
    if (this.#folders.some((folder) => path === folder || path.startsWith(`${folder}/`))) {
      this.#touched.add(path);
    }
  }
}

function join(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}

/** Calls a listener after each of the named operations has succeeded, with its arguments. */
function after<A extends unknown[]>(
  operations: Operations,
  names: readonly string[],
  listener: (...args: A) => void,
): void {
  for (const name of names) {
    const original = operations[name] as ((...args: A) => unknown) | undefined;
    if (original === undefined) continue;
    const wrapped = (...args: A): unknown => {
      const result = original.apply(operations, args);
      listener(...args);
      return result;
    };
    operations[name] = wrapped;
  }
}
