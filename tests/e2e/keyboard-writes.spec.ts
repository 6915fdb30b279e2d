// Create, store, edit, rotate and delete by keyboard alone: no mouse event reaches the page.

import { expect, test } from "../support/fixtures.ts";
import { allLoaded, heading, connectButton } from "../support/console.ts";
import { dialog, tokensOfName } from "../support/writes.ts";
import type { Page } from "@playwright/test";

test.use({ emulatorOptions: { tokens: 300 } });

const NAME = "by keyboard";

/** Moves on with Tab until what has the focus is called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      const label = element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement ? element.labels?.[0]?.innerText : undefined;
      return element?.getAttribute("aria-label") ?? label ?? element?.innerText ?? "";
    });
    if (name.test(focused.trim())) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`nothing called ${name} can be reached with Tab`);
}

async function storeByKeyboard(page: Page): Promise<void> {
  await expect(dialog(page, /^Store the secret of/)).toBeVisible();
  await tabTo(page, /^I have stored it$/);
  await page.keyboard.press("Space");
  await tabTo(page, /^Done$/);
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toBeHidden();
}

test("create, store, edit, rotate, delete", async ({ page, emulator }) => {
  await page.addInitScript(() => {
    // Enter and Space on a button make a click without a pointer: its detail is 0.
    const note = (event: Event) => {
      if (event.type !== "click" || (event as MouseEvent).detail > 0) console.error(`mouse event ${event.type}`);
    };
    for (const type of ["mousedown", "mouseup", "pointerdown", "pointerup", "click"]) addEventListener(type, note, true);
  });
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
