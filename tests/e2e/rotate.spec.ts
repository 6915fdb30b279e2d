// Rotating a token: what depends on the old value, the new one in its dialog, and one's own without a new sign-in.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allCounted, heading, organizationOf, signOutButton, tokenField, tokenIdOf } from "../support/console.ts";
import { Sample, type StateToken } from "../support/sample.ts";
import { dialog, isAccepted, pressOff, revealed, sent, storeSecret, tokenNow } from "../support/writes.ts";
import { type Emulator, START } from "../support/emulator.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const rotations = (emulator: Emulator) => sent(emulator, "POST", /\/rotate$/);
const button = (page: Page) => dialog(page).getByRole("button", { name: /Rotate token|Rotate once more|Try again|Asking/ });

/** Opens the dialog on the page of a token that is not the one in use. */
async function open(page: Page, emulator: Emulator, signIn: (name: string, at?: string) => Promise<void>): Promise<StateToken> {
  const sample = await Sample.read(emulator);
  const own = tokenIdOf(emulator, "Organization Owner");
  const token = sample.find("with a last use and two grants", ({ id, lastUsedAt, roles, endAt }) => id !== own && lastUsedAt !== undefined && roles.length > 1 && (endAt === undefined || endAt > START));
  await signIn("Organization Owner", sample.path(token));
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  return token;
}

test("a rotation ends the old value and shows the new one once", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const token = sample.find("used", ({ lastUsedAt, endAt }) => lastUsedAt !== undefined && endAt === undefined);
  const before = await emulator.sign({ tokenId: token.id });
  await signIn("Organization Owner", sample.path(token));
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  await expect(dialog(page).getByText(/^Last used/)).toBeVisible();
  await button(page).click();
  const value = await revealed(page, token.name);
  expect(await isAccepted(emulator, value)).toBe(true);
  expect(await isAccepted(emulator, before)).toBe(false);
  expect(await rotations(emulator)).toBe(1);
  await storeSecret(page, token.name);
  const now = await tokenNow(emulator, token.id);
  expect(now!.roles).toEqual(token.roles);
  await expect(page.getByText(`…${now!.shortToken}`).first()).toBeVisible();
});

test("one's own token takes an extra step, and the session goes on with the new value", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const own = sample.find("that is used here", ({ id }) => id === tokenIdOf(emulator, "Organization Owner"));
  await signIn("Organization Owner", sample.path(own));
  await allCounted(page);
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  await expect(dialog(page).getByText(/you are locked out/)).toBeVisible();
  await pressOff(button(page));
  expect(await rotations(emulator)).toBe(0);
  await dialog(page).getByRole("checkbox", { name: "I understand what follows" }).check();
  await button(page).click();
  const value = await revealed(page, own.name);
  await expect(dialog(page).getByText("This session goes on with it")).toBeVisible();
  expect(await isAccepted(emulator, value)).toBe(true);
  expect(await isAccepted(emulator, emulator.token("Organization Owner"))).toBe(false);
  await storeSecret(page, own.name);
  await page.getByRole("button", { name: "Reload this token" }).click();
  await page.reload();
  await expect(heading(page, own.name)).toBeVisible();
  await expect(signOutButton(page)).toBeVisible();
  expect(await rotations(emulator)).toBe(1);
});

test("who signs out while one's own token is rotated stays signed out", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  const own = sample.find("that is used here", ({ id }) => id === tokenIdOf(emulator, "Organization Owner"));
  await signIn("Organization Owner", sample.path(own));
  await allCounted(page);
  await watch.fault({ method: "POST", path: `/v1/organizations/${organizationOf(emulator)}/tokens/${own.id}/rotate`, held: true });
  // The page stands longer than the session: it leaves once it has heard the answer, and had time to act on it.
  let leave = () => {};
  const heard = new Promise<void>((resolve) => (leave = resolve));
  await page.route((url) => url.origin === new URL(emulator.page).origin, async (route) => {
    if (route.request().isNavigationRequest()) await heard;
    await route.continue();
  });
  await page.exposeFunction("heard", () => leave());
  await page.evaluate(() => {
    const told = (entries: PerformanceObserverEntryList) => {
      if (entries.getEntries().some(({ name }) => name.endsWith("/rotate"))) setTimeout(() => (window as unknown as { heard: () => void }).heard(), 200);
    };
    new PerformanceObserver(told).observe({ type: "resource" });
  });
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  await dialog(page).getByRole("checkbox", { name: "I understand what follows" }).check();
  await button(page).click();
  await signOutButton(page).evaluate((button: HTMLButtonElement) => button.click());
  // A click would wait until the page has left.
  await dialog(page, "Sign out while a secret is on its way?").getByRole("button", { name: "Sign out" }).evaluate((button: HTMLButtonElement) => button.click());
  await watch.release();
  await heard;
  await expect(tokenField(page)).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem("session"))).toBeNull();
});

test("axe: the dialog", async ({ page, emulator, signIn }) => {
  await open(page, emulator, signIn);
  await expect(dialog(page)).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});
