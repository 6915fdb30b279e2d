// axe-core on the page as it stands, wide and narrow, in both themes. It runs through evaluate: the policy forbids a
// script tag.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults, RunOptions } from "axe-core";
import { type Page, test } from "@playwright/test";

const source = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
type Rules = NonNullable<RunOptions["runOnly"]>;
/** `target-size` runs only when `wcag22aa` is among them. */
const EVERYTHING: Rules = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] };
/** All that a theme changes. */
const COLOURS: Rules = { type: "rule", values: ["color-contrast", "link-in-text-block"] };
/** WCAG 1.4.10 asks for 320 CSS pixels of reflow at least; 390 is what telephones have. */
const NARROW = { width: 390, height: 844 };

declare const axe: { run(options: RunOptions): Promise<AxeResults> };

/** Every violation in light and dark, at the size of the window and on a narrow screen, as readable lines; to be empty. */
export async function accessibilityViolations(page: Page): Promise<string[]> {
  const found: string[] = [];
  // A full page of rows takes seconds, four times.
  test.setTimeout(test.info().timeout + 30_000);
  const wide = page.viewportSize()!;
  for (const size of [wide, NARROW]) {
    await page.setViewportSize(size);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const violations = await violationsNow(page, colorScheme === "light" ? EVERYTHING : COLOURS);
      found.push(...violations.map((violation) => `${size.width} px, ${colorScheme}: ${violation}`));
    }
    if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) found.push(`${size.width} px: the page scrolls sideways (WCAG 1.4.10)`);
  }
  await page.emulateMedia({ colorScheme: null });
  await page.setViewportSize(wide);
  return found;
}

async function violationsNow(page: Page, runOnly: Rules): Promise<string[]> {
  if (await page.evaluate(() => !("axe" in globalThis))) await page.evaluate(source);
  return page.evaluate(async (runOnly) => {
    // What follows the size, such as a window of rows, is in its place by the frame after the next.
    await new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));
    const { violations } = await axe.run({ runOnly, resultTypes: ["violations"] });
    return violations.flatMap(({ id, help, nodes }) => nodes.map(({ target, failureSummary }) => `${id} (${help}): ${target.join(" ")}: ${failureSummary}`));
  }, runOnly);
}
