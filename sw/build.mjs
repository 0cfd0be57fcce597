// Bundles the worker into dist/worker.js: one ES module without imports, because a service
// worker has no import() and each static import of its own would be one more request. What a page's
// threads do for it goes into dist/unpacker.js, for they would have to compile all else too. And what
// freezes Python for it, and applications for others, into dist/make-memory.mjs and
// dist/freeze-application.mjs, for Node.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const common = {
  absWorkingDir: fileURLToPath(new URL(".", import.meta.url)),
  bundle: true,
  format: "esm",
  charset: "utf8",
  legalComments: "inline",
  logLevel: "warning",
};

await Promise.all([
  build({
    ...common,
    entryPoints: { worker: "src/worker.ts", unpacker: "src/page-thread.ts" },
    outdir: "dist",
    platform: "browser",
    target: "es2022",
    minify: true,
  }),
  build({
    ...common,
    entryPoints: ["freeze-application", "make-memory", "profile-engine"].map(
      (program) => `src/build/${program}.ts`,
    ),
    outdir: "dist",
    outExtension: { ".js": ".mjs" },
    platform: "node",
    target: "node22",
  }),
]);
