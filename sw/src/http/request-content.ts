import type { EmscriptenFs } from "../state/emscripten-fs";

/** The content of a request: in memory, or if it is large wherever the browser keeps blobs. */
export type RequestContent = Uint8Array<ArrayBuffer> | Blob;

/** A content up to so many bytes is held in memory. */
export const IN_MEMORY_LIMIT = 1 << 20;
/** What is passed on to the browser at a time: many small blobs would be slow to read. */
const PIECE = 8 << 20;

export function sizeOf(content: RequestContent): number {
  return content instanceof Blob ? content.size : content.byteLength;
}

/** Reads the whole content of a request. */
export async function readContent(request: Request): Promise<RequestContent> {
  // Firefox has no `body`. Where there is one, a blob takes milliseconds longer to come by.
  if (request.body === undefined) return inMemory(await request.blob());
  if (request.body === null) return new Uint8Array();
  const pieces = new Pieces();
  const reader = request.body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return pieces.join();
    pieces.add(value);
  }
}

/** Copies a blob to a file bit by bit, for a program that cannot wait for it. */
export async function spool(blob: Blob, fs: EmscriptenFs, path: string): Promise<void> {
  const file = fs.open(path, "w");
  try {
    fs.truncate(path, blob.size); // room for all at once, rather than for more and more
    for (let offset = 0; offset < blob.size; offset += IN_MEMORY_LIMIT) {
      const piece = new Uint8Array(
        await blob.slice(offset, offset + IN_MEMORY_LIMIT).arrayBuffer(),
      );
      fs.write(file, piece, 0, piece.byteLength, offset);
    }
  } finally {
    fs.close(file);
  }
}

async function inMemory(blob: Blob): Promise<RequestContent> {
  return blob.size > IN_MEMORY_LIMIT ? blob : new Uint8Array(await blob.arrayBuffer());
}

/** Chunks of a content; those that would take much memory are given to the browser. */
class Pieces {
  #chunks: Uint8Array<ArrayBuffer>[] = [];
  #bytes = 0;
  readonly #blobs: Blob[] = [];

  add(chunk: Uint8Array<ArrayBuffer>): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.byteLength;
    if (this.#bytes >= PIECE) this.#handOver();
  }

  join(): RequestContent {
    if (this.#blobs.length === 0 && this.#bytes <= IN_MEMORY_LIMIT) return this.#concatenated();
    this.#handOver();
    return new Blob(this.#blobs);
  }

  #concatenated(): Uint8Array<ArrayBuffer> {
    const [first] = this.#chunks;
    if (first !== undefined && this.#chunks.length === 1) return first;
    const content = new Uint8Array(this.#bytes);
    let offset = 0;
    for (const chunk of this.#chunks) {
      content.set(chunk, offset);
      offset += chunk.byteLength;
    }
    return content;
  }

  #handOver(): void {
    this.#blobs.push(new Blob(this.#chunks));
    this.#chunks = [];
    this.#bytes = 0;
  }
}
