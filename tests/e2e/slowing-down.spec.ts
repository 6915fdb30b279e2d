// The banner of a 429 (RFC 6585): how long the page waits, on every place, until the wait is over; and nothing is sent
// meanwhile.

import type { Page } from "@playwright/test";
import { allLoaded, heading, rows } from "../support/console.ts";
import { expect, SECOND, test } from "../support/fixtures.ts";

test.use({ emulatorOptions: { tokens: 1_300 } });

const banner = (page: Page) => page.getByRole("status").filter({ hasText: "Slowing down" });
const secondPage = "/v1/*/tokens?*offset=999*";

async function secondsLeft(page: Page): Promise<number> {
  const [, seconds] = (await banner(page).innerText()).match(/Next request in (\d+) s/)!;
  return Number(seconds);
}

test("stands on every place, counts down without a word to screen readers, and goes when the wait is over", async ({ page, emulator, signIn, watch, clock }) => {
  await emulator.switches({ exposeHeaders: true });
  await watch.fault({ path: secondPage, status: 429, headers: { "Retry-After": "300" } });
  await signIn("Organization Owner");
  await expect(banner(page)).toContainText("Astro asked this page to wait (429).");
  // What changes each second is a timer, which is not read out by itself (WAI-ARIA 1.2).
  await expect(banner(page).getByRole("timer")).toHaveText(/^\d+ s$/);
  for (const place of ["About", "Which token is this?"]) {
    await page.getByRole("link", { name: place }).click();
    await expect(heading(page, new RegExp(place.replace("?", "\\?")))).toBeFocused();
    await expect(banner(page)).toBeVisible();
  }
  const before = await secondsLeft(page);
  await clock.advance(20 * SECOND);
  await expect.poll(() => secondsLeft(page)).toBeLessThanOrEqual(before - 20);
  await clock.advance(281 * SECOND);
  await expect(banner(page)).toHaveCount(0);
  await page.goBack();
  await page.goBack();
  await allLoaded(page);
  await expect(heading(page).locator("..")).toContainText("1,300");
});

test("nothing is sent while it stands, what someone asks for included", async ({ page, emulator, signIn, watch, clock }) => {
  await emulator.switches({ exposeHeaders: true });
  await signIn("Organization Owner");
  await allLoaded(page);
  await watch.fault({ path: secondPage, status: 429, headers: { "Retry-After": "300" } });
  await page.getByRole("button", { name: "Load everything again" }).click();
  await expect(banner(page)).toBeVisible();
  await page.waitForLoadState("networkidle");
  const sent = () => watch.requests.filter((request) => request.url().startsWith(emulator.api)).length;
  const before = sent();
  await rows(page).first().getByRole("link").first().click();
  await page.getByRole("button", { name: "Reload this token" }).click();
  await clock.advance(20 * SECOND);
  await expect(banner(page)).toBeVisible();
  expect(sent()).toBe(before);
  await clock.advance(281 * SECOND);
  await expect(banner(page)).toHaveCount(0);
  await expect.poll(sent).toBeGreaterThan(before);
});

test("waits a second where the answer's header can't be read", async ({ page, signIn, watch }) => {
  // It may be gone before anyone looks: what it says is kept as it comes.
  await page.addInitScript(() => {
    const said: string[] = [];
    Object.assign(window, { said });
    new MutationObserver(() => {
      for (const status of document.querySelectorAll("[role=status]")) if (status.textContent!.includes("Slowing down")) said.push(status.textContent!);
    }).observe(document, { childList: true, subtree: true, characterData: true });
  });
  await watch.fault({ path: secondPage, status: 429, headers: { "Retry-After": "600" } });
  await signIn("Organization Owner");
  await allLoaded(page);
  await expect(banner(page)).toHaveCount(0);
  const said = await page.evaluate(() => (window as unknown as { said: string[] }).said);
  expect(said).not.toEqual([]);
  // One second, and the clock of the page may be some behind; not the ten minutes of the header.
  for (const text of said) expect(text).toMatch(/Next request in \d s/);
});
