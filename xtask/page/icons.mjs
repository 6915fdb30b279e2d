// The icon sprite: one <symbol id="i-NAME"> for each line of style/icons.txt, in that order.
// A line is `name` (an icon of lucide-static), or `name lucide-name`; style/icons/NAME.svg, where it exists, wins.

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

// Attributes that say how the drawing is painted; size and class belong to whoever uses the symbol.
const KEPT = ["viewBox", "fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"];

function symbol(root, line) {
  const [name, source = name] = line.split(/\s+/);
  const own = join(root, "style/icons", `${name}.svg`);
  const file = existsSync(own) ? own : join(root, "node_modules/lucide-static/icons", `${source}.svg`);
  if (!existsSync(file)) throw new Error(`style/icons.txt: there is no icon "${source}"`);
  const svg = readFileSync(file, "utf8").replace(/<!--.*?-->/gs, "");
  const [, attributes, body] = svg.match(/<svg\b([^>]*)>(.*)<\/svg>/s);
  const kept = KEPT.flatMap((attribute) => {
    const value = attributes.match(new RegExp(`\\s${attribute}="([^"]*)"`));
    return value ? [`${attribute}="${value[1]}"`] : [];
  });
  const drawing = body.trim().replace(/\s*\n\s*/g, "").replace(/\s+\/>/g, "/>");
  return `<symbol id="i-${name}" ${kept.join(" ")}>${drawing}</symbol>`;
}

/** The sprite as text. */
export function sprite(root) {
  const names = readFileSync(join(root, "style/icons.txt"), "utf8")
    .split("\n")
    .map((line) => line.replace(/#.*/, "").trim())
    .filter(Boolean);
  const { version } = JSON.parse(readFileSync(join(root, "node_modules/lucide-static/package.json"), "utf8"));
  const notice = `<!-- Icons: lucide-static ${version}, Copyright (c) Lucide Icons and Contributors, ISC License -->`;
  return `${notice}\n<svg xmlns="http://www.w3.org/2000/svg">\n${names.map((line) => symbol(root, line)).join("\n")}\n</svg>\n`;
}
