import type { Download } from "./download";
import type { UnpackerMessage } from "./unpacker";

/** How long an offer may take, in milliseconds: pages make theirs as soon as they know the worker. */
const OFFER_MS = 1000;

/** After so many milliseconds without a word nobody is taken to be at work any more. */
const SILENCE_MS = 10_000;

/** What a page unpacks for this worker, in a thread of its own. */
export class PageHelp {
  readonly #offers = new Map<string, PromiseWithResolvers<MessagePort | undefined>>();

  /** @param path - of the asset whose content will come over the port; see `UnpackerMessage` */
  offer(path: string, port: MessagePort): void {
    this.#offerOf(path).resolve(port);
  }

  /**
   * Takes an asset from the page that offers it.
   *
   * @param count - is told of bytes that have come
   * @returns nothing if there is no such page, or none any more
   */
  async take(path: string, count: (bytes: number) => void): Promise<Download | undefined> {
    const offer = this.#offerOf(path);
    const timer = setTimeout(() => offer.resolve(undefined), OFFER_MS);
    const port = await offer.promise;
    clearTimeout(timer);
    return port && received(port, count);
  }

  #offerOf(path: string): PromiseWithResolvers<MessagePort | undefined> {
    const offer = this.#offers.get(path) ?? Promise.withResolvers<MessagePort | undefined>();
    this.#offers.set(path, offer);
    return offer;
  }
}

function received(
  port: MessagePort,
  count: (bytes: number) => void,
): Promise<Download | undefined> {
  const { promise, resolve } = Promise.withResolvers<Download | undefined>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => resolve(undefined), SILENCE_MS);
  };
  port.onmessage = ({ data }: MessageEvent<UnpackerMessage>) => {
    wait();
    if (data.type === "received") count(data.bytes);
    else resolve(data.type === "unpacked" ? data : undefined);
  };
  wait();
  return promise.finally(() => {
    clearTimeout(timer);
    port.close();
  });
}
