// A value that is shown once is not left by accident: Escape, Back, reload, closing the tab, and links, each by itself. Nor is a form
// with something in it thrown away by a reload.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { organizationOf, target } from "../support/console.ts";
import { dialog, fillNewToken, revealed, storeSecret } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const NAME = "guarded";
const secretDialog = (page: Page) => dialog(page, `Store the secret of ${NAME}`);

/** One step back, until the page has put its own entry of the history back: the next step would lead further otherwise. */
async function back(page: Page): Promise<void> {
  const entry = () => page.evaluate(() => ({ key: navigation.currentEntry!.key, isLast: !navigation.canGoForward }));
  const before = await entry();
  expect(before.isLast).toBe(true);
  await page.evaluate(() => history.back());
  await expect.poll(async () => {
    const { key, isLast } = await entry();
    return isLast && key !== before.key;
  }).toBe(true);
}

/** Creates a token, and returns its value as the page shows it; it is masked again. */
async function openSecret(page: Page): Promise<string> {
  const form = await fillNewToken(page, NAME);
  await form.getByRole("button", { name: "Create token" }).click();
  const value = await revealed(page, NAME);
  await secretDialog(page).getByRole("button", { name: "Reveal secret" }).click();
  return value;
}

/** The dialog is there, on the same page, and still has the value. */
async function expectKept(page: Page, value: string, place: string): Promise<void> {
  await expect(secretDialog(page)).toBeVisible();
  await expect.poll(() => target(page)).toBe(place);
  const reveal = secretDialog(page).getByRole("button", { name: "Reveal secret" });
  await reveal.click();
  await expect(secretDialog(page).getByRole("group", { name: "Secret" })).toHaveText(value);
  await reveal.click();
  await expect(secretDialog(page).getByRole("group", { name: "Secret" })).not.toContainText(value.slice(0, 20));
}

test("Escape says why it stays, again and again", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  const value = await openSecret(page);
  const place = target(page);
  for (let press = 0; press < 3; press += 1) await page.keyboard.press("Escape");
  await expect(secretDialog(page).getByRole("status").first()).toContainText("I have stored it");
  await expectKept(page, value, place);
});

test("Back stays where it is, however often, and leads back as before once it is stored", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  await page.getByRole("link", { name: "Which token is this?" }).click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Tokens/ }).click();
  const value = await openSecret(page);
  const place = target(page);
  for (let step = 0; step < 3; step += 1) {
    await back(page);
    await expect(secretDialog(page).getByRole("status").first()).toContainText("I have stored it");
    await expectKept(page, value, place);
  }
  await storeSecret(page, NAME);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Which token is this?" })).toBeVisible();
});

test("Back twice at once keeps it as well", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  for (let visit = 0; visit < 2; visit += 1) {
    await page.getByRole("link", { name: "Which token is this?" }).click();
    await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Tokens/ }).click();
  }
  const value = await openSecret(page);
  const place = target(page);
  await page.evaluate(() => {
    for (let step = 0; step < 2; step += 1) history.back();
  });
  await expect(secretDialog(page).getByRole("status").first()).toContainText("I have stored it");
  await expectKept(page, value, place);
});

