// Cache Storage in memory, as far as the worker uses it. As in a browser, a response is read when
// it is put, and each match is a fresh one.

interface Entry {
  readonly content: ArrayBuffer;
  readonly headers: Headers;
}

class FakeCache {
  readonly #entries = new Map<string, Entry>();

  async match(request: RequestInfo | URL): Promise<Response | undefined> {
    const entry = this.#entries.get(urlOf(request));
    return entry && new Response(entry.content.slice(0), { headers: entry.headers });
  }

  async put(request: RequestInfo | URL, response: Response): Promise<void> {
    const entry = { content: await response.arrayBuffer(), headers: new Headers(response.headers) };
    this.#entries.set(urlOf(request), entry);
  }

  async delete(request: RequestInfo | URL): Promise<boolean> {
    return this.#entries.delete(urlOf(request));
  }

  async keys(request?: RequestInfo | URL): Promise<Request[]> {
    const urls = [...this.#entries.keys()];
    const wanted = request === undefined ? urls : urls.filter((url) => url === urlOf(request));
    return wanted.map((url) => new Request(url));
  }
}

export class FakeCacheStorage {
  readonly #caches = new Map<string, FakeCache>();

  async open(name: string): Promise<FakeCache> {
    const cache = this.#caches.get(name) ?? new FakeCache();
    this.#caches.set(name, cache);
    return cache;
  }
}

function urlOf(request: RequestInfo | URL): string {
  return new Request(request).url;
}
