import type { GatewayResponse } from "../python/interpreter";
import type { Field } from "./fields";
import { type RequestContent, sizeOf } from "./request-content";
import { withoutFragment } from "./urls";

/** The part of a request that a redirect may repeat (RFC 9110 §15.4.8). */
export interface SentContent {
  readonly method: string;
  readonly contentType: string | null;
  readonly body: RequestContent;
}

interface Held extends SentContent {
  readonly client: string;
  /** With a fragment where only that redirect's next request has it. */
  readonly target: string;
  /** Which method the browser's next request has. */
  readonly expected: string;
  /** Milliseconds on the caller's clock. */
  readonly until: number;
}

/** A browser follows a redirect at once; a body that nobody came for is dropped. */
const HELD_MS = 10_000;

/**
 * Carries bodies over redirects that must keep them, where the browser fails to.
 *
 * WebKit (2.50) follows a worker's redirect with the right method and an empty body. Firefox
 * (153) ends the process of the worker and asks the static host instead when the body is
 * multipart/form-data; so it is sent on by a 303, and its GET is taken for what it stands for. A
 * fragment marks that GET where no page can see it, as another one of the same URL is its own.
 * Such redirects are common: a form that is sent to a URL without its final slash is answered 308.
 */
export class RedirectedBodies {
  readonly #multipartFails: boolean;
  #held: Held[] = [];
  #marks = 0;

  constructor(userAgent: string) {
    this.#multipartFails = /\bGecko\/\d/.test(userAgent); // the others say "like Gecko"
  }

  /**
   * Returns what a client's request to a URL, whose fragment counts, means: itself, unless a
   * redirect has led to it.
   */
  complete(client: string, url: string, sent: SentContent, now: number): SentContent {
    this.#held = this.#held.filter(({ until }) => until > now);
    const targets = [url, withoutFragment(new URL(url))];
    const held = this.#held.find(
      (one) =>
        one.client === client && targets.includes(one.target) && one.expected === sent.method,
    );
    if (held === undefined) return sent;
    this.#held = this.#held.filter((one) => one !== held);
    return sizeOf(sent.body) > 0 ? sent : held;
  }

  /**
   * Holds what a redirect is to repeat; returns the response by which this browser repeats it.
   * `navigates` is whether it leads to a page, whose address shows a fragment.
   */
  hold(
    client: string,
    url: string,
    sent: SentContent,
    answer: GatewayResponse,
    navigates: boolean,
    now: number,
  ): GatewayResponse {
    const target = keepsContent(answer.status, sent.method) ? targetOf(answer, url) : undefined;
    if (target === undefined || sizeOf(sent.body) === 0) return answer;
    const multipart = /^multipart\/form-data\b/i.test(sent.contentType ?? "");
    const asGet = this.#multipartFails && multipart;
    const expected = asGet ? "GET" : sent.method;
    const mark = asGet && !navigates ? `#hipflask-redirect-${++this.#marks}` : "";
    const marked = target + mark;
    this.#held.push({ ...sent, client, target: marked, expected, until: now + HELD_MS });
    if (!asGet) return answer;
    const fields = mark === "" ? answer.fields : withLocation(answer.fields, marked);
    return { ...answer, status: 303, reason: "See Other", fields };
  }
}

/** Whether a redirect repeats a request as it was, rather than as GET (Fetch §4.4). */
function keepsContent(status: number, method: string): boolean {
  if (status === 301 || status === 302) return method !== "POST";
  return status === 307 || status === 308;
}

/** Where a redirect leads, if it stays on this origin; another one gets its body or none. */
function targetOf({ fields }: GatewayResponse, url: string): string | undefined {
  const location = fields.find(([name]) => name.toLowerCase() === "location")?.[1];
  if (location === undefined || !URL.canParse(location, url)) return undefined;
  const target = new URL(location, url);
  return target.origin === new URL(url).origin ? withoutFragment(target) : undefined;
}

function withLocation(fields: readonly Field[], location: string): Field[] {
  const others = fields.filter(([name]) => name.toLowerCase() !== "location");
  return [...others, ["Location", location]];
}
