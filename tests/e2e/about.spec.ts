// About: what this page is, and whether its protections are active. Also where an address leads nowhere.

import type { Page } from "@playwright/test";
import { accessibilityViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const check = (page: Page, title: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { level: 3, name: title, exact: true }) });

const TITLES = ["Content-Security-Policy", "Trusted Types", "Not inside another page", "Secure context", "What the browser keeps"];

test("without a session: version, host, limits, and every check passed", async ({ page, emulator }) => {
  await page.goto("/about");
  await expect(page.getByRole("heading", { level: 1, name: "About" })).toBeVisible();
  await expect(page.locator("dl > div").filter({ hasText: "Version" }).locator("dd")).toHaveText(/^\d+\.\d+\.\d+$/);
  await expect(page.locator("dl > div").filter({ hasText: "API address" }).locator("dd")).toHaveText(emulator.api);
  await expect(page.locator("dl > div").filter({ hasText: "Sign-out without activity" }).locator("dd")).toHaveText("After 15 minutes");
  await expect(page.locator("dl > div").filter({ hasText: "Sign-out in any case" }).locator("dd")).toHaveText("After 8 hours");
  await expect(page.locator("dl > div").filter({ hasText: "Requests" }).locator("dd")).toHaveText("At most 20 a second");
  for (const title of TITLES) await expect(check(page, title), title).toContainText("Passed");
  // The API of the tests is http on loopback.
  await expect(check(page, "Connection to Astro")).toContainText("Look at this");
});

test("tells what the configuration says", async ({ page, emulator }) => {
  await emulator.configure({ idleMinutes: 2, absoluteHours: 1, requestsPerSecond: 0, readOnly: true });
  await page.goto("/about");
  await expect(page.locator("dl > div").filter({ hasText: "Sign-out without activity" }).locator("dd")).toHaveText("After 2 minutes");
  await expect(page.locator("dl > div").filter({ hasText: "Sign-out in any case" }).locator("dd")).toHaveText("After 1 hour");
  await expect(page.locator("dl > div").filter({ hasText: "Requests" }).locator("dd")).toHaveText("Not limited");
  await expect(page.locator("dl > div").filter({ hasText: "Changes" }).locator("dd")).toContainText("read only");
});

test("a weaker policy, and none, are noticed", async ({ page }) => {
  let policy: string | undefined = "default-src 'self'; script-src 'self' 'unsafe-inline'; connect-src *";
  await page.route("/", async (route) => {
    if (route.request().method() !== "HEAD") return route.fallback();
    await route.fulfill({ status: 200, headers: policy === undefined ? {} : { "content-security-policy": policy } });
  });
  await page.goto("/about");
  await expect(check(page, "Content-Security-Policy")).toContainText("scripts are not limited to this page’s own files");
  await expect(check(page, "Content-Security-Policy")).toContainText("it may connect to any host");
  await expect(check(page, "Content-Security-Policy")).toContainText("Look at this");
  policy = undefined;
  await page.reload();
  await expect(check(page, "Content-Security-Policy")).toContainText("The host sends none with this page");
});

test("what others keep on this origin is pointed out by name", async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem("left-by-another-page", "1"));
  await page.goto("/about");
  await expect(check(page, "What the browser keeps")).toContainText("Look at this");
  await expect(check(page, "What the browser keeps").getByText("left-by-another-page")).toBeVisible();
  await expect(check(page, "What the browser keeps")).toContainText("Not from this page");
});

test("with a session: the one key, and no value", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner");
  await page.getByRole("link", { name: "About" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "About" })).toBeFocused();
  const keeps = check(page, "What the browser keeps");
  await expect(keeps).toContainText("Passed");
  await expect(keeps.getByText("session", { exact: true })).toBeVisible();
  await expect(page.getByText(emulator.token("Organization Owner").split(".")[1]!)).toHaveCount(0);
  for (const title of TITLES) await expect(check(page, title), title).toContainText("Passed");
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("an address that leads nowhere is said so, with ways on", async ({ page, signIn, emulator }) => {
  await signIn("Organization Owner", `${emulator.page}nowhere/at/all?q=x`);
  await expect(page.getByRole("heading", { name: "There is no such page" })).toBeVisible();
  await expect(page.getByText("/nowhere/at/all")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole("link", { name: "Look for a token by its ID" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Which token is this?" })).toBeVisible();
  await page.goBack();
  await page.getByRole("link", { name: "Go to API tokens" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "API tokens" })).toBeVisible();
});
