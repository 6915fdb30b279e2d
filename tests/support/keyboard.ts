// Driving the page by keyboard alone.

import type { Page } from "@playwright/test";
import { connectButton, tokenField } from "./console.ts";
import type { Emulator } from "./emulator.ts";
import { expect } from "./fixtures.ts";
import { dialog } from "./writes.ts";

/** Moves on with Tab, or another key, until what has the focus is called so. */
export async function tabTo(page: Page, name: RegExp, key = "Tab"): Promise<void> {
  // What is named may come only after a while, and each press may take one: either limit alone would be met on a slow day.
  const end = Date.now() + 20_000;
  for (let presses = 0; presses < 150 || Date.now() < end; presses += 1) {
    const focused = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      const label = element instanceof HTMLInputElement || element instanceof HTMLSelectElement || element instanceof HTMLTextAreaElement ? element.labels?.[0]?.innerText : undefined;
      return element?.getAttribute("aria-label") ?? label ?? element?.innerText ?? "";
    });
    if (name.test(focused.trim())) return;
    await page.keyboard.press(key);
  }
  throw new Error(`nothing called ${name} can be reached with ${key}`);
}

/** Goes on to what is called so, and presses it. */
export async function press(page: Page, name: RegExp, key = "Enter"): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press(key);
}

/** Opens a menu, and takes an entry. */
export async function pickFrom(page: Page, menu: RegExp, entry: RegExp): Promise<void> {
  await press(page, menu);
  await tabTo(page, entry, "ArrowDown");
  await page.keyboard.press("Enter");
}

/** Looks for a token in the table of the page, and takes an entry of its row's menu, which opens a dialog. */
export async function pickFromRow(page: Page, token: { id: string; name: string }, entry: RegExp): Promise<void> {
  await tabTo(page, /^Search tokens$/);
  await page.keyboard.press("Control+a");
  await page.keyboard.type(token.id);
  await pickFrom(page, new RegExp(`^Actions for ${token.name}`), entry);
  await expect(dialog(page)).toBeVisible();
}

/** Goes on to a select, and down in it to the option that is called so. A browser takes letters for one word only while they come quickly. */
export async function chooseOption(page: Page, select: RegExp, option: RegExp): Promise<void> {
  await press(page, select, "Home");
  // What is named may come only after a while, as a custom role does: then again from the first on.
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const { text, isLast } = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!(focused instanceof HTMLSelectElement)) throw new Error("the focus has left the select");
      return { text: focused.selectedOptions[0]?.text ?? "", isLast: focused.selectedIndex === focused.options.length - 1 };
    });
    if (option.test(text)) return;
    await page.keyboard.press(isLast ? "Home" : "ArrowDown");
  }
  throw new Error(`there is no option called ${option}`);
}

/** Pastes a token, and connects. */
export async function connect(page: Page, emulator: Emulator, at: string): Promise<void> {
  await noMouse(page);
  await page.goto(at);
  await tokenField(page).fill(emulator.token("Organization Owner"));
  // Before the page can connect, Enter does nothing.
  await expect(connectButton(page)).toBeEnabled();
  await page.keyboard.press("Enter");
  await expect(tokenField(page)).toBeHidden();
}

/** From the next document on, a mouse event is a console error, which fails the spec. */
async function noMouse(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // Enter and Space on a button make a click without a pointer: its detail is 0.
    const note = (event: Event) => {
      if (event.type !== "click" || (event as MouseEvent).detail > 0) console.error(`mouse event ${event.type}`);
    };
    for (const type of ["mousedown", "mouseup", "pointerdown", "pointerup", "click"]) addEventListener(type, note, true);
  });
}
