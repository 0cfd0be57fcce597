import { unzlibSync } from "fflate";

/** What the first part of an engine calls when it needs a function of the rest, for the first time. */
const ASK = "rest";
/** What the rest imports from the first part. */
const FIRST = "first";

/**
 * The part of an engine that most applications need nothing of until their first page is there. It takes
 * its place soon after that; or when one of its functions is called before, in the same call, so that it
 * must be at hand as soon as the first part runs. It stays packed until then, which no start waits for.
 */
export class EngineRest {
  /** Until it has taken its place; from then on it would only take room. */
  #file: Uint8Array<ArrayBuffer> | undefined;
  #imports: WebAssembly.Imports = {};
  #first: WebAssembly.Exports = {};

  /** If it is to take its place at once. */
  #module: WebAssembly.Module | undefined;

  /** Resolves when the first part may run. */
  readonly ready: Promise<void>;

  /**
   * @param file - the part, packed with zlib (RFC 1950); nothing if the engine is in one piece
   * @param isNeeded - whether functions of it will be called before there is a page
   */
  constructor(file: Promise<Uint8Array<ArrayBuffer>> | undefined, isNeeded: boolean) {
    this.ready = this.#receive(file, isNeeded);
    this.ready.catch(() => {}); // told to who needs it
  }

  async #receive(
    file: Promise<Uint8Array<ArrayBuffer>> | undefined,
    isNeeded: boolean,
  ): Promise<void> {
    this.#file = await file;
    if (this.#file && isNeeded) this.#module = await compile(this.#file);
  }

  /** Adds to the imports of a first part that is to be instantiated what it calls. */
  watch(imports: WebAssembly.Imports): void {
    this.#imports = imports;
    const { env } = imports;
    if (env !== undefined) env[ASK] = () => this.#linkNow();
  }

  /** Tells it of the first part. */
  begin({ exports }: WebAssembly.Instance): void {
    this.#first = exports;
    if (this.#module) this.#link(this.#module);
    this.#module = undefined;
  }

  /** Has it take its place, so that no request will have to wait for that. */
  async complete(): Promise<void> {
    if (this.#file) this.#link(await compile(this.#file));
  }

  #linkNow(): void {
    // Who was given a function of the first part's before goes on asking.
    if (this.#file) this.#link(new WebAssembly.Module(unzlibSync(this.#file)));
  }

  #link(rest: WebAssembly.Module): void {
    if (this.#file === undefined) return; // it was needed in the meantime
    const first = this.#first as WebAssembly.ModuleImports;
    new WebAssembly.Instance(rest, { ...this.#imports, [FIRST]: first });
    // Not before: a stub whose rest is neither there nor to be had would call itself for ever.
    this.#file = undefined;
  }
}

async function compile(file: Uint8Array<ArrayBuffer>): Promise<WebAssembly.Module> {
  const content = new Blob([file]).stream().pipeThrough(new DecompressionStream("deflate"));
  return WebAssembly.compile(await new Response(content).arrayBuffer());
}
