// Create, store, edit, rotate and delete by keyboard alone: no mouse event reaches the page.

import { expect, test } from "../support/fixtures.ts";
import { allLoaded, heading } from "../support/console.ts";
import { dialog, openRead, tokensOfName } from "../support/writes.ts";
import { chooseOption, connect, press, tabTo } from "../support/keyboard.ts";
import type { Page } from "@playwright/test";

test.use({ emulatorOptions: { tokens: 300 } });

const NAME = "by keyboard";

async function storeByKeyboard(page: Page): Promise<void> {
  await expect(dialog(page, /^Store the secret of/)).toBeVisible();
  await press(page, /^I have stored it$/, "Space");
  await press(page, /^Done$/);
  await expect(dialog(page)).toBeHidden();
}

test("create, store, edit, rotate, delete", async ({ page, emulator }) => {
  await connect(page, emulator, emulator.page);
  await allLoaded(page);

  await press(page, /^Create token$/);
  await expect(dialog(page, "Create API token").getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.type(NAME);
  await chooseOption(page, /^Role$/, /^Organization Me/);
  // In a list of choices Enter is the list's own key.
  await press(page, /^Create token$/);
  await storeByKeyboard(page);
  const [created] = await tokensOfName(emulator, NAME);
  expect(created!.roles[0]!.role).toBe("ORGANIZATION_MEMBER");

  await page.keyboard.press("/").catch(() => {});
  await tabTo(page, /^Search tokens$/);
  await page.keyboard.type(created!.id);
  await press(page, new RegExp(`^${NAME}`));
  await expect(heading(page, NAME)).toBeFocused();

  await press(page, /^Edit$/);
  await expect(dialog(page).getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type(" alone");
  await page.keyboard.press("Enter");
  await expect(heading(page, `${NAME} alone`)).toBeVisible();

  await press(page, /^Rotate$/);
  await press(page, /^Rotate token$/);
  await storeByKeyboard(page);
  await tabTo(page, /^Delete$/);
  await openRead(page, created!.id, () => page.keyboard.press("Enter"));
  await tabTo(page, /^Type Delete/);
  await page.keyboard.type("Delete");
  await page.keyboard.press("Enter");
  await expect(heading(page, "API tokens")).toBeVisible();
  expect(await tokensOfName(emulator, `${NAME} alone`)).toEqual([]);
});
