// Driving the page by keyboard alone.

import type { Page } from "@playwright/test";

/** Moves on with Tab, or another key, until what has the focus is called so. */
export async function tabTo(page: Page, name: RegExp, key = "Tab"): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
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

/** From the next document on, a mouse event is a console error, which fails the spec. */
export async function noMouse(page: Page): Promise<void> {
  await page.addInitScript(() => {
    // Enter and Space on a button make a click without a pointer: its detail is 0.
    const note = (event: Event) => {
      if (event.type !== "click" || (event as MouseEvent).detail > 0) console.error(`mouse event ${event.type}`);
    };
    for (const type of ["mousedown", "mouseup", "pointerdown", "pointerup", "click"]) addEventListener(type, note, true);
  });
}
