// Bundles the boot page into dist/boot.html: one file with its style and script inlined, so that
// the page can still speak when nothing else can be fetched.
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL(".", import.meta.url));
const placeholders = ["__HIPFLASK_TITLE__", "__HIPFLASK_HEAD__", "__HIPFLASK_CONFIG__"];

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
    throw new Error(`src/boot.html must hold exactly once: ${reference}`);
  }
  return html.replace(reference, () => element);
}

const [template, style, script] = await Promise.all([
  readFile(`${folder}src/boot.html`, "utf8"),
  bundle("src/boot.css"),
  bundle("src/main.ts"),
]);

// Indentation is for the reader of the source; nothing in the page is preformatted.
let html = template.replace(/\n\s+/g, "\n");
html = replaceOnce(html, '<link rel="stylesheet" href="boot.css">', `<style>${style}</style>`);
html = replaceOnce(
  html,
  '<script type="module" src="main.ts"></script>',
  `<script type="module">${script}</script>`,
);
for (const placeholder of placeholders) {
  if (!html.includes(placeholder)) {
    throw new Error(`src/boot.html must hold the placeholder ${placeholder}`);
  }
}

await mkdir(`${folder}dist`, { recursive: true });
await writeFile(`${folder}dist/boot.html`, html);
