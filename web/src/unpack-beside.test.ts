import { expect, it } from "vitest";
import type { Asset, SiteManifest } from "../../sw/src/protocol";
import { type Helper, unpackBeside } from "./unpack-beside";

const BASE = "https://example.org/repo/";
const asset = (role: Asset["role"], path: string): Asset => ({ role, path, bytes: 1, sha256: "" });
const STDLIB = { ...asset("stdlib", "hipflask-assets/stdlib-0.zip.xz"), packed: 1 };
const MEMORY = { ...asset("memory", "hipflask-assets/memory-0.bin.xz"), bytes: 2, packed: 1 };
const ENGINE = asset("wasm", "hipflask-assets/engine-0.wasm");
const ICON = asset("icon", "icon.png");
const SCRIPT = asset("unpacker", "hipflask-assets/unpacker-0.js");

/** A worker that notes what it is sent, and with which port. */
class FakeWorker implements Helper {
  message: unknown;
  port = new MessageChannel().port1;
  isEnded = false;

  postMessage(message: unknown, [port]: Transferable[] = []): void {
    this.message = message;
    this.port = port as MessagePort;
  }

  terminate(): void {
    this.isEnded = true;
  }
}

function begin(...assets: Asset[]) {
  const scripts: string[] = [];
  const helpers: FakeWorker[] = [];
  const manifest: Partial<SiteManifest> = { assets };
  const unpacking = unpackBeside(BASE, manifest, (script) => {
    scripts.push(script);
    const helper = new FakeWorker();
    helpers.push(helper);
    return helper;
  });
  return { scripts, helpers, unpacking };
}

const paths = (...assets: Asset[]) => assets.map(({ path }) => path);

it("has what is heavy unpacked by the site's own script, in threads that share it", () => {
  const { scripts, helpers } = begin(ICON, SCRIPT, ENGINE, STDLIB, MEMORY);
  expect(scripts).toEqual([BASE + SCRIPT.path, BASE + SCRIPT.path]);
  expect(helpers.map(({ message }) => message)).toEqual([
    { type: "hipflask:unpack", base: BASE, assets: [MEMORY] },
    { type: "hipflask:unpack", base: BASE, assets: [STDLIB, ENGINE] },
  ]);
});

it("leaves it to the service worker", async () => {
  const { helpers, unpacking } = begin(SCRIPT, STDLIB, MEMORY);
  const offers: { message: unknown; port: MessagePort }[] = [];
  unpacking?.offerTo({
    postMessage: (message, [port] = []) => offers.push({ message, port: port as MessagePort }),
  });
  expect(offers.map(({ message }) => message)).toEqual([
    { type: "hipflask:unpacking", paths: paths(MEMORY) },
    { type: "hipflask:unpacking", paths: paths(STDLIB) },
  ]);
  for (const [index, { port }] of offers.entries()) {
    const arrived = new Promise((resolve) => {
      port.onmessage = ({ data }) => resolve(data);
    });
    helpers[index]?.port.postMessage(`unpacked by ${index}`);
    expect(await arrived).toBe(`unpacked by ${index}`);
    port.close();
  }
});

it("has no more threads than there is to share", () => {
  expect(begin(SCRIPT, MEMORY).helpers).toHaveLength(1);
});

it("is stopped if nobody will need it", () => {
  const { helpers, unpacking } = begin(SCRIPT, STDLIB, MEMORY);
  unpacking?.stop();
  expect(helpers.map(({ isEnded }) => isEnded)).toEqual([true, true]);
});

it.each([
  [[]],
  [[SCRIPT, ICON]],
  [[MEMORY]],
])("does nothing for a site that has only %j", (assets) => {
  const { scripts, unpacking } = begin(...assets);
  expect([scripts, unpacking]).toEqual([[], undefined]);
});

it("does nothing where no thread is to be had", () => {
  const refuse = () => {
    throw new ReferenceError("Worker is not defined");
  };
  expect(unpackBeside(BASE, { assets: [SCRIPT, MEMORY] }, refuse)).toBeUndefined();
});
