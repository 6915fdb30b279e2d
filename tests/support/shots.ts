// Screenshots of a page as it stands: light, dark, and on a narrow screen. Never part of the tests.

import type { Page } from "@playwright/test";

const WIDE = { width: 1440, height: 900 };
const NARROW = { width: 390, height: 844 };

/** Writes test-results/shots/NAME-{light,dark,mobile}.png. */
export async function shots(page: Page, name: string): Promise<void> {
  const take = async (kind: string, colorScheme: "light" | "dark", size: typeof WIDE) => {
    await page.setViewportSize(size);
    await page.emulateMedia({ colorScheme });
    await page.evaluate(() => document.fonts.ready);
    await page.screenshot({ path: `test-results/shots/${name}-${kind}.png`, animations: "disabled" });
  };
  await take("light", "light", WIDE);
  await take("dark", "dark", WIDE);
  await take("mobile", "light", NARROW);
  await page.setViewportSize(WIDE);
}
