// A value on the clipboard: the bare value by a click, a reminder after a minute, cleared by a click; nothing of it elsewhere.

import { expect, MINUTE, test } from "../support/fixtures.ts";
import type { Page } from "@playwright/test";
import { dialog, fillNewToken, revealed, storeSecret } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 }, permissions: ["clipboard-write"] });

const NAME = "copied";

/** What is on the clipboard. The policy lets no script read it: it is pasted as a person would, into a page of its own. */
async function clipboard(page: Page): Promise<string> {
  const other = await page.context().newPage();
  await other.setContent("<textarea></textarea>");
  await other.locator("textarea").focus();
  await other.keyboard.press("ControlOrMeta+V");
  const text = await other.locator("textarea").inputValue();
  await other.close();
  await page.bringToFront();
  return text;
}

test("copy writes the bare value, and clearing takes it away", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  const form = await fillNewToken(page, NAME);
  await form.getByRole("button", { name: "Create token" }).click();
  const value = await revealed(page, NAME);
  const secret = dialog(page, `Store the secret of ${NAME}`);
  await secret.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(secret.getByText("Copied.")).toBeVisible();
  await expect.poll(() => clipboard(page)).toBe(value);
  await secret.getByRole("button", { name: "Clear clipboard" }).click();
  await expect(secret.getByText(/The clipboard is cleared/)).toBeVisible();
  await expect.poll(() => clipboard(page)).toBe("");
});

test("a minute after copying it reminds, also once the dialog is closed", async ({ page, clock, signIn }) => {
  await signIn("Organization Owner");
  const form = await fillNewToken(page, NAME);
  await form.getByRole("button", { name: "Create token" }).click();
  const secret = dialog(page, `Store the secret of ${NAME}`);
  await secret.getByRole("button", { name: "Copy", exact: true }).click();
  await expect(secret.getByText("Copied.")).toBeVisible();
  await storeSecret(page, NAME);
  const reminder = page.getByRole("region", { name: "Notifications" });
  await expect(reminder.getByRole("button", { name: "Clear clipboard" })).toBeHidden();
  await clock.advance(MINUTE);
  await reminder.getByRole("button", { name: "Clear clipboard" }).click();
  await expect(reminder.getByText("The clipboard is cleared")).toBeVisible();
  await expect.poll(() => clipboard(page)).toBe("");
});
