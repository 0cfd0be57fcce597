import { expect, it } from "vitest";
import type { Asset, SiteManifest } from "../../sw/src/protocol";
import { type Helper, unpackBeside } from "./unpack-beside";

const BASE = "https://example.org/repo/";
const asset = (role: Asset["role"], path: string): Asset => ({ role, path, bytes: 1, sha256: "" });
const MEMORY = { ...asset("memory", "hipflask-assets/memory-0.bin.xz"), bytes: 2, packed: 1 };
const ENGINE = asset("wasm", "hipflask-assets/engine-0.wasm");
const ICON = asset("icon", "icon.png");
const WORKER = asset("worker", "hipflask-assets/worker-0.js");

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
  const helper = new FakeWorker();
  const manifest: Partial<SiteManifest> = { assets };
  const unpacking = unpackBeside(BASE, manifest, (script) => {
    scripts.push(script);
    return helper;
  });
  return { scripts, helper, unpacking };
}

it("has what is heavy unpacked by the site's own script, and leaves it to the service worker", async () => {
  const { scripts, helper, unpacking } = begin(ICON, WORKER, ENGINE, MEMORY);
  expect(scripts).toEqual([BASE + WORKER.path]);
  const assets = [MEMORY, ENGINE];
  expect(helper.message).toEqual({ type: "hipflask:unpack", base: BASE, assets });

  const service = new FakeWorker();
  unpacking?.offerTo(service);
  expect(service.message).toEqual({
    type: "hipflask:unpacking",
    paths: assets.map(({ path }) => path),
  });
  const arrived = new Promise((resolve) => {
    service.port.onmessage = ({ data }) => resolve(data);
  });
  helper.port.postMessage("unpacked");
  expect(await arrived).toBe("unpacked");
  service.port.close();
});

it("is stopped if nobody will need it", () => {
  const { helper, unpacking } = begin(WORKER, MEMORY);
  unpacking?.stop();
  expect(helper.isEnded).toBe(true);
});

it.each([
  [[]],
  [[WORKER, ICON]],
  [[MEMORY]],
])("does nothing for a site that has only %j", (assets) => {
  const { scripts, unpacking } = begin(...assets);
  expect([scripts, unpacking]).toEqual([[], undefined]);
});

it("does nothing where no thread is to be had", () => {
  const refuse = () => {
    throw new ReferenceError("Worker is not defined");
  };
  expect(unpackBeside(BASE, { assets: [WORKER, MEMORY] }, refuse)).toBeUndefined();
});
