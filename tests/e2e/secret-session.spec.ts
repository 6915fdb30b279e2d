// The end of a session and a value that is shown once: no limit takes it, signing out asks, a refused token can be replaced.

import type { Page } from "@playwright/test";
import { expect, HOUR, MINUTE, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { organizationOf, rotate, signOutButton, tokenIdOf } from "../support/console.ts";
import { Sample } from "../support/sample.ts";
import { dialog, fillNewToken, revealed, storeSecret } from "../support/writes.ts";
import { leaks } from "../support/leaks.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const NAME = "kept";
const secretDialog = (page: Page) => dialog(page, `Store the secret of ${NAME}`);

async function openSecret(page: Page): Promise<void> {
  const form = await fillNewToken(page, NAME);
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(secretDialog(page)).toBeVisible();
}

for (const [limit, time] of [["idle", 20 * MINUTE], ["absolute", 9 * HOUR]] as const) {
  test(`the ${limit} end waits until the secret is stored, and no call is sent meanwhile`, async ({ page, emulator, clock, signIn }) => {
    await signIn("Organization Owner");
    await openSecret(page);
    const exchanges = async () => (await emulator.control<{ exchanges: { method: string }[] }>("GET", "exchanges")).exchanges;
    const count = async () => (await exchanges()).length;
    // What else there is of the name is looked for once the secret is in sight.
    await expect.poll(async () => (await exchanges()).at(-1)!.method).toBe("GET");
    const before = await count();
    await clock.advance(time);
    await expect(page.getByText("Still there?")).toBeHidden();
    await revealed(page, NAME);
    expect(await count()).toBe(before);
    await storeSecret(page, NAME);
    await expect(page.getByRole("textbox", { name: "API token" })).toBeVisible();
    expect(await page.evaluate(() => sessionStorage.getItem("session"))).toBeNull();
  });
}

test("signing out asks first, and staying keeps the value; axe finds nothing", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  await openSecret(page);
  expect(await accessibilityViolations(page)).toEqual([]);
  await signOutButton(page).evaluate((button: HTMLButtonElement) => button.click());
  const question = dialog(page, "Sign out without storing the secret?");
  expect(await accessibilityViolations(page)).toEqual([]);
  await question.getByRole("button", { name: "Stay" }).click();
  await expect(question).toBeHidden();
  await revealed(page, NAME);
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("signing out while something is under way says what that is", async ({ page, emulator, watch, signIn }) => {
  const sample = await Sample.read(emulator);
  const token = sample.find("not in use here", ({ id, scope }) => scope === "ORGANIZATION" && id !== tokenIdOf(emulator, "Organization Owner"));
  await signIn("Organization Owner", sample.path(token));
  const ask = async (title: string): Promise<void> => {
    await signOutButton(page).evaluate((button: HTMLButtonElement) => button.click());
    const question = dialog(page, title);
    await expect(question).toBeVisible();
    expect(/secret/i.test(await question.innerText())).toBe(title.includes("secret"));
    await question.getByRole("button", { name: "Stay" }).click();
    await expect(question).toBeHidden();
  };
  const path = `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}`;
  await watch.fault({ method: "POST", path, status: 403, held: true });
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await dialog(page).getByRole("textbox", { name: "Name" }).fill("renamed");
  await ask("Sign out and lose what you typed?");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await watch.faultsMet();
  await ask("Sign out before Astro has answered?");
  await watch.release();
  await expect(dialog(page).getByText("Name and description are not saved", { exact: true })).toBeVisible();
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  await dialog(page, "Discard what you typed?").getByRole("button", { name: "Discard" }).click();
  await watch.fault({ method: "POST", path: `${path}/rotate`, held: true });
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Rotate token" }).click();
  await watch.faultsMet();
  await ask("Sign out while a secret is on its way?");
  await watch.release();
  await revealed(page, token.name);
  await ask("Sign out without storing the secret?");
});

test("a refused token is replaced inside the page, by one of the same Organization", async ({ page, emulator, watch, signIn }) => {
  await signIn("Organization Owner");
  await openSecret(page);
  const value = await revealed(page, NAME);
  watch.expectStatus(401, "/v1/*");
  await rotate(emulator, "Organization Owner");
  await page.getByRole("button", { name: "Load everything again" }).evaluate((button: HTMLButtonElement) => button.click());
  const again = dialog(page, "Sign in again to go on");
  await expect(again).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem("session"))).toBeNull();
  const own = await emulator.sign({ tokenId: tokenIdOf(emulator, "Organization Owner") });
  await again.getByRole("textbox", { name: "API token" }).fill(own);
  await again.getByRole("button", { name: "Sign in" }).click();
  await expect(again).toBeHidden();
  await expect(secretDialog(page).getByRole("group", { name: "Secret" })).toHaveText(value);
  expect(await page.evaluate(() => sessionStorage.getItem("session"))).not.toBeNull();
  await storeSecret(page, NAME);
  expect(await leaks(value, { page, emulator, watch, signedIn: false })).toEqual([]);
  expect(await leaks(own, { page, emulator, watch, signedIn: true })).toEqual([]);
});
