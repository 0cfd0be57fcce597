import { XzReadableStream } from "xz-decompress";
import { HipflaskError } from "./errors";

/** How compressed files begin: RFC 1952 §2.3.1, and §2.1.1 of the format of .xz files. */
const GZIP = [0x1f, 0x8b] as const;
const XZ = [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00] as const;

const HINT =
  "Check the connection and try again. If it goes on, the site's owner should upload the export again, with all its files.";

type Chunks = ReadableStream<Uint8Array<ArrayBuffer>>;

/** What has come of an asset: the content, and the file that it may be packed in. */
export interface Download {
  readonly content: Uint8Array<ArrayBuffer>;
  /** Only if it is wanted. */
  readonly file: Blob | undefined;
}

export interface DownloadOptions extends RequestInit {
  /** Whether the file is wanted, too. */
  readonly withFile: boolean;
}

/**
 * Fetches a file, and unpacks it while it comes.
 *
 * @param sha256 - of the content, in hexadecimal
 * @param count - is told of bytes that have come; of negative ones where they were for nothing
 * @returns nothing if it is another file, or a damaged one
 * @throws HipflaskError - it can't be had
 */
export async function download(
  url: URL,
  sha256: string,
  options: DownloadOptions,
  count: (bytes: number) => void,
): Promise<Download | undefined> {
  let received = 0;
  const found = await receive(url, options, (bytes) => {
    received += bytes;
    count(bytes);
  });
  if (found && (await isIntact(found.content, sha256))) return found;
  count(-received);
  return undefined;
}

/**
 * Fetches a file that is not packed. It takes less memory than `download`, as nobody is told how much of it
 * has come.
 *
 * @param sha256 - of the file, in hexadecimal
 * @returns nothing if it is another file, or a damaged one
 * @throws HipflaskError - it can't be had
 */
export async function downloadAsIs(
  url: URL,
  sha256: string,
  init: RequestInit,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const response = await ask(url, init);
  let content: Uint8Array<ArrayBuffer>;
  try {
    content = new Uint8Array(await response.arrayBuffer());
  } catch (cause) {
    throw brokenOff(url, cause);
  }
  return (await isIntact(content, sha256)) ? content : undefined;
}

/** Does what `download` does, for who looks at the content himself. */
export async function receive(
  url: URL,
  { withFile, ...init }: DownloadOptions,
  count: (bytes: number) => void,
): Promise<Download | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  const take = (chunk: Uint8Array<ArrayBuffer>): void => {
    if (withFile) chunks.push(chunk);
    count(chunk.byteLength);
  };
  const content = await unpack(await open(url, init, take));
  return content && { content, file: withFile ? new Blob(chunks) : undefined };
}

/** @param sha256 - in hexadecimal */
export async function isIntact(content: Uint8Array<ArrayBuffer>, sha256: string): Promise<boolean> {
  return (await digest(content)) === sha256;
}

/** Unpacks a file that `download` has returned. */
export async function unpackAgain(file: Blob): Promise<Uint8Array<ArrayBuffer> | undefined> {
  return unpack(file.stream());
}

function lost(message: string, options?: ErrorOptions): HipflaskError {
  return new HipflaskError("asset-missing", message, HINT, options);
}

function brokenOff({ pathname }: URL, cause: unknown): HipflaskError {
  return lost(`The connection was lost while ${pathname} was on its way.`, { cause });
}

async function ask(url: URL, init: RequestInit): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(url, init);
  } catch (cause) {
    throw lost(`${url.pathname} could not be reached.`, { cause });
  }
  if (!response.ok) throw lost(`${url.pathname} could not be found (status ${response.status}).`);
  return response;
}

/** @param taken - is told each chunk as it comes */
async function open(
  url: URL,
  init: RequestInit,
  taken: (chunk: Uint8Array<ArrayBuffer>) => void,
): Promise<Chunks> {
  const reader = (await ask(url, init)).body?.getReader();
  return new ReadableStream({
    async pull(controller) {
      try {
        const part = await reader?.read();
        if (part === undefined || part.done) return controller.close();
        taken(part.value);
        controller.enqueue(part.value);
      } catch (cause) {
        throw brokenOff(url, cause);
      }
    },
    cancel: (reason) => reader?.cancel(reason),
  });
}

/**
 * Returns what is packed in a file, or the file itself if nothing is; undefined if it is damaged. By its
 * first bytes, not by the manifest: a host may have taken the compression for the transfer's.
 */
async function unpack(file: Chunks): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const [head, whole] = await peek(file, XZ.length);
  const is = (signature: readonly number[]) =>
    signature.every((byte, index) => head[index] === byte);
  try {
    if (is(GZIP)) return await bytesOf(whole.pipeThrough(new DecompressionStream("gzip")));
    return await bytesOf(is(XZ) ? new XzReadableStream(whole) : whole);
  } catch (error) {
    if (error instanceof HipflaskError) throw error;
    return undefined;
  }
}

/** Returns the first bytes of a stream, and the same stream as if nobody had looked. */
async function peek(stream: Chunks, bytes: number): Promise<[Uint8Array, Chunks]> {
  const reader = stream.getReader();
  const seen: Uint8Array<ArrayBuffer>[] = [];
  for (let length = 0; length < bytes; ) {
    const { value, done } = await reader.read();
    if (done) break;
    seen.push(value);
    length += value.byteLength;
  }
  const whole: Chunks = new ReadableStream({
    start(controller) {
      for (const chunk of seen) controller.enqueue(chunk);
    },
    async pull(controller) {
      const { value, done } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    cancel: (reason) => reader.cancel(reason),
  });
  return [new Uint8Array(seen.flatMap((chunk) => [...chunk.subarray(0, bytes)])), whole];
}

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function digest(content: Uint8Array<ArrayBuffer>): Promise<string> {
  const bytes = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
