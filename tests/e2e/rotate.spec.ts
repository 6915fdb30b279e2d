// Rotating a token: what depends on the old value, the new one in its dialog, and one's own without a new sign-in.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import type { Fault } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { heading, organizationOf, signOutButton, tokenIdOf } from "../support/console.ts";
import { Sample, type StateToken } from "../support/sample.ts";
import { dialog, isAccepted, revealed, sent, storeSecret, tokenNow } from "../support/writes.ts";
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
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  await expect(dialog(page).getByText(/you are locked out/)).toBeVisible();
  await button(page).click({ force: true });
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
});

/** What the page has to say, worked out from what the emulator holds before and after. */
function expected(before: StateToken, now: StateToken | undefined, certain: boolean): string {
  const isRotated = before.lastRotatedAt !== now?.lastRotatedAt;
  if (certain) {
    expect(isRotated).toBe(false);
    return "Not rotated: the secret stays as it was";
  }
  return isRotated ? "Rotated, but the new secret never arrived" : "Not rotated, so far";
}

const FAULTS: { what: string; fault: Fault; certain: boolean }[] = [
  { what: "403", fault: { status: 403 }, certain: true },
  { what: "429", fault: { status: 429 }, certain: true },
  { what: "500 before", fault: { status: 500 }, certain: false },
  { what: "500 after", fault: { status: 500, after: true }, certain: false },
  { what: "cut before", fault: { cut: "before" }, certain: false },
  { what: "cut after", fault: { cut: "after" }, certain: false },
];

for (const { what, fault, certain } of FAULTS) {
  test(`${what}: what is said is what the emulator holds`, async ({ page, emulator, signIn, watch }) => {
    const token = await open(page, emulator, signIn);
    await watch.fault({ method: "POST", path: `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}/rotate`, ...fault, ...(fault.cut ? { times: 2 } : {}) });
    if (fault.cut) watch.expectStatus(401, "/v1/organizations");
    await button(page).click();
    await expect(dialog(page).getByRole("alert").or(dialog(page).getByRole("status")).first()).toBeVisible();
    await expect(dialog(page).getByText(expected(token, await tokenNow(emulator, token.id), certain), { exact: true })).toBeVisible();
  });
}

test("axe: the dialog", async ({ page, emulator, signIn }) => {
  await open(page, emulator, signIn);
  await expect(dialog(page)).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});
