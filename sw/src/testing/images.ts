import { takeImage } from "../python/memory-image";

/** The image of a small memory whose first byte is given. */
export function imageOf(byte: number): Uint8Array<ArrayBuffer> {
  const memory = new Uint8Array(8192);
  memory[0] = byte;
  return takeImage(memory, new Uint8Array(), { table: 0, zone: [], references: {} });
}
