// The part of Emscripten's file system that this worker uses; its own types leave it out.

export interface FsNode {
  readonly id: number;
  readonly mode: number;
  /** The size of a file of MEMFS. */
  readonly usedBytes?: number;
}

export interface FsStream {
  readonly node: FsNode;
  readonly path?: string;
}

type Operation = (...args: never[]) => unknown;

/** Functions that all nodes of one kind share; MEMFS looks them up at each call. */
export type Operations = Record<string, Operation | undefined>;

export interface EmscriptenFs {
  /** What is open, by its file descriptor; 0, 1 and 2 always are. */
  readonly streams: readonly (FsStream | null | undefined)[];
  readonly root: FsNode & { readonly node_ops: Operations };
  /** Whether everything is allowed, whatever the modes of files and folders say. */
  ignorePermissions: boolean;
  getPath(node: FsNode): string;
  lookupPath(path: string): {
    readonly node: FsNode & { readonly node_ops: Operations; readonly stream_ops: Operations };
  };
  analyzePath(path: string): { readonly exists: boolean };
  lstat(path: string): { readonly mode: number; readonly mtime: Date; readonly size: number };
  isDir(mode: number): boolean;
  isFile(mode: number): boolean;
  isLink(mode: number): boolean;
  readdir(path: string): string[];
  readFile(path: string): Uint8Array<ArrayBuffer>;
  readlink(path: string): string;
  open(path: string, flags: string): FsStream;
  write(file: FsStream, content: Uint8Array, offset: number, length: number, at: number): number;
  read(file: FsStream, target: Uint8Array, offset: number, length: number, at: number): number;
  close(file: FsStream): void;
  truncate(path: string, length: number): void;
  writeFile(path: string, content: Uint8Array, options?: { canOwn: boolean }): void;
  mkdirTree(path: string): void;
  symlink(target: string, path: string): void;
  chmod(path: string, mode: number): void;
  utime(path: string, atime: number, mtime: number): void;
  unlink(path: string): void;
}
