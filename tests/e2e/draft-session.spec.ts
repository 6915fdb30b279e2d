// A token that is refused while a form is filled in: signing in again inside the page keeps the form, which can then be sent.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allCounted, organizationOf, rotate, tokenField, tokenIdOf } from "../support/console.ts";
import { Sample, type StateToken } from "../support/sample.ts";
import { leaks } from "../support/leaks.ts";
import { dialog, fillNewToken, isAccepted, revealed, sent, storeSecret, tokensOfName } from "../support/writes.ts";
import { type Emulator, START } from "../support/emulator.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const NAME = "typed before the refusal";
const again = (page: Page) => dialog(page, "Sign in again to go on");
const creations = (emulator: Emulator) => sent(emulator, "POST", /\/tokens$/);
const stored = (page: Page) => page.evaluate(() => sessionStorage.getItem("session"));

test("the form is still filled in, and is sent with the new token", async ({ page, emulator, watch, signIn }) => {
  await signIn("Organization Owner");
  const form = await fillNewToken(page, NAME, "Organization Billing Admin");
  await form.getByRole("textbox", { name: "Description" }).fill("kept");
  await form.getByRole("radio", { name: "30 days" }).check();
  await rotate(emulator, "Organization Owner");
  watch.expectStatus(401, "/v1/*");
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(again(page)).toBeVisible();
  await expect(again(page)).toContainText("What you typed is still here.");
  const notice = form.getByText("Astro does not accept the token that you are signed in with.");
  await expect(notice).toBeVisible();
  expect(await stored(page)).toBeNull();
  expect(await tokensOfName(emulator, NAME)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(again(page)).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);

  const own = await emulator.sign({ tokenId: tokenIdOf(emulator, "Organization Owner") });
  await again(page).getByRole("textbox", { name: "API token" }).fill(own);
  await again(page).getByRole("button", { name: "Sign in" }).click();
  await expect(again(page)).toBeHidden();
  expect(await stored(page)).not.toBeNull();
  // It is not true of the token that goes on.
  await expect(notice).toBeHidden();
  await expect(form.getByRole("textbox", { name: "Name" })).toHaveValue(NAME);
  await expect(form.getByRole("textbox", { name: "Description" })).toHaveValue("kept");
  await expect(form.getByRole("combobox", { name: "Role" }).getByRole("option", { selected: true })).toHaveText("Organization Billing Admin");
  await expect(form.getByRole("radio", { name: "30 days" })).toBeChecked();

  const before = await creations(emulator);
  await form.getByRole("button", { name: "Create token" }).click();
  const value = await revealed(page, NAME);
  expect(await creations(emulator)).toBe(before + 1);
  expect(await isAccepted(emulator, value)).toBe(true);
  const [created, ...others] = await tokensOfName(emulator, NAME);
  expect(others).toEqual([]);
  expect(created).toMatchObject({ description: "kept", organizationId: organizationOf(emulator), expiryPeriodInDays: 30 });
  await storeSecret(page, NAME);
  expect(await leaks(own, { page, emulator, watch, signedIn: true })).toEqual([]);
  expect(await leaks(value, { page, emulator, watch, signedIn: true })).toEqual([]);
});

test("giving up signs out, and nothing was sent", async ({ page, emulator, watch, signIn }) => {
  await signIn("Organization Owner");
  const form = await fillNewToken(page, NAME);
  await rotate(emulator, "Organization Owner");
  watch.expectStatus(401, "/v1/*");
  await form.getByRole("button", { name: "Create token" }).click();
  await again(page).getByRole("button", { name: "Sign out" }).click();
  await expect(tokenField(page)).toBeVisible();
  expect(await stored(page)).toBeNull();
  expect(await tokensOfName(emulator, NAME)).toEqual([]);
});

test("another token may go on: it is named, and its own page says so", async ({ page, emulator, watch, signIn }) => {
  const sample = await Sample.read(emulator);
  const mine = "This is the token you are signed in with";
  const own = sample.find("that is used here", ({ id }) => id === tokenIdOf(emulator, "Organization Owner"));
  const isOwner = ({ roles }: StateToken) => roles.some(({ role }) => role === "ORGANIZATION_OWNER");
  const other = sample.find("that can go on", (token) => token.id !== own.id && isOwner(token) && (token.endAt === undefined || token.endAt > START));
  await signIn("Organization Owner", sample.path(own));
  const chip = page.getByRole("group", { name: "Session" });
  await expect(chip).toContainText(own.name);
  await expect(page.getByText(mine)).toBeVisible();
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await dialog(page).getByRole("textbox", { name: "Description" }).fill("kept");
  await allCounted(page);
  await rotate(emulator, "Organization Owner");
  watch.expectStatus(401, "/v1/*");
  await dialog(page, /^Edit /).getByRole("button", { name: "Save" }).click();
  await again(page).getByRole("textbox", { name: "API token" }).fill(await emulator.sign({ tokenId: other.id }));
  await again(page).getByRole("button", { name: "Sign in" }).click();
  await expect(again(page)).toBeHidden();
  await expect(chip).toContainText(other.name);
  await expect(page.getByText(mine)).toBeHidden();
  await expect(page.getByText("You", { exact: true })).toHaveCount(0);
  await dialog(page, /^Edit /).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page)).toBeHidden();
  await page.evaluate((path) => history.pushState(null, "", path), sample.path(other));
  await page.reload();
  await expect(page.getByText(mine)).toBeVisible();
});
