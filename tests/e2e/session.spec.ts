// How a session lives on and how it ends: every end forgets the token, says why, and leads back to where it was.

import type { Page } from "@playwright/test";
import type { Clock } from "../support/clock.ts";
import { expect, HOUR, MINUTE, SECOND, test } from "../support/fixtures.ts";
import { Sample } from "../support/sample.ts";
import { pending, tokenOf } from "../support/access.ts";
import { dialog } from "../support/writes.ts";
import type { Emulator } from "../support/emulator.ts";
import {
  allCounted,
  allLoaded,
  connectButton,
  connectWith,
  heading,
  organizationOf,
  placesOf,
  rotate,
  signOutButton,
  table,
  target,
  tokenField,
  tokenIdOf,
} from "../support/console.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const entryOf = (page: Page) => page.evaluate(() => sessionStorage.getItem("session"));
const chip = (page: Page) => page.getByRole("group", { name: "Session" }).getByRole("timer");
const warning = (page: Page) => page.getByRole("alertdialog");
const signOutNow = (page: Page) => warning(page).getByRole("button", { name: "Sign out now" });
const refresh = (page: Page) => page.getByRole("button", { name: "Load everything again" });

/** Seconds that a countdown such as 7:42:10 shows. */
async function secondsOf(countdown: ReturnType<typeof chip>): Promise<number> {
  const parts = (await countdown.innerText()).split(":").map(Number);
  return parts.reduce((sum, part) => sum * 60 + part, 0);
}

/** Moves on by so much without activity: what signing in and loading took does not count. */
async function idle(page: Page, clock: Clock, milliseconds: number): Promise<void> {
  await page.keyboard.press("Shift");
  await clock.advance(milliseconds);
}

/** The page after an end: it says why, holds nothing, and goes on from the same address with another paste. */
async function expectEnded(page: Page, emulator: Emulator, why: string, place: string): Promise<void> {
  await expect(page.getByText(why)).toBeVisible();
  await expect(tokenField(page)).toHaveValue("");
  await expect(table(page)).toBeHidden();
  expect(await entryOf(page)).toBeNull();
  await expect.poll(() => target(page)).toBe(place);
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(tokenField(page)).toBeHidden();
  await expect(heading(page)).toBeVisible();
  await expect.poll(() => target(page)).toBe(place);
}

