import type { EmscriptenFs, FsNode, FsStream, Operations } from "./emscripten-fs";

/** What becomes of files, told after each operation that has succeeded. */
export interface FileEvents {
  /** There is something at a path, nothing any more, or something else. */
  touched(path: string): void;
  /**
   * Bytes of a file have changed, or, where that are none, its mode or its time. Of zeros that are
   * there because something was written further on is not told.
   */
  changed(node: FsNode, from: number, to: number): void;
  /** A file or a folder has another path; whatever is below it is told of first. */
  renamed(): void;
}

/** Listens at the operations of the in-memory file system, for as long as it is there. */
export function listenToFiles(fs: EmscriptenFs, events: FileEvents): void {
  const probe = "/.hipflask-probe";
  fs.writeFile(probe, new Uint8Array());
  const file = fs.lookupPath(probe).node;
  fs.unlink(probe);

  const folders = fs.root.node_ops;
  for (const name of ["mknod", "symlink", "unlink", "rmdir"]) {
    around(folders, name, (parent: FsNode, child: string) => () => {
      events.touched(join(fs.getPath(parent), child));
    });
  }
  for (const operations of [folders, file.node_ops]) {
    around(operations, "setattr", (node: FsNode) => {
      const before = sizeOf(node);
      return () => {
        const size = sizeOf(node);
        events.changed(node, Math.min(before, size), Math.max(before, size));
      };
    });
  }
  listenToContents(file.stream_ops, events);
  around(folders, "rename", (node: FsNode, parent: FsNode, name: string) => {
    const from = fs.getPath(node);
    return () => {
      touchTree(fs, from, node, events); // another folder may take its place
      touchTree(fs, join(fs.getPath(parent), name), node, events);
      events.renamed();
    };
  });
}

function listenToContents(operations: Operations, events: FileEvents): void {
  type Write = [FsStream, Uint8Array, offset: number, length: number, at: number, owned?: boolean];
  around(operations, "write", (...[{ node }, , , length, at, owned]: Write) => {
    // What it may own takes the place of all that was there.
    const end = owned ? Math.max(sizeOf(node), length) : at + length;
    return () => events.changed(node, owned ? 0 : at, end);
  });
  type Sync = [FsStream, Uint8Array, at: number, length: number];
  around(operations, "msync", (...[{ node }, , at, length]: Sync) => {
    return () => events.changed(node, at, at + length);
  });
}

function touchTree(fs: EmscriptenFs, path: string, node: FsNode, events: FileEvents): void {
  events.touched(path);
  if (!fs.isDir(node.mode)) return;
  // MEMFS has moved the node already, but the look-up table follows only after this operation.
  const contents = (node as FsNode & { contents?: Record<string, FsNode> }).contents ?? {};
  for (const [name, child] of Object.entries(contents)) {
    touchTree(fs, join(path, name), child, events);
  }
}

/** In bytes; folders have none. */
function sizeOf(node: FsNode): number {
  return node.usedBytes ?? 0;
}

function join(folder: string, name: string): string {
  return folder === "/" ? `/${name}` : `${folder}/${name}`;
}

/** Calls a listener before an operation, and what it returns after that has succeeded. */
function around<A extends unknown[]>(
  operations: Operations,
  name: string,
  listener: (...args: A) => () => void,
): void {
  const original = operations[name] as ((...args: A) => unknown) | undefined;
  if (original === undefined) return;
  const wrapped = (...args: A): unknown => {
    const done = listener(...args);
    const result = original.apply(operations, args);
    done();
    return result;
  };
  operations[name] = wrapped;
}
