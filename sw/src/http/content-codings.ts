/** What a browser may be able to unpack; TypeScript knows of the first two only. */
type Format = CompressionFormat | "brotli" | "zstd";

const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["deflate", "deflate"],
  ["br", "brotli"],
  ["zstd", "zstd"],
]);

/** Thrown for a coding that this browser gives scripts no means to undo. */
export class CodingError extends Error {}

/**
 * Undoes the codings of a Content-Encoding field (RFC 9110 §8.4), the last one first. Content with
 * a coding that nobody knows is left as it is, as browsers do.
 *
 * @throws CodingError.
 */
export function unpacked(content: Response, codings: string): ReadableStream | null {
  const names = codings.split(",").map((name) => name.trim().toLowerCase());
  const packed = names.filter((name) => name !== "identity" && name !== "");
  if (!packed.every((name) => FORMATS.has(name))) return content.body;
  return packed.reduceRight<ReadableStream | null>(
    (stream, name) => stream?.pipeThrough(unpacker(name)) ?? null,
    content.body,
  );
}

function unpacker(name: string): DecompressionStream {
  try {
    return new DecompressionStream(FORMATS.get(name) as CompressionFormat);
  } catch (cause) {
    throw new CodingError(`This browser cannot unpack the Content-Encoding ${name}.`, { cause });
  }
}