test("a reload keeps the session, a new tab does not have it", async ({ page, context, emulator, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  const entry = await entryOf(page);
  await page.reload();
  await allLoaded(page);
  expect(await entryOf(page)).toBe(entry);
  const other = await context.newPage();
  await other.goto(emulator.page);
  await expect(connectButton(other)).toBeVisible();
  expect(await entryOf(other)).toBeNull();
  await expect(table(page)).toBeVisible();
});

test("with a stored session the first paint is the empty ground, and no sign-in form", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/*.wasm", async (route) => {
    await released;
    await route.continue();
  });
  await page.reload({ waitUntil: "commit" });
  await expect(page.locator("#first-paint .ground")).toBeVisible();
  await expect(page.locator("#first-paint h1")).toBeHidden();
  await expect(page.locator("#token-input")).toBeHidden();
  release();
  await allLoaded(page);
});

test("a duplicated tab signs in for itself, and the first one goes on", async ({ page, context, emulator, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  const place = target(page);
  const copy = await context.newPage();
  await copy.goto(emulator.page);
  // As a browser duplicates a tab: its session storage comes along.
  await copy.evaluate((entry) => sessionStorage.setItem("session", entry!), await entryOf(page));
  await copy.goto(place);
  await expectEnded(copy, emulator, "This tab is a copy", place);
  await page.reload();
  await allLoaded(page);
});

test("a browser that refuses to answer for locks lets the session go on", async ({ page, signIn }) => {
  await page.addInitScript(() => {
    navigator.locks.request = () => Promise.reject(new DOMException("denied", "SecurityError"));
  });
  await signIn("Organization Owner");
  await allLoaded(page);
});

for (const place of ["tokens", "token", "access", "workspace", "deployment", "which", "nowhere"] as const) {
  test(`signing out clears everything and leads back: ${place}`, async ({ page, emulator, signIn }) => {
    const places = { ...(await placesOf(emulator)), which: "/which", nowhere: "/organizations/x/nowhere" };
    await signIn("Organization Owner", places[place]);
    await expect(heading(page)).toBeVisible();
    // Names arrive after ids, and the title follows them.
    await allCounted(page);
    const title = await page.title();
    await signOutButton(page).click();
    await expectEnded(page, emulator, "You signed out", places[place]);
    await expect(page).toHaveTitle(title);
  });
}

test("signing out on About stays there, without a session", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "About" }).click();
  await expect(heading(page, "About")).toBeFocused();
  await signOutButton(page).click();
  await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();
  await expect.poll(() => target(page)).toBe("/about");
  expect(await entryOf(page)).toBeNull();
  await page.getByRole("link", { name: "Sign in" }).click();
  await expect(connectButton(page)).toBeVisible();
});

test("without activity it warns more than a minute ahead, any key extends it, and then it ends", async ({ page, emulator, clock, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  const place = target(page);
  await idle(page, clock, 13 * MINUTE + 35 * SECOND);
  await expect(warning(page)).toContainText("Still there?");
  expect(await secondsOf(warning(page).getByRole("timer"))).toBeGreaterThan(60);
  await page.keyboard.press("Shift");
  await expect(warning(page)).toBeHidden();
  await clock.advance(12 * MINUTE);
  await expect(warning(page)).toBeHidden();
  await clock.advance(90 * SECOND + 5 * SECOND);
  await expect(warning(page)).toContainText("Still there?");
  await warning(page).getByRole("button", { name: "Stay signed in" }).click();
  await expect(warning(page)).toBeHidden();
  await clock.advance(16 * MINUTE);
  await expectEnded(page, emulator, "Signed out after a time without activity", place);
});

for (const [how, press] of [
  ["mouse", (page: Page) => signOutNow(page).click()],
  ["keyboard", async (page: Page) => {
    while (!(await signOutNow(page).evaluate((button) => button === document.activeElement))) await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
  }],
] as const) {
  test(`the warning offers to sign out at once, by ${how}`, async ({ page, clock, emulator, signIn }) => {
    await signIn("Organization Owner");
    await allLoaded(page);
    const place = target(page);
    await idle(page, clock, 14 * MINUTE);
    await expect(warning(page)).toContainText("Still there?");
    await press(page);
    await expectEnded(page, emulator, "You signed out", place);
  });
}

test("the warning names what is pending and would be lost", async ({ page, emulator, clock, signIn }) => {
  const sample = await Sample.read(emulator);
  const token = tokenOf(emulator, sample, "ORGANIZATION", ({ roles }) => roles.filter(({ entityType }) => entityType === "WORKSPACE").length > 0);
  await signIn("Organization Owner", sample.path(token, "/access"));
  await allCounted(page);
  await idle(page, clock, 14 * MINUTE);
  await expect(warning(page)).toContainText("Still there?");
  await expect(warning(page)).not.toContainText("Not saved");
  await page.keyboard.press("Escape");
  await expect(warning(page)).toBeHidden();
  await page.getByRole("button", { name: /^Remove grant on Workspace / }).and(page.locator(":not([aria-disabled])")).first().click();
  await expect(pending(page)).toContainText("1 pending change");
  await idle(page, clock, 14 * MINUTE);
  await expect(warning(page)).toContainText("Not saved, and lost then: 1 pending change.");
});

test("Escape and the cross of the warning extend the session as any key does", async ({ page, clock, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  // What signing in and loading took does not count; from here on nothing but what closes it extends it.
  await page.keyboard.press("Shift");
  for (const close of [() => page.keyboard.press("Escape"), () => warning(page).getByRole("button", { name: "Close" }).click()]) {
    await clock.advance(14 * MINUTE);
    await expect(warning(page)).toContainText("Still there?");
    await close();
    await expect(warning(page)).toBeHidden();
  }
  await clock.advance(10 * MINUTE);
  await expect(table(page)).toBeVisible();
});

test("who stayed once is warned of the longest time all the same", async ({ page, clock, signIn }) => {
  // Eight hours, key press by key press.
  test.setTimeout(120_000);
  await signIn("Organization Owner");
  await allLoaded(page);
  await idle(page, clock, 14 * MINUTE);
  await expect(warning(page)).toContainText("Still there?");
  await page.keyboard.press("Escape");
  await expect(warning(page)).toHaveCount(0);
  for (let passed = 14; passed < 470; passed += 12) {
    await clock.advance(12 * MINUTE);
    await page.keyboard.press("Shift");
  }
  // About 470 minutes of the 480 have passed, and what the presses took: the countdown says what is left.
  await clock.advance(((await secondsOf(chip(page))) - 60) * SECOND);
  await expect(warning(page)).toContainText("The session is about to end");
});

test("a reload resets neither limit", async ({ page, clock, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  const { lastActiveAt } = JSON.parse((await entryOf(page))!) as { lastActiveAt: string };
  await clock.advance(12 * MINUTE);
  await page.reload();
  await allLoaded(page);
  // Both loads took time as well.
  const passed = (await page.evaluate(() => Date.now())) - Date.parse(lastActiveAt);
  await clock.advance(14 * MINUTE - passed);
  await expect(warning(page)).toContainText("Still there?");
  expect(await secondsOf(warning(page).getByRole("timer"))).toBeLessThanOrEqual(MINUTE / SECOND);
});

test("the longest time ends it, whatever happens in it", async ({ page, emulator, clock, signIn }) => {
  await emulator.configure({ absoluteHours: 1, idleMinutes: 45 });
  await signIn("Organization Owner");
  await allLoaded(page);
  const place = target(page);
  await clock.advance(40 * MINUTE);
  await page.keyboard.press("Shift");
  await clock.advance(18 * MINUTE + 45 * SECOND);
  await expect(warning(page)).toContainText("The session is about to end");
  await warning(page).getByRole("button", { name: "Go on until then" }).click();
  await expect(warning(page)).toBeHidden();
  await clock.advance(2 * MINUTE);
  await expectEnded(page, emulator, "The session reached its longest time", place);
});

test("the token's own expiry ends it, and the chip counts down to it", async ({ page, emulator, clock }) => {
  const tokenId = tokenIdOf(emulator, "Organization Owner");
  await page.goto("/");
  await connectWith(page, await emulator.sign({ tokenId, expiresAt: "2026-11-22T09:10:00Z" }));
  await allLoaded(page);
  const place = target(page);
  expect(await secondsOf(chip(page))).toBeLessThanOrEqual((10 * MINUTE) / SECOND);
  await clock.advance(8 * MINUTE + 35 * SECOND);
  await expect(warning(page)).toContainText("The token is about to expire");
  await page.keyboard.press("Escape");
  await expect(warning(page)).toBeHidden();
  await clock.advance(2 * MINUTE);
  await expectEnded(page, emulator, "The token has expired", place);
});

test("the chip counts down to what activity does not move", async ({ page, clock, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  const before = await secondsOf(chip(page));
  expect(before).toBeLessThanOrEqual((8 * HOUR) / SECOND);
  await clock.advance(5 * MINUTE);
  await page.keyboard.press("Shift");
  await expect.poll(() => secondsOf(chip(page))).toBeLessThanOrEqual(before - (5 * MINUTE) / SECOND);
});

test("a refusal that Astro confirms ends it", async ({ page, emulator, watch, signIn }) => {
  watch.expectStatus(403, "/v1/organizations/*/tokens");
  await signIn("Workspace Member");
  await allLoaded(page);
  const place = target(page);
  await rotate(emulator, "Workspace Member");
  watch.expectStatus(401, "/v1/*");
  await refresh(page).click();
  await expectEnded(page, emulator, "Astro no longer accepts the token", place);
});

