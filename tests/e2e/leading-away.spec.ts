// What leads away by a button, a message, asks as a link does where something is pending.

import type { Locator, Page } from "@playwright/test";
import type { Emulator } from "../support/emulator.ts";
import { expect, test } from "../support/fixtures.ts";
import { grants, pending, question, role, undo } from "../support/access.ts";
import { allCounted, heading, searchField, signOutButton, target, tokenTab } from "../support/console.ts";
import { asSet, fullToken, groundOf, stored, tokenRow } from "../support/grants.ts";
import { Sample, type StateToken } from "../support/sample.ts";
import { dialog, fillNewToken, storeSecret, tokensOfName } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 400 } });

const NAME = "made meanwhile";

/** Creates a token, changes a role of another one, and presses what the message of the first offers. */
async function pressOpen(page: Page, emulator: Emulator, signIn: (name: string) => Promise<void>): Promise<{ token: StateToken; changed: Locator; message: Locator; began: string }> {
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "with-a-change");
  await signIn("Organization Owner");
  const form = await fillNewToken(page, NAME);
  await form.getByRole("button", { name: "Create token" }).click();
  await storeSecret(page, NAME);
  await searchField(page).fill(token.id);
  await tokenRow(page, token).click();
  await tokenTab(page, "Access").click();
  await expect(grants(page)).toBeVisible();
  const began = target(page);
  const changed = role(page, `Workspace ${ground.otherWorkspace.name}`);
  await changed.selectOption({ label: "Workspace Author" });
  await expect(pending(page)).toContainText("1 pending change");
  const message = page.getByRole("region", { name: "Notifications" }).getByRole("listitem").filter({ hasText: `Created ${NAME}` });
  await message.getByRole("button", { name: "Open it" }).click();
  await expect(question(page)).toContainText("Discard 1 pending change?");
  expect(target(page)).toBe(began);
  return { token, changed, message, began };
}

test("“Open it” of a message asks, and keeps what is pending", async ({ page, emulator, signIn }) => {
  const { token, changed, message, began } = await pressOpen(page, emulator, signIn);
  await question(page).getByRole("button", { name: "Keep editing" }).click();
  await expect(question(page)).toBeHidden();
  // It can still be followed later.
  await expect(message).toBeVisible();
  await expect(changed).toHaveValue("WORKSPACE_AUTHOR");
  await expect(pending(page)).toContainText("1 pending change");
  expect(target(page)).toBe(began);
  expect(await stored(emulator, token.id)).toEqual(asSet(token.roles));
  await signOutButton(page).click();
  await dialog(page, "Sign out and lose 1 pending change?").getByRole("button", { name: "Stay" }).click();
  await expect(pending(page)).toContainText("1 pending change");
});

test("“Open it” of a message asks, and leads to the new token once what is pending is discarded", async ({ page, emulator, signIn }) => {
  const { token, changed, began } = await pressOpen(page, emulator, signIn);
  await question(page).getByRole("button", { name: "Discard and leave" }).click();
  await expect(heading(page, NAME)).toBeVisible();
  const [made] = await tokensOfName(emulator, NAME);
  const sample = await Sample.read(emulator);
  await expect.poll(() => target(page)).toBe(sample.path(made!));
  // Nothing of it is left.
  await page.goBack();
  await expect.poll(() => target(page)).toBe(began);
  await expect(changed).toHaveValue("WORKSPACE_ACCESSOR");
  await expect(pending(page)).toBeHidden();
  expect(await stored(emulator, token.id)).toEqual(asSet(token.roles));
});

test("what is pressed while the page is being let go leads away unasked", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "with-a-change");
  await signIn("Organization Owner", ground.sample.path(token, "/access"));
  await allCounted(page);
  const place = `Workspace ${ground.otherWorkspace.name}`;
  await role(page, place).selectOption({ label: "Workspace Author" });
  await expect(pending(page)).toContainText("1 pending change");
  const taken = await undo(page, place).elementHandle();
  const overview = await tokenTab(page, "Overview").elementHandle();
  // Both within one task of the page, as a slow page would take them.
  await page.evaluate(([taken, overview]) => {
    (taken as HTMLElement).click();
    (overview as HTMLElement).click();
  }, [taken, overview]);
  await expect(tokenTab(page, "Overview")).toHaveAttribute("aria-current", "page");
  await expect(question(page)).toBeHidden();
  await expect.poll(() => target(page)).toBe(ground.sample.path(token));
});
