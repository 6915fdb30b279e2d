// Going from place to place: focus, announcements and titles, without a mouse, on a narrow screen, and what is kept.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { allLoaded, connectButton, connectWith, heading, placesOf, rows, table, target, tokenField, tokenIdOf, tokenTab } from "../support/console.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const main = (page: Page) => page.getByRole("navigation", { name: "Main" });
const announced = (page: Page, text: string) => page.getByRole("status").filter({ hasText: text });
const active = (page: Page) => page.locator(":focus");

/** Presses Tab until the focus is on what is wanted, as someone without a mouse does. */
async function tabTo(page: Page, role: "link" | "button" | "searchbox", name: string | RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name }).first();
  await expect(wanted).toBeVisible();
  for (let presses = 0; presses < 80; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab does not lead to ${role} ${name}`);
}

test("each place has its title, and a move focuses its heading and is announced", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  await expect(page).toHaveTitle("API tokens · Astro Token Console");
  await main(page).getByRole("link", { name: "Which token is this?" }).click();
  await expect(heading(page, "Which token is this?")).toBeFocused();
  await expect(page).toHaveTitle("Which token is this? · Astro Token Console");
  await expect(announced(page, "Which token is this?")).toBeAttached();
  await main(page).getByRole("link", { name: "About" }).click();
  await expect(heading(page, "About")).toBeFocused();
  await expect(page).toHaveTitle("About · Astro Token Console");
  await expect(announced(page, "About")).toBeAttached();
  await page.goBack();
  await expect(heading(page, "Which token is this?")).toBeFocused();
  await main(page).getByRole("link", { name: /^Tokens/ }).click();
  await expect(heading(page, "API tokens")).toBeFocused();
  const link = rows(page).first().getByRole("link").first();
  const name = await link.locator("bdi").innerText();
  await link.click();
  await expect(heading(page, name)).toBeFocused();
  await expect(page).toHaveTitle(`${name} · Astro Token Console`);
  await tokenTab(page, "Access").click();
  await expect(tokenTab(page, "Access")).toHaveAttribute("aria-current", "page");
  const { workspace } = await placesOf(emulator);
  await page.getByRole("tree").or(page.getByRole("treegrid")).or(main(page)).locator(`a[href="${workspace}"]`).first().click();
  await expect(heading(page)).toBeFocused();
  await expect.poll(() => target(page)).toBe(workspace);
  await expect(page).toHaveTitle(`${await heading(page).innerText()} · Astro Token Console`);
});

test("a title is right on a cold deep link, too", async ({ page, emulator, signIn }) => {
  const { token, workspace } = await placesOf(emulator);
  await signIn("Organization Owner", token);
  await expect(page).toHaveTitle("growth-analytics-owner · Astro Token Console");
  await page.goto(workspace);
  await expect(heading(page)).toBeVisible();
  await allLoaded(page);
  await expect(page).toHaveTitle(`${await heading(page).innerText()} · Astro Token Console`);
});

test("the skip link is the first stop, and leads to the content", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  await page.reload();
  await allLoaded(page);
  const before = target(page);
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("main")).toBeFocused();
  await page.keyboard.press("Tab");
  expect(await active(page).evaluate((element) => document.querySelector("main")!.contains(element))).toBe(true);
  await expect.poll(() => target(page)).toBe(before);
});

test("an address that leads nowhere says so, and leads on", async ({ page, emulator, signIn }) => {
  const { tokens } = await placesOf(emulator);
  await signIn("Organization Owner", "/organizations/x/y/%3Cb%3E?q=1");
  await expect(heading(page, "Page not found")).toBeAttached();
  await expect(page).toHaveTitle("Page not found · Astro Token Console");
  await expect(page.getByText("There is no such page")).toBeVisible();
  await page.getByRole("link", { name: "Look for a token by its ID" }).click();
  await expect(heading(page, "Which token is this?")).toBeFocused();
  await page.goBack();
  await page.getByRole("main").getByRole("link", { name: "Go to API tokens" }).click();
  await expect(table(page)).toBeVisible();
  await expect.poll(() => target(page)).toBe(tokens);
});

test("by keyboard alone from the sign-in to a token and back", async ({ page, emulator }) => {
  await page.goto("/");
  await expect(tokenField(page)).toBeFocused();
  await page.keyboard.insertText(emulator.token("Organization Owner"));
  // Before the page can connect, Tab passes the button by.
  await expect(connectButton(page)).toBeEnabled();
  await tabTo(page, "button", /^Connect$/);
  await page.keyboard.press("Enter");
  await allLoaded(page);
  await tabTo(page, "searchbox", "Search tokens");
  await page.keyboard.type("growth-analytics-owner");
  await expect(rows(page)).toHaveCount(1);
  await tabTo(page, "link", /^growth-analytics-owner/);
  await page.keyboard.press("Enter");
  await expect(heading(page, "growth-analytics-owner")).toBeFocused();
  await tabTo(page, "link", /^Access/);
  await page.keyboard.press("Enter");
  await expect(tokenTab(page, "Access")).toHaveAttribute("aria-current", "page");
  await page.goBack();
  await expect(tokenTab(page, "Overview")).toHaveAttribute("aria-current", "page");
  await page.goBack();
  await expect(page.getByRole("searchbox", { name: "Search tokens" })).toHaveValue("growth-analytics-owner");
  await tabTo(page, "button", "Sign out");
  await page.keyboard.press("Enter");
  await expect(page.getByText("You signed out")).toBeVisible();
  await expect(tokenField(page)).toBeFocused();
});

for (const leave of ["a row", "Enter on an ID"] as const) {
  test(`a list is found as it was left, however soon after the last letter: by ${leave}`, async ({ page, emulator, signIn }) => {
    await signIn("Organization Owner");
    await allLoaded(page);
    const field = page.getByRole("searchbox", { name: "Search tokens" });
    const id = tokenIdOf(emulator, "Organization Owner");
    // From here on no pause ends.
    await page.clock.pauseAt(await page.evaluate(() => Date.now() + 1000));
    await field.fill(id);
    if (leave === "a row") await rows(page).getByRole("link").first().click();
    else await field.press("Enter");
    await expect.poll(() => target(page)).toContain(`/tokens/${id}`);
    await page.clock.resume();
    await page.goBack();
    await expect(field).toHaveValue(id);
  });
}

test("rows are walked by arrows and j, k, Home and End, and opened by Enter", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  const at = (index: number) => page.locator(`tr[aria-rowindex="${index}"] th a`);
  await at(2).focus();
  for (const [key, index] of [["ArrowDown", 3], ["j", 4], ["k", 3], ["End", 301], ["Home", 2]] as const) {
    await page.keyboard.press(key);
    await expect(at(index)).toBeFocused();
    await expect(at(index)).toBeInViewport();
  }
  const name = await at(2).locator("bdi").innerText();
  await page.keyboard.press("Enter");
  await expect(heading(page, name)).toBeFocused();
});

test("on a narrow screen the side bar is a popover that closes on moving", async ({ page, emulator, signIn }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn("Organization Owner");
  await allLoaded(page);
  await expect(main(page)).toBeHidden();
  const widths = () => page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  const [content, screen] = await widths();
  expect(content).toBeLessThanOrEqual(screen!);
  const menu = page.getByRole("button", { name: "Menu" });
  await menu.click();
  await expect(main(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(main(page)).toBeHidden();
  await expect(menu).toBeFocused();
  await page.keyboard.press("Enter");
  await main(page).getByRole("link", { name: "Which token is this?" }).click();
  await expect(main(page)).toBeHidden();
  await expect(heading(page, "Which token is this?")).toBeFocused();
  for (const place of [...Object.values(await placesOf(emulator)), "/about", "/nowhere"]) {
    await page.goto(place);
    await expect(heading(page)).toBeAttached();
    const [content, screen] = await widths();
    expect(content, place).toBeLessThanOrEqual(screen!);
  }
});

test("the open side bar of a narrow screen is an ordinary one again once the window is wide", async ({ page, signIn }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn("Organization Owner");
  await allLoaded(page);
  await page.getByRole("button", { name: "Menu" }).click();
  const find = page.getByRole("searchbox", { name: "Find a Workspace or Deployment" });
  await find.focus();
  await page.setViewportSize({ width: 1440, height: 900 });
  const isOpen = () => main(page).evaluate((bar) => bar.matches(":popover-open"));
  await expect.poll(isOpen).toBe(false);
  await expect(main(page)).toBeVisible();
  await expect(find).toBeFocused();
  const last = main(page).getByRole("link").last();
  await last.focus();
  await page.keyboard.press("Tab");
  expect(await main(page).evaluate((bar) => bar.contains(document.activeElement))).toBe(false);
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(main(page)).toBeHidden();
});

test("in the side bar of a narrow screen Escape clears the search first, and closes then", async ({ page, signIn }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await signIn("Organization Owner");
  await allLoaded(page);
  const menu = page.getByRole("button", { name: "Menu" });
  await menu.click();
  const find = page.getByRole("searchbox", { name: "Find a Workspace or Deployment" });
  const lines = page.getByRole("treeitem");
  await expect(lines.first()).toBeVisible();
  const all = await lines.count();
  await find.fill("Finance");
  await expect(lines).not.toHaveCount(all);
  await page.keyboard.press("Escape");
  await expect(find).toHaveValue("");
  await expect(find).toBeFocused();
  await expect(lines).toHaveCount(all);
  await page.keyboard.press("Escape");
  await expect(main(page)).toBeHidden();
  await expect(menu).toBeFocused();
});

test("theme and zone are kept for the next visit", async ({ page, emulator, signIn }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await signIn("Organization Owner");
  await allLoaded(page);
  const theme = () => page.evaluate(() => document.documentElement.dataset.theme ?? "system");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  const zone = page.getByRole("button", { name: /Times are shown in/ });
  await expect(zone).toContainText("Local");
  const stamp = rows(page).first().locator("time").first();
  await expect(stamp).toContainText(/CET|GMT\+1/);
  await zone.click();
  await expect(zone).toContainText("UTC");
  await expect(stamp).toContainText("UTC");
  await page.getByRole("button", { name: "Switch between light and dark" }).click();
  expect(await theme()).toBe("dark");
  expect(await ground()).not.toBe(light);
  await page.reload();
  await allLoaded(page);
  expect(await theme()).toBe("dark");
  await expect(stamp).toContainText("UTC");
  await page.getByRole("button", { name: "Sign out", exact: true }).click();
  await expect(page.getByText("You signed out")).toBeVisible();
  expect(await theme()).toBe("dark");
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(stamp).toContainText("UTC");
  await zone.click();
  await page.getByRole("button", { name: "Switch between light and dark" }).click();
  expect(await theme()).toBe("system");
  expect(await ground()).toBe(light);
  expect(await page.evaluate(() => Object.keys(localStorage))).toEqual([]);
});
