// What the last step of every build shares: compression, and moving a finished page to a sub-path.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

function files(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
}

/** Writes a file that never changes again also as .br and .gz, so that a static host never compresses by itself. */
function compressFile(file) {
  const bytes = readFileSync(file);
  const params = {
    [constants.BROTLI_PARAM_QUALITY]: 11,
    [constants.BROTLI_PARAM_LGWIN]: 22,
    [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
  };
  writeFileSync(`${file}.br`, brotliCompressSync(bytes, { params }));
  writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }));
}

/** Compresses each file of a page that was just made. */
export function compress(directory) {
  for (const file of files(directory)) {
    // Whoever hosts the page edits config.json: a compressed copy would go on serving the old one.
    if (file.endsWith("_headers") || file.endsWith("config.json")) continue;
    compressFile(file);
  }
}

/** Rewrites a page built for "/" so that it is served below `base`, such as "/sub/". Paths in _headers stay relative to it. */
export function rebase(directory, base) {
  if (!/^\/([\w.~-]+\/)*$/.test(base)) throw new Error(`--base must look like /sub/, not ${base}`);
  if (base === "/") return;
  const index = join(directory, "index.html");
  const html = readFileSync(index, "utf8");
  if (html.includes(`src="${base}boot.js"`)) return;
  writeFileSync(index, html.replace(/\b(href|src)="\/(?!\/)/g, `$1="${base}`));
  compressFile(index);
}