test("one 401 that Astro does not confirm ends nothing", async ({ page, emulator, watch, signIn }) => {
  const { token } = await placesOf(emulator);
  await signIn("Organization Owner", token);
  await expect(heading(page, "growth-analytics-owner")).toBeVisible();
  await watch.fault({ path: `/v1${token}`, status: 401 });
  await page.getByRole("button", { name: "Reload this token" }).click();
  await expect(page.getByText("Astro does not accept this token")).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Astro does not accept this token")).toBeHidden();
  await expect(signOutButton(page)).toBeVisible();
  expect(await entryOf(page)).not.toBeNull();
});

test("signing out works without a network", async ({ page, context, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  const place = target(page);
  await context.setOffline(true);
  await expect(page.getByText("You are offline")).toBeVisible();
  await signOutButton(page).click();
  await expect(page.getByText("You are signed out, and offline")).toBeVisible();
  expect(await entryOf(page)).toBeNull();
  await expect(table(page)).toHaveCount(0);
  await expect(page.getByText("Northwind Data")).toHaveCount(0);
  await context.setOffline(false);
  await page.getByRole("button", { name: "Load the sign-in page" }).click();
  await expect(connectButton(page)).toBeVisible();
  await expect.poll(() => target(page)).toBe(place);
});

test("what was said of a write, and the way back, go with the session", async ({ page, context, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  await signIn("Organization Owner", sample.path(sample.find("of the Organization", ({ scope }) => scope === "ORGANIZATION")));
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await dialog(page).getByRole("textbox", { name: "Description" }).fill("edited");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  const notifications = page.getByRole("region", { name: "Notifications" });
  await expect(notifications.getByRole("button", { name: "Undo" })).toBeVisible();
  // A list that is cut off while it is read would say so on the console.
  await allCounted(page);
  await context.setOffline(true);
  await signOutButton(page).click();
  await expect(page.getByText("You are signed out, and offline")).toBeVisible();
  await expect(notifications.getByRole("listitem")).toHaveCount(0);
});

test("what was cleared stays cleared while the fresh document is on its way", async ({ page, clock, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  // Activity is stored only every few seconds.
  await clock.advance(10 * SECOND);
  const entry = await signOutButton(page).evaluate((button: HTMLElement) => {
    button.click();
    window.dispatchEvent(new KeyboardEvent("keydown", { key: "Shift" }));
    return sessionStorage.getItem("session");
  });
  expect(entry).toBeNull();
  await expect(page.getByText("You signed out")).toBeVisible();
  expect(await entryOf(page)).toBeNull();
});

for (const [what, change, why] of [
  ["for another API", { apiBaseUrl: "https://api.astronomer.io/v1" }, null],
  ["idle for too long", { lastActiveAt: "2026-11-22T08:00:00Z" }, "Signed out after a time without activity"],
  ["open for too long", { startedAt: "2026-11-21T09:00:00Z" }, "The session reached its longest time"],
  ["without an Organization", { organizationId: "" }, null],
  ["damaged", { token: "eyJ" }, null],
] as const) {
  test(`a stored session is dropped at the start: ${what}`, async ({ page, watch, emulator, signIn }) => {
    await signIn("Organization Owner");
    await allLoaded(page);
    await page.evaluate((change) => {
      const entry = JSON.parse(sessionStorage.getItem("session")!) as Record<string, unknown>;
      sessionStorage.setItem("session", JSON.stringify({ ...entry, ...change }));
    }, change);
    const before = watch.requests.length;
    await page.reload();
    await expect(connectButton(page)).toBeVisible();
    await expect(tokenField(page)).toHaveValue("");
    await (why === null ? expect(page.getByRole("main").getByRole("alert")).toHaveCount(0) : expect(page.getByText(why)).toBeVisible());
    expect(await entryOf(page)).toBeNull();
    expect(watch.requests.slice(before).filter((request) => request.url().startsWith(emulator.api))).toEqual([]);
  });
}

test("a configuration that no longer holds names its key, and ends nothing", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  await emulator.configure({ idleMinutes: 1 });
  await page.reload();
  await expect(page.getByText("idleMinutes must be a whole number from 2 to 60")).toBeVisible();
  await expect(table(page)).toHaveCount(0);
  await emulator.control("DELETE", "config");
  await page.getByRole("button", { name: "Reload" }).click();
  await allLoaded(page);
});

test("what is no session entry at all is dropped, too", async ({ page }) => {
  await page.goto("/");
  await page.evaluate(() => sessionStorage.setItem("session", "{"));
  await page.reload();
  await expect(connectButton(page)).toBeVisible();
  await expect.poll(() => entryOf(page)).toBeNull();
});

test("the entry holds what is documented and nothing else", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner");
  await expect(table(page)).toBeVisible();
  const entry = JSON.parse((await entryOf(page))!) as Record<string, unknown>;
  expect(Object.keys(entry).toSorted()).toEqual(["apiBaseUrl", "lastActiveAt", "organizationId", "readOnly", "startedAt", "token"]);
  expect(entry).toMatchObject({ apiBaseUrl: emulator.api, organizationId: organizationOf(emulator), readOnly: false });
});
