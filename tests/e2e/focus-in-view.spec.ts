// Where the focus is once what had it is gone: near where it was, and in view.

import type { Page } from "@playwright/test";
import { grants, pending, remove, undo } from "../support/access.ts";
import { allCounted, allLoaded } from "../support/console.ts";
import { branch, growthGround } from "../support/grants.ts";
import { expect, test } from "../support/fixtures.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const focused = (page: Page) => page.locator(":focus");

test("after a branch is removed, and after it is brought back, the focus stays in its row", async ({ page, emulator, signIn }) => {
  const ground = await growthGround(emulator);
  const token = await branch(emulator, ground);
  await signIn("Organization Owner", ground.sample.path(token, "/access"));
  await allCounted(page);
  await page.setViewportSize({ width: 390, height: 600 });
  const called = `Workspace ${ground.workspace.name}`;
  await grants(page).getByRole("button", { name: `Everything below ${called}` }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: "Remove it, and all below" }).focus();
  await page.keyboard.press("Enter");
  await expect(pending(page)).toBeVisible();
  await expect(undo(page, called)).toBeFocused();
  await expect(undo(page, called)).toBeInViewport();
  await page.keyboard.press("Enter");
  await expect(remove(page, called)).toBeFocused();
  await expect(remove(page, called)).toBeInViewport();
});

test("a message that is done with gives the focus back to where it was", async ({ page, emulator, signIn }) => {
  const ground = await growthGround(emulator);
  const token = await branch(emulator, ground);
  await signIn("Organization Owner", ground.sample.path(token, "/access"));
  await allCounted(page);
  await page.setViewportSize({ width: 390, height: 600 });
  const kept = `Workspace ${ground.otherWorkspace.name}`;
  await remove(page, `Workspace ${ground.workspace.name}`).click();
  await pending(page).getByRole("button", { name: "Discard" }).click();
  await remove(page, kept).focus();
  await page.getByRole("button", { name: "Bring back" }).focus();
  await page.keyboard.press("Enter");
  await expect(pending(page)).toBeVisible();
  await expect(remove(page, kept)).toBeFocused();
  await expect(focused(page)).toBeInViewport();
});

test("the side bar of a narrow page keeps the focus, and gives it back", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  await page.setViewportSize({ width: 390, height: 844 });
  const menu = page.getByRole("button", { name: "Menu", exact: true });
  const bar = page.getByRole("navigation", { name: "Main" });
  await menu.focus();
  await page.keyboard.press("Enter");
  await expect(bar).toBeVisible();
  const inside = () => bar.evaluate((bar) => bar.contains(document.activeElement));
  await expect.poll(inside).toBe(true);
  const first = await focused(page).evaluate((element) => element.outerHTML);
  const seen: string[] = [];
  do {
    await page.keyboard.press("Tab");
    expect(await inside()).toBe(true);
    seen.push(await focused(page).evaluate((element) => element.outerHTML));
  } while (seen.at(-1) !== first && seen.length < 60);
  expect(seen.at(-1)).toBe(first);
  await page.keyboard.press("Shift+Tab");
  expect(await inside()).toBe(true);
  expect(await focused(page).evaluate((element) => element.outerHTML)).toBe(seen.at(-2));
  await page.keyboard.press("Escape");
  await expect(bar).toBeHidden();
  await expect(menu).toBeFocused();
});
