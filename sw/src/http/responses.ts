import { nextTask } from "../next-task";
import type { GatewayResponse } from "../python/interpreter";
import type { GatewayStream } from "../python/python-calls";
import { CodingError, unpacked } from "./content-codings";
import type { Field } from "./fields";

const NULL_BODY_STATUSES: ReadonlySet<number> = new Set([204, 205, 304]);
/** How long a stream may keep the worker to itself. */
const TURN_MS = 8;
const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Thrown when an application answers with what no browser would take from a server. */
export class InvalidResponseError extends Error {}

/**
 * Makes the response for the page. Set-Cookie is left out: a page must not see it, and the jar has
 * taken it already. A stream that the page will not take is closed.
 */
export function toResponse(answer: GatewayResponse, url: URL): Response {
  try {
    const headers = toHeaders(answer, url);
    const init = { status: answer.status, statusText: answer.reason.trim(), headers };
    if (!NULL_BODY_STATUSES.has(answer.status)) {
      return makeResponse(toBody(answer.body, headers.get("content-encoding")), init);
    }
    const response = makeResponse(null, init);
    giveUp(answer.body);
    return response;
  } catch (error) {
    giveUp(answer.body);
    throw error;
  }
}

export function setCookieFields(fields: readonly Field[]): string[] {
  return fields.filter(([name]) => name.toLowerCase() === "set-cookie").map(([, value]) => value);
}

function makeResponse(body: BodyInit | null, init: ResponseInit & { status: number }): Response {
  if (init.status < 200 || init.status > 599) {
    throw new InvalidResponseError(`The application answered with the status ${init.status}.`);
  }
  try {
    return new Response(body, init);
  } catch (cause) {
    const message = `The application gave a reason that HTTP does not allow: ${init.statusText}`;
    throw new InvalidResponseError(message, { cause });
  }
}

function toHeaders({ status, fields }: GatewayResponse, url: URL): Headers {
  const headers = new Headers();
  for (const [name, value] of fields) {
    if (name.toLowerCase() === "set-cookie") continue;
    try {
      headers.append(name, value);
    } catch (cause) {
      const message = `The application sent a header that HTTP does not allow: ${name}: ${value}`;
      throw new InvalidResponseError(message, { cause });
    }
  }
  const location = headers.get("location");
  if (location !== null && REDIRECT_STATUSES.has(status)) {
    headers.set("location", absolute(location, url));
  }
  return headers;
}

/** A constructed response has no URL that a relative location could refer to. */
function absolute(location: string, url: URL): string {
  if (location === "") return location; // which leads nowhere
  // A field's characters are bytes, which the URL keeps, whatever they stand for.
  const escaped = location.replace(/[\x80-\xff]/g, escape);
  try {
    return new URL(escaped, url).href;
  } catch (cause) {
    const message = `The application redirects to what is no URL: ${location}`;
    throw new InvalidResponseError(message, { cause });
  }
}

/** Browsers unpack what comes over a network, but not what a worker makes. */
function toBody(body: GatewayResponse["body"], codings: string | null): BodyInit | null {
  const content = body instanceof Uint8Array ? body : readable(body);
  const nothing = body instanceof Uint8Array && body.byteLength === 0;
  if (codings === null || nothing) return content;
  try {
    return unpacked(new Response(content), codings);
  } catch (cause) {
    if (!(cause instanceof CodingError)) throw cause;
    throw new InvalidResponseError(cause.message, { cause });
  }
}

function giveUp(body: GatewayResponse["body"]): void {
  if (body instanceof Uint8Array) return;
  body.close().catch((error: unknown) => console.error("hipflask:", error));
}

/**
 * Pulls a chunk whenever the page has taken the one before it. WebKit takes all there are without
 * a pause, so that nobody else was answered until the end of a stream, which may never come.
 */
function readable(stream: GatewayStream): ReadableStream<Uint8Array> {
  let resumed = performance.now();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = await stream.next();
        if (chunk === undefined) return controller.close();
        controller.enqueue(chunk);
        if (performance.now() - resumed < TURN_MS) return;
        await nextTask();
        resumed = performance.now();
      },
      cancel: () => stream.close(),
    },
    { highWaterMark: 0 },
  );
}
