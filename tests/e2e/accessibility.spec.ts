// axe-core in both themes on the states that no spec of a place looks at: sign-in, dialogs, refusals, what went wrong.

import type { Page } from "@playwright/test";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, connectButton, connectWith, heading, organizationOf, tokenField } from "../support/console.ts";
import { expect, MINUTE, test } from "../support/fixtures.ts";

test.use({ emulatorOptions: { tokens: 300 } });

test("sign-in: empty, what a token says of itself, and a value that is none", async ({ page, emulator }) => {
  await page.goto("/");
  await expect(page.getByText(/Kept in this tab/)).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await tokenField(page).fill(emulator.token("Workspace Owner"));
  await expect(page.getByRole("heading", { name: "What this token says it is" })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await tokenField(page).fill("not a token");
  await expect(page.getByText(/This is not an Astro token/)).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("sign-in: the choice of an Organization", async ({ page, emulator }) => {
  await page.goto("/");
  await connectWith(page, emulator.token("Personal session"));
  await expect(page.getByRole("heading", { name: "Choose an Organization" })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("sign-in: a failure", async ({ page, emulator, watch }) => {
  await watch.fault({ method: "GET", path: "*/organizations/*", status: 503 });
  await page.goto("/");
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(page.getByText("Astro has a problem")).toBeVisible();
  await expect(connectButton(page)).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("the warning ahead of the session's end", async ({ page, clock, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  await clock.advance(14 * MINUTE);
  await expect(page.getByRole("alertdialog")).toBeVisible();
  // The end does not come while axe looks.
  await page.clock.setFixedTime(await page.evaluate(() => Date.now()));
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("no such page, and another Organization", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner", `/organizations/${organizationOf(emulator)}/nowhere`);
  await expect(heading(page)).toBeVisible();
  await allNamed(page);
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.goto("/organizations/another/tokens/some");
  await expect(page.getByText("This link belongs to another Organization")).toBeVisible();
  await allNamed(page);
  expect(await accessibilityViolations(page)).toEqual([]);
});

/** Waits for the side bar: a skeleton in the middle of its fade has no contrast to measure. */
async function allNamed(page: Page): Promise<void> {
  await expect(page.getByRole("tree")).toBeVisible();
  await page.waitForLoadState("networkidle");
}
