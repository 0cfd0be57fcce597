import type { EmscriptenFs, FsNode } from "./emscripten-fs";
import {
  BLOCK_BYTES,
  BlockFile,
  blocksByFile,
  type FileBlock,
  type FileCut,
  joinBlocks,
  type Read,
} from "./file-blocks";
import { isBelow } from "./folder-watch";
import { listenToFiles } from "./memfs-events";

/**
 * A file, folder or symbolic link as it is kept; `content` is bytes, nothing, or the link's target.
 * The content of a large file is in blocks, under the number that its record has.
 */
export type FileRecord = {
  readonly path: string;
  readonly mode: number;
  /** Modification time in milliseconds since the epoch. */
  readonly mtime: number;
} & (
  | { readonly kind: "file"; readonly content: Uint8Array<ArrayBuffer> }
  | { readonly kind: "file"; readonly file: number; readonly size: number }
  | { readonly kind: "folder" }
  | { readonly kind: "link"; readonly content: string }
);

/** All that is kept. */
export interface KeptFiles {
  readonly records: readonly FileRecord[];
  readonly blocks: readonly FileBlock[];
}

export interface FileChanges {
  readonly saved: readonly FileRecord[];
  readonly blocks: readonly FileBlock[];
  /** Paths that are gone, with everything below them. */
  readonly removed: readonly string[];
  /** Blocks that are gone. */
  readonly cuts: readonly FileCut[];
}

export interface TrackerOptions {
  /** How much of a file is saved at least; smaller ones are saved whole. */
  readonly blockBytes?: number;
  /** Is told the path of whatever changes, anywhere. */
  readonly touched?: (path: string) => void;
}

/**
 * Learns what changes below some folders, by listening at the operations of the in-memory file
 * system. So the cost is that of what changed, and no clock or size can hide a change.
 */
export class FileChangeTracker {
  readonly #fs: EmscriptenFs;
  readonly #folders: readonly string[];
  readonly #blockBytes: number;
  readonly #heard: (path: string) => void;
  #touched = new Set<string>();
  /** Nodes whose path is in `#touched` already: a file is written in many small pieces. */
  #seen = new Set<FsNode>();
  /** Which of the files are kept in blocks, by the paths under which they are kept. */
  readonly #kept = new Map<string, BlockFile>();
  readonly #blockFiles = new WeakMap<FsNode, BlockFile>();
  #nextId = 1;
  #paused = false;

  constructor(fs: EmscriptenFs, folders: readonly string[], options: TrackerOptions = {}) {
    const { blockBytes = BLOCK_BYTES, touched = () => {} } = options;
    this.#fs = fs;
    this.#folders = folders;
    this.#blockBytes = blockBytes;
    this.#heard = touched;
    listenToFiles(fs, {
      touched: (path) => this.#touch(path),
      changed: (node, from, to) => {
        this.#blockFiles.get(node)?.change(from, to);
        this.#touchNode(node);
      },
      renamed: () => this.#seen.clear(), // nodes have other paths now
    });
  }

  /** Puts files back as they were kept, over what is there; that is not a change. */
  restore({ records, blocks }: KeptFiles): void {
    const ordered = [...records].sort((a, b) => (a.path < b.path ? -1 : 1));
    const byFile = blocksByFile(blocks);
    this.#paused = true;
    try {
      this.#unhindered(() => {
        for (const record of ordered) this.#put(record, byFile);
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
    const changes: Changes = { saved: [], blocks: [], removed: [], cuts: [] };
    const former = this.#forgetTouched();
    this.#unhindered(() => {
      for (const path of this.#touched) this.#takePath(path, former, changes);
    });
    // What has no path any more, or is small enough now to be kept whole.
    for (const file of former) takeBlocks(file, 0, () => new Uint8Array(), changes);
    this.#touched = new Set();
    this.#seen = new Set();
    return changes;
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

  #put(record: FileRecord, byFile: Map<number, FileBlock[]>): void {
    const fs = this.#fs;
    const { path } = record;
    fs.mkdirTree(path.slice(0, path.lastIndexOf("/")) || "/");
    const present = this.#stat(path);
    // Writing would follow a link.
    if (present !== undefined && !fs.isDir(present.mode)) fs.unlink(path);
    if (record.kind === "folder") fs.mkdirTree(path);
    else if (record.kind === "link") fs.symlink(record.content, path);
    else if ("content" in record) fs.writeFile(path, record.content, { canOwn: true });
    else {
      const { file, size } = record;
      const content = joinBlocks(byFile.get(file) ?? [], size, this.#blockBytes);
      fs.writeFile(path, content, { canOwn: true });
      this.#nextId = Math.max(this.#nextId, file + 1);
      this.#keep(path, new BlockFile(file, this.#blockBytes, size));
    }
  }

  #keep(path: string, file: BlockFile): void {
    this.#kept.set(path, file);
    this.#blockFiles.set(this.#fs.lookupPath(path).node, file);
  }

  /** Returns the files that were kept in blocks where something has changed. */
  #forgetTouched(): Set<BlockFile> {
    const former = new Set<BlockFile>();
    for (const path of this.#touched) {
      const file = this.#kept.get(path);
      if (file === undefined) continue;
      former.add(file);
      this.#kept.delete(path);
    }
    return former;
  }

  #takePath(path: string, former: Set<BlockFile>, changes: Changes): void {
    const fs = this.#fs;
    const stat = this.#stat(path);
    if (stat === undefined) {
      changes.removed.push(path);
      return;
    }
    const { mode, size } = stat;
    const common = { path, mode: mode & 0o7777, mtime: stat.mtime.getTime() };
    if (fs.isDir(mode)) changes.saved.push({ ...common, kind: "folder" });
    else if (fs.isLink(mode)) {
      changes.saved.push({ ...common, kind: "link", content: fs.readlink(path) });
    } else if (size <= this.#blockBytes) {
      changes.saved.push({ ...common, kind: "file", content: fs.readFile(path) });
    } else {
      const file = this.#blockFiles.get(fs.lookupPath(path).node) ?? this.#newBlockFile();
      former.delete(file);
      this.#keep(path, file);
      changes.saved.push({ ...common, kind: "file", file: file.id, size });
      reading(fs, path, (read) => takeBlocks(file, size, read, changes));
    }
  }

  #newBlockFile(): BlockFile {
    return new BlockFile(this.#nextId++, this.#blockBytes);
  }

  #stat(path: string): ReturnType<EmscriptenFs["lstat"]> | undefined {
    try {
      return this.#fs.lstat(path);
    } catch {
      return undefined;
    }
  }

  #touchNode(node: FsNode): void {
    if (this.#paused || this.#seen.has(node)) return;
    this.#seen.add(node);
    this.#touch(this.#fs.getPath(node));
  }

  #touch(path: string): void {
    if (this.#paused) return;
    this.#heard(path);
    if (isBelow(path, this.#folders)) this.#touched.add(path);
  }
}

/** Changes while they are gathered. */
type Changes = { readonly [K in keyof FileChanges]: FileChanges[K][number][] };

function takeBlocks(file: BlockFile, size: number, read: Read, changes: Changes): void {
  const { blocks, cuts } = file.take(size, read);
  changes.blocks.push(...blocks);
  changes.cuts.push(...cuts);
}

/** Lends a function that reads parts of a file. */
function reading(fs: EmscriptenFs, path: string, work: (read: Read) => void): void {
  const stream = fs.open(path, "r");
  try {
    work((at, length) => {
      const content = new Uint8Array(length);
      fs.read(stream, content, 0, length, at);
      return content;
    });
  } finally {
    fs.close(stream);
  }
}
