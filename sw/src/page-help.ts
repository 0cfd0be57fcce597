import type { Help } from "./precache";
import type { UnpackerMessage, WantedMessage } from "./unpacker";

/** How long an offer may take, in milliseconds: pages make theirs as soon as they know the worker. */
const OFFER_MS = 1000;

/** After so many milliseconds without a word nobody is taken to be at work any more. */
const SILENCE_MS = 10_000;

/** What a page fetches and unpacks for this worker, in a thread of its own. */
export class PageHelp {
  readonly #offers: Offer[] = [];
  /** By the path of what is offered; nothing for what nobody offers in time. */
  readonly #offered = new Map<string, PromiseWithResolvers<Offer | undefined>>();

  /**
   * Takes an offer. What two pages offer is taken from the first.
   *
   * @param paths - of the assets that will come over the port; see `UnpackerMessage`
   */
  offer(paths: readonly string[], port: MessagePort): void {
    const offer = new Offer(paths, port);
    this.#offers.push(offer);
    for (const path of paths) this.#offerOf(path).resolve(offer);
  }

  /**
   * Takes an asset from the page that offers it.
   *
   * @param count - is told of bytes that have come
   * @returns nothing if there is no such page, or none any more
   */
  async take(path: string, count: (bytes: number) => void): Promise<Help | undefined> {
    const offered = this.#offerOf(path);
    const timer = setTimeout(() => offered.resolve(undefined), OFFER_MS);
    const offer = await offered.promise;
    clearTimeout(timer);
    return offer?.take(path, count);
  }

  /** Needs none any more, and forgets what nobody has taken. */
  end(): void {
    for (const offer of this.#offers.splice(0)) offer.end();
  }

  #offerOf(path: string): PromiseWithResolvers<Offer | undefined> {
    const offered = this.#offered.get(path) ?? Promise.withResolvers<Offer | undefined>();
    this.#offered.set(path, offered);
    return offered;
  }
}

/** One asset of an offer, which may come before anybody asks for it. */
class Delivery {
  readonly #arrival = Promise.withResolvers<Help | undefined>();
  #received = 0;
  #count: ((bytes: number) => void) | undefined;

  received(bytes: number): void {
    this.#received += bytes;
    this.#count?.(bytes);
  }

  /** @param help - nothing if it will not come */
  end(help: Help | undefined): void {
    this.#arrival.resolve(help);
  }

  take(count: (bytes: number) => void): Promise<Help | undefined> {
    if (this.#received > 0) count(this.#received);
    this.#count = count;
    return this.#arrival.promise;
  }
}

class Offer {
  /** By path. */
  readonly #deliveries: Map<string, Delivery>;
  readonly #port: MessagePort;
  /** Paths of what has not come yet. */
  readonly #expected: Set<string>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(paths: readonly string[], port: MessagePort) {
    this.#deliveries = new Map(paths.map((path) => [path, new Delivery()]));
    this.#expected = new Set(paths);
    this.#port = port;
    port.onmessage = ({ data }: MessageEvent<UnpackerMessage>) => this.#hear(data);
    this.#wait();
  }

  async take(path: string, count: (bytes: number) => void): Promise<Help | undefined> {
    const wanted: WantedMessage = { type: "wanted", path };
    this.#port.postMessage(wanted);
    return this.#deliveries.get(path)?.take(count);
  }

  end(): void {
    this.#close();
    this.#deliveries.clear();
  }

  #hear(message: UnpackerMessage): void {
    this.#wait();
    const { path } = message;
    const delivery = this.#deliveries.get(path);
    if (message.type === "received") {
      delivery?.received(message.bytes);
      return;
    }
    delivery?.end(helpOf(message));
    this.#expected.delete(path);
    if (this.#expected.size === 0) this.#close();
  }

  #wait(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#close(), SILENCE_MS);
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#port.close();
    for (const path of this.#expected) this.#deliveries.get(path)?.end(undefined);
  }
}

function helpOf(message: UnpackerMessage): Help | undefined {
  if (message.type === "kept") return "kept";
  return message.type === "unpacked" ? message : undefined;
}
