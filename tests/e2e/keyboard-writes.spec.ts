// Create, store, edit, rotate and delete by keyboard alone: no mouse event reaches the page.

import { expect, test } from "../support/fixtures.ts";
import { allLoaded, heading, connectButton } from "../support/console.ts";
import { dialog, tokensOfName } from "../support/writes.ts";
import { noMouse, tabTo } from "../support/keyboard.ts";
import type { Page } from "@playwright/test";

test.use({ emulatorOptions: { tokens: 300 } });

const NAME = "by keyboard";

async function storeByKeyboard(page: Page): Promise<void> {
  await expect(dialog(page, /^Store the secret of/)).toBeVisible();
  await tabTo(page, /^I have stored it$/);
  await page.keyboard.press("Space");
  await tabTo(page, /^Done$/);
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toBeHidden();
}

test("create, store, edit, rotate, delete", async ({ page, emulator }) => {
  await noMouse(page);
  await page.goto(emulator.page);
  await page.getByRole("textbox", { name: "API token" }).fill(emulator.token("Organization Owner"));
  // Before the page can connect, Enter does nothing.
  await expect(connectButton(page)).toBeEnabled();
  await page.keyboard.press("Enter");
  await allLoaded(page);

  await tabTo(page, /^Create token$/);
  await page.keyboard.press("Enter");
  await expect(dialog(page, "Create API token").getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.type(NAME);
  await tabTo(page, /^Role$/);
  await page.keyboard.type("Organization Me");
  // In a list of choices Enter is the list's own key.
  await tabTo(page, /^Create token$/);
  await page.keyboard.press("Enter");
  await storeByKeyboard(page);
  const [created] = await tokensOfName(emulator, NAME);
  expect(created!.roles[0]!.role).toBe("ORGANIZATION_MEMBER");

  await page.keyboard.press("/").catch(() => {});
  await tabTo(page, /^Search tokens$/);
  await page.keyboard.type(created!.id);
  await tabTo(page, new RegExp(`^${NAME}`));
  await page.keyboard.press("Enter");
  await expect(heading(page, NAME)).toBeFocused();

  await tabTo(page, /^Edit$/);
  await page.keyboard.press("Enter");
  await expect(dialog(page).getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type(" alone");
  await page.keyboard.press("Enter");
  await expect(heading(page, `${NAME} alone`)).toBeVisible();

  await tabTo(page, /^Rotate$/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^Rotate token$/);
  await page.keyboard.press("Enter");
  await storeByKeyboard(page);
  await tabTo(page, /^Delete$/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^Type Delete/);
  await page.keyboard.type("Delete");
  await page.keyboard.press("Enter");
  await expect(heading(page, "API tokens")).toBeVisible();
  expect(await tokensOfName(emulator, `${NAME} alone`)).toEqual([]);
});
