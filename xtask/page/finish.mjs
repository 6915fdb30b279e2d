// Trunk's post_build hook: turns what trunk compiled into what a static host serves.
//
// It guarantees that every file below assets/ is named by the hash of its final content (trunk takes its hash before
// wasm-opt), that index.html holds the integrity of each of them, and that nothing needs an inline script or style.

import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import esbuild from "esbuild";
import { sprite } from "./icons.mjs";
import { shortenImports } from "./imports.mjs";
import { compress } from "./publish.mjs";

const root = process.cwd();
const page = process.env.TRUNK_STAGING_DIR;
const release = process.env.TRUNK_PROFILE === "release";
// The oldest browsers that public/boot.js lets in.
const target = ["chrome123", "edge123", "firefox128", "safari17.5"];

const integrity = (bytes) => `sha384-${createHash("sha384").update(bytes).digest("base64")}`;

/** Writes assets/NAME-HASH.EXTENSION and returns its address and integrity. */
function asset(name, extension, content) {
  const bytes = Buffer.from(content);
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 16);
  const file = `assets/${name}-${hash}.${extension}`;
  writeFileSync(join(page, file), bytes);
  return { href: `/${file}`, integrity: integrity(bytes) };
}

async function minify(source, loader, to = target) {
  const { code } = await esbuild.transform(source, { loader, target: to, minify: release, legalComments: "none" });
  return code;
}

async function stylesheet() {
  const { outputFiles } = await esbuild.build({
    entryPoints: [join(root, "style/app.css")],
    bundle: true,
    minify: release,
    target,
    write: false,
    logLevel: "warning",
  });
  return asset("app", "css", outputFiles[0].contents);
}

/** The wasm of a binary, and the JavaScript that wasm-bindgen made for it. */
async function program(binary, name) {
  const [script, module] = [`${binary}.js`, `${binary}_bg.wasm`].map((file) => join(page, file));
  const made = { wasm: readFileSync(module), glue: readFileSync(script, "utf8") };
  const both = release ? shortenImports(made.wasm, made.glue) : made;
  const wasm = asset(name, "wasm", both.wasm);
  const file = wasm.href.slice("/assets/".length);
  const source = both.glue.replaceAll(`${binary}_bg.wasm`, file);
  const glue = asset(name, "js", await minify(source, "js"));
  rmSync(script);
  rmSync(module);
  return { name, glue, wasm };
}

function indexHtml(programs, css, icons) {
  const file = join(page, "index.html");
  // Which program runs is known to boot.js alone, so nothing is preloaded here. The relation is none that a browser
  // acts on; boot.js enforces the integrity.
  const part = (name, part, { href, integrity }) =>
    `<link rel="program" data-program="${name}" data-part="${part}" href="${href}" data-integrity="${integrity}">`;
  const parts = programs.flatMap(({ name, glue, wasm }) => [part(name, "glue", glue), part(name, "wasm", wasm)]);
  const html = readFileSync(file, "utf8")
    .replace(/<!--.*?-->\n?/gs, "")
    .replaceAll('"/icons.svg', `"${icons.href}`)
    .replace(/<link\b[^>]*rel="(?:modulepreload|preload)"[^>]*>\s*/g, "")
    .replace(
      /<link\b[^>]*rel="stylesheet"[^>]*>/,
      () => `<link rel="stylesheet" href="${css.href}" integrity="${css.integrity}" crossorigin="anonymous">`,
    )
    .replace("</head>", () => [...parts, "</head>"].join("\n"));
  writeFileSync(file, html);
}

mkdirSync(join(page, "assets"), { recursive: true });
cpSync(join(root, "public"), page, { recursive: true });
for (const script of ["boot.js", "theme.js"]) {
  const file = join(page, script);
  // Older browsers must be able to read these two, so that they can be told that they are too old.
  writeFileSync(file, await minify(readFileSync(file, "utf8"), "js", ["chrome89", "firefox89", "safari15"]));
}
const [css, ...programs] = await Promise.all([
  stylesheet(),
  program("sign-in", "sign-in"),
  program("astro-token-console", "console"),
]);
indexHtml(programs, css, asset("icons", "svg", sprite(root)));
if (release) compress(page);
