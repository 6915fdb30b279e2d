// axe-core on what shows instead of the console: refusals of boot.js, a configuration that does not hold, an end
// without a network. The panic screen has a spec of its own.

import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, signOutButton } from "../support/console.ts";
import { expect, test } from "../support/fixtures.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const alert = "alert";

test("a wasm that is not the published one", async ({ page, watch }) => {
  watch.expect("the browser's word on the hash", (text) => text.includes("integrity"));
  await page.route("**/*.wasm", (route) => route.fulfill({ contentType: "application/wasm", body: "" }));
  await page.goto("/");
  await expect(page.getByRole(alert)).toContainText("could not be started");
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("a browser that is too old", async ({ page }) => {
  await page.addInitScript(() => {
    CSS.supports = () => false;
  });
  await page.goto("/");
  await expect(page.getByRole(alert)).toContainText("This browser is too old");
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("inside another page", async ({ page }) => {
  await page.addInitScript(() => {
    // What a frame sees; axe looks at one document at a time.
    Object.defineProperty(globalThis, "self", { get: () => null });
  });
  await page.goto("/");
  await expect(page.getByRole(alert)).toContainText("does not run inside another page");
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("a configuration that does not hold: before signing in, with a session, and on About", async ({ page, emulator, signIn }) => {
  const named = page.getByText("This console is not set up correctly");
  await signIn("Organization Owner");
  await emulator.configure({ idleMinutes: 1 });
  await page.reload();
  await expect(named).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.goto("/about");
  await expect(named).toBeVisible();
  await page.evaluate(() => sessionStorage.clear());
  await page.goto("/");
  await expect(named).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("an end without a network", async ({ page, context, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  await context.setOffline(true);
  await signOutButton(page).click();
  await expect(page.getByText("You are signed out, and offline")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});