test("while its answer is awaited the page is kept as well, and afterwards for as long as there is something to lose", async ({ page, emulator, watch, signIn }) => {
  await signIn("Organization Owner");
  await page.getByRole("link", { name: "Which token is this?" }).click();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Tokens/ }).click();
  const create = { method: "POST", path: `/v1/organizations/${organizationOf(emulator)}/tokens` } as const;
  const kept = () => dialog(page).getByText("This page stays until Astro has answered");
  /** Every way out, while the answer takes its time. */
  const tryToLeave = async (): Promise<void> => {
    const place = target(page);
    for (let step = 0; step < 2; step += 1) await back(page);
    await expect(kept()).toBeVisible();
    await page.evaluate(() => document.querySelector<HTMLAnchorElement>('nav a[href$="/about"]')!.click());
    const asked = page.waitForEvent("dialog");
    await page.evaluate(() => setTimeout(() => location.reload()));
    const question = await asked;
    expect(question.type()).toBe("beforeunload");
    await question.dismiss();
    await expect.poll(() => target(page)).toBe(place);
  };
  let asks = 0;
  page.on("dialog", () => {
    asks += 1;
  });

  // Refused: nothing is at stake any more, and Back leads where it did.
  const form = await fillNewToken(page, NAME);
  await watch.fault({ ...create, status: 403, held: true });
  await form.getByRole("button", { name: "Create token" }).click();
  await tryToLeave();
  expect(await accessibilityViolations(page)).toEqual([]);
  await watch.release();
  await expect(form.getByText("Nothing was created")).toBeVisible();
  await expect(kept()).toBeHidden();
  await expect(form.getByRole("button", { name: "Create token" })).not.toHaveAttribute("aria-disabled");
  await form.getByRole("button", { name: "Cancel" }).click();
  await dialog(page, "Discard what you typed?").getByRole("button", { name: "Discard" }).click();
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Which token is this?" })).toBeVisible();
  await page.goForward();
  const before = asks;
  await page.reload();
  expect(asks, "a question with nothing to lose").toBe(before);

  // Answered: the dialog of the secret takes over, with the same one entry in the history.
  await fillNewToken(page, NAME);
  await watch.fault({ ...create, held: true });
  await form.getByRole("button", { name: "Create token" }).click();
  await tryToLeave();
  await watch.release();
  await expect(secretDialog(page)).toBeVisible();
  await back(page);
  await expect(secretDialog(page).getByRole("status").first()).toContainText("I have stored it");
  await storeSecret(page, NAME);
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1, name: "Which token is this?" })).toBeVisible();
});

for (const way of ["reload", "close"] as const) {
  test(`${way} is asked about, and staying keeps the value`, async ({ page, signIn }) => {
    await signIn("Organization Owner");
    const value = await openSecret(page);
    const place = target(page);
    const asked = page.waitForEvent("dialog");
    if (way === "reload") await page.evaluate(() => setTimeout(() => location.reload()));
    else await page.close({ runBeforeUnload: true });
    const question = await asked;
    expect(question.type()).toBe("beforeunload");
    await question.dismiss();
    await expectKept(page, value, place);
  });
}

test("no link leads away, not even one that a script clicks", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  const value = await openSecret(page);
  const place = target(page);
  await page.evaluate(() => document.querySelector<HTMLAnchorElement>('nav a[href$="/about"]')!.click());
  await expect(secretDialog(page).getByRole("status").first()).toContainText("I have stored it");
  await expectKept(page, value, place);
  await storeSecret(page, NAME);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "About" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "About" })).toBeVisible();
});

test("a form with something in it asks before the page is reloaded, and one without does not", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  const form = await fillNewToken(page, NAME);
  const asked = page.waitForEvent("dialog");
  await page.evaluate(() => setTimeout(() => location.reload()));
  const question = await asked;
  expect(question.type()).toBe("beforeunload");
  await question.dismiss();
  await expect(form.getByRole("textbox", { name: "Name" })).toHaveValue(NAME);
  await form.getByRole("button", { name: "Cancel" }).click();
  await dialog(page, "Discard what you typed?").getByRole("button", { name: "Discard" }).click();
  await expect(form).toBeHidden();
  let asks = 0;
  page.on("dialog", () => {
    asks += 1;
  });
  await page.reload();
  expect(asks).toBe(0);
});

test("pressing Done once more before the page is free again does nothing", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  await openSecret(page);
  await secretDialog(page).getByRole("checkbox", { name: "I have stored it" }).check();
  const done = await secretDialog(page).getByRole("button", { name: "Done" }).elementHandle();
  // In one task of the page, as a slow page would take them.
  const left = await page.evaluate((done) => {
    for (let press = 0; press < 3; press += 1) (done as HTMLElement).click();
    return (done as HTMLElement).isConnected;
  }, done);
  expect(left, "nothing behind the dialog can be pressed yet").toBe(true);
  await expect(secretDialog(page)).toBeHidden();
  await expect(page.getByRole("region", { name: "Notifications" }).getByText(`Created ${NAME}`)).toBeVisible();
  await expect(page.getByRole("button", { name: "Create token" })).toBeFocused();
});
