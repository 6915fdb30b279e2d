// The screen after a panic. Leptos copies nodes by Node.cloneNode and takes a failure of it for a panic, so that a
// failing browser function makes the release page panic, which has no code for tests.

import type { Page } from "@playwright/test";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, connectButton, table, tokenField } from "../support/console.ts";
import { expect, MINUTE, test } from "../support/fixtures.ts";
import { leaks } from "../support/leaks.ts";
import type { Watch } from "../support/watch.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const screen = (page: Page) => page.getByRole("alert");
const reloadButton = (page: Page) => page.getByRole("button", { name: "Reload the page" });
const entryOf = (page: Page) => page.evaluate(() => sessionStorage.getItem("session"));

/** Makes the next rendering panic; the panic's text quotes these words. */
function breakRendering(words: string): void {
  Node.prototype.cloneNode = () => {
    throw new Error(words);
  };
}

/** The wasm stops by a trap, which the browser reports. */
const expectTrap = (watch: Watch): void => watch.expect("the trap of a panic", (text) => text.startsWith("uncaught: unreachable"));

/** All that is on the page, with nothing but a place in the source. */
async function expectScreen(page: Page): Promise<void> {
  await expect(screen(page).getByRole("heading", { name: "The console stopped working" })).toBeVisible();
  await expect(screen(page)).toContainText("Reload the page to go on");
  await expect(screen(page).locator("pre")).toHaveText(/^[\w./-]+\.rs:\d+ · version \d+\.\d+\.\d+$/);
  await expect(reloadButton(page)).toBeFocused();
  await expect(page.locator("body > *")).toHaveCount(1);
}

test("the console: everything is taken off the page, no secret is shown, and a reload goes on with the session", async ({ page, emulator, watch, signIn }) => {
  expectTrap(watch);
  const secret = emulator.token("Organization Owner");
  await signIn("Organization Owner");
  await allLoaded(page);
  await page.evaluate(breakRendering, secret);
  await page.getByRole("link", { name: "About" }).click();
  await expectScreen(page);
  await expect(page.getByText("Northwind Data")).toHaveCount(0);
  expect(await leaks(secret, { page, watch, emulator, signedIn: true })).toEqual([]);
  expect(JSON.parse((await entryOf(page))!)).toMatchObject({ token: secret });
  await page.goBack();
  await reloadButton(page).click();
  await expect(table(page)).toBeVisible();
});

test("the console: its session ends by its limits all the same", async ({ page, watch, clock, signIn }) => {
  expectTrap(watch);
  await signIn("Organization Owner");
  await allLoaded(page);
  await page.evaluate(breakRendering, "");
  await page.getByRole("link", { name: "Which token is this?" }).click();
  await expectScreen(page);
  await clock.advance(16 * MINUTE);
  await expect(connectButton(page)).toBeVisible();
  expect(await entryOf(page)).toBeNull();
});

test("sign-in: what was pasted is gone from the page, and a reload begins again", async ({ page, emulator, watch }) => {
  expectTrap(watch);
  const secret = emulator.token("Organization Owner");
  await page.goto("/");
  await expect(page.getByText(/Kept in this tab/)).toBeVisible();
  await page.evaluate(breakRendering, secret);
  await tokenField(page).fill(secret);
  await expectScreen(page);
  expect(await leaks(secret, { page, watch, emulator, signedIn: false })).toEqual([]);
  expect(await entryOf(page)).toBeNull();
  expect(await accessibilityViolations(page)).toEqual([]);
  await reloadButton(page).click();
  await expect(tokenField(page)).toHaveValue("");
});

test("at the start: the screen is the panic's, not that of a lost file", async ({ page, watch }) => {
  await page.addInitScript(breakRendering, "");
  await page.goto("/");
  await expectScreen(page);
  expect(watch.console.join()).not.toContain("could not be started");
});
