// axe-core on the page as it stands, in both themes. It runs through evaluate: the policy forbids a script tag.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import type { Page } from "@playwright/test";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** `target-size` runs only when `wcag22aa` is among them. */
const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

/** Every violation in light and dark, as readable lines; to be empty. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(source);
    const { violations } = await page.evaluate(
      (values) => axe.run({ runOnly: { type: "tag", values }, resultTypes: ["violations"] }),
      TAGS,
    );
    for (const { id, help, nodes } of violations) {
      for (const node of nodes) found.push(`${colorScheme}: ${id} (${help}): ${node.target.join(" ")}: ${node.failureSummary}`);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  return found;
}
