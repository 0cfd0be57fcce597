import type { GatewayResponse } from "../python/interpreter";
import type { Field } from "./fields";

/** A page that comes back does so soon; of more streams than so many the oldest is forgotten. */
const REMEMBERED = 64;

/** What is read of the request for an event stream. */
type Asked = Pick<Request, "url" | "headers">;

/**
 * Remembers how far each client has read its event streams. Chromium (156) comes back after the
 * end of one with Last-Event-ID, but does not show that field to a service worker.
 */
export class LastEventIds {
  readonly #lastIds = new Map<string, string>();

  /** Adds to a request's fields the one that tells where a client goes on. */
  complete(client: string, request: Asked, fields: readonly Field[]): readonly Field[] {
    const lastId = isForEvents(request) ? this.#lastIds.get(keyOf(client, request)) : undefined;
    if (lastId === undefined || fields.some(([name]) => name === "last-event-id")) return fields;
    return [...fields, ["last-event-id", lastId]];
  }

  /** Reads along with a client, which forgets what it has read when it gives the stream up. */
  follow(client: string, request: Asked, answer: GatewayResponse): GatewayResponse {
    if (!isForEvents(request)) return answer;
    const key = keyOf(client, request);
    const ids = new IdReader((id) => this.#remember(key, id));
    const { body } = answer;
    if (body instanceof Uint8Array) {
      ids.read(body);
      return answer;
    }
    const next = async () => {
      const chunk = await body.next();
      if (chunk !== undefined) ids.read(chunk);
      return chunk;
    };
    const close = () => {
      this.#lastIds.delete(key);
      return body.close();
    };
    return { ...answer, body: { next, close } };
  }

  #remember(key: string, id: string): void {
    this.#lastIds.delete(key);
    this.#lastIds.set(key, id);
    const [oldest] = this.#lastIds.keys();
    if (this.#lastIds.size > REMEMBERED && oldest !== undefined) this.#lastIds.delete(oldest);
  }
}

/** Finds the ids in an event stream; one counts as soon as its event is complete (HTML §9.2.6). */
class IdReader {
  readonly #found: (id: string) => void;
  #line = "";
  #id: string | undefined;

  constructor(found: (id: string) => void) {
    this.#found = found;
  }

  read(chunk: Uint8Array): void {
    // One character a byte, as fields of requests are passed on.
    const text = this.#line + Array.from(chunk, (byte) => String.fromCharCode(byte)).join("");
    // A carriage return at the very end may be the half of a line's end.
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#line = lines.pop() ?? "";
    for (const line of lines) this.#take(line);
  }

  #take(line: string): void {
    const field = /^id(?:: ?(.*))?$/.exec(line);
    if (field !== null && !field[1]?.includes("\0")) this.#id = field[1] ?? "";
    if (line === "" && this.#id !== undefined) this.#found(this.#id);
  }
}

function isForEvents({ headers }: Asked): boolean {
  return headers.get("accept") === "text/event-stream";
}

function keyOf(client: string, { url }: Asked): string {
  return `${client} ${url}`;
}
