// Bundles each page into one file in dist with its style and script inlined, so that it can still
// speak when nothing else can be fetched.
import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL(".", import.meta.url));
/** What the builder of a site fills in. */
const TITLE = "__HIPFLASK_TITLE__";
const HEAD = "__HIPFLASK_HEAD__";
const CONFIG = "__HIPFLASK_CONFIG__";
/** Where the policy goes that lets nothing run or load but what is the page's own; see `policyOf`. */
const POLICY = "__POLICY__";

// esbuild writes "</script" and "</style" in a form that an HTML parser does not take for the
// end of the element (platform "browser"), so that its output can be inlined as it is.
async function bundle(entryPoint) {
  const { outputFiles } = await build({
    absWorkingDir: folder,
    entryPoints: [entryPoint],
    bundle: true,
    write: false,
    format: "esm",
    platform: "browser",
    target: "es2022",
    minify: true,
    charset: "utf8",
    legalComments: "inline",
    logLevel: "warning",
  });
  return outputFiles[0].text.trim();
}

// The replacement is a function: in a replacement string "$&" and the like would be expanded.
function replaceOnce(html, reference, element) {
  if (html.split(reference).length !== 2) {
    throw new Error(`The page must hold exactly once: ${reference}`);
  }
  return html.replace(reference, () => element);
}

/** A Content-Security-Policy (CSP level 3) that names the page's one script and style by hash. */
function policyOf(script, style, further) {
  const hash = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const directives = ["default-src 'none'", "base-uri 'none'", ...further];
  return [...directives, `script-src ${hash(script)}`, `style-src ${hash(style)}`].join("; ");
}

async function page(name, { style: stylesheet, script: program, policy, placeholders }) {
  const [template, style, script] = await Promise.all([
    readFile(`${folder}src/${name}`, "utf8"),
    bundle(`src/${stylesheet}`),
    bundle(`src/${program}`),
  ]);
  const beside = (path) => path.split("/").at(-1);
  // Indentation is for the reader of the source; nothing in the page is preformatted.
  let html = template.replace(/\n\s+/g, "\n");
  html = replaceOnce(
    html,
    `<link rel="stylesheet" href="${beside(stylesheet)}">`,
    `<style>${style}</style>`,
  );
  html = replaceOnce(
    html,
    `<script type="module" src="${beside(program)}"></script>`,
    `<script type="module">${script}</script>`,
  );
  html = replaceOnce(html, POLICY, policyOf(script, style, policy));
  for (const placeholder of placeholders) {
    if (!html.includes(placeholder)) {
      throw new Error(`src/${name} must hold the placeholder ${placeholder}`);
    }
  }
  await writeFile(`${folder}dist/${beside(name)}`, html);
}

await mkdir(`${folder}dist`, { recursive: true });
await Promise.all([
  page("boot.html", {
    style: "boot.css",
    script: "main.ts",
    // It registers the worker, looks for it, listens to `run --browser`, and may be installed.
    policy: [
      "connect-src 'self'",
      "img-src 'self' data:",
      "manifest-src 'self'",
      "worker-src 'self'",
    ],
    placeholders: [TITLE, HEAD, CONFIG],
  }),
  page("tools/tools.html", {
    style: "tools/tools.css",
    script: "tools/main.ts",
    policy: ["img-src data:"],
    placeholders: [TITLE],
  }),
]);
