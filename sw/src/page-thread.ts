/// <reference lib="webworker" />
import { startUnpacker } from "./unpacker";

declare const self: DedicatedWorkerGlobalScope;

startUnpacker(self);
