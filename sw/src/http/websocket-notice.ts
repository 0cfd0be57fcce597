import type { GatewayResponse } from "../python/interpreter";
import type { Field } from "./fields";

const MENTION = /\bnew\s+(?:window\.|self\.|globalThis\.)?WebSocket\s*\(/;
const TYPES = /^(?:text\/html|(?:text|application)\/(?:x-)?javascript)\b/i;

const NOTICE =
  "hipflask: this site opens a WebSocket. One to the site's own origin cannot be opened: no service" +
  " worker sees it, and WSGI has none. Use fetch(), EventSource or long polling instead.";

/**
 * Tells, once, that a WebSocket to the site itself must fail. The browser only says that it did, and
 * asks no service worker; so what is served is looked through for one that is to be opened.
 */
export class WebSocketNotice {
  readonly #tell: (text: string) => void;
  #told = false;

  constructor(tell: (text: string) => void = (text) => console.warn(text)) {
    this.#tell = tell;
  }

  /** Looks at a page or script on its way to the browser. */
  inspect({ fields, body }: GatewayResponse): void {
    if (this.#told || !(body instanceof Uint8Array) || !TYPES.test(contentType(fields))) return;
    if (!MENTION.test(new TextDecoder().decode(body))) return;
    this.#told = true;
    this.#tell(NOTICE);
  }
}

function contentType(fields: readonly Field[]): string {
  return fields.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
}
