// Read-only, by the session's switch or by config.json: whatever changes something is fenced, and says why.

import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { heading, rows, tokenIdOf } from "../support/console.ts";
import { Sample } from "../support/sample.ts";
import { dialog, pressOff, sent } from "../support/writes.ts";
import type { Emulator } from "../support/emulator.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const BY_SWITCH = /This session is read-only\. The switch is at the foot of the side bar\./;
const BY_CONFIG = /This console is read-only: config\.json says so\./;

const readOnly = (page: Page) => page.getByRole("switch", { name: "Read-only" });
const button = (page: Page, name: string) => page.getByRole("button", { name, exact: true });

async function another(emulator: Emulator): Promise<{ name: string; path: string }> {
  const sample = await Sample.read(emulator);
  const own = tokenIdOf(emulator, "Organization Owner");
  const token = sample.find("of the Organization that is not the one in use", ({ id, scope }) => id !== own && scope === "ORGANIZATION");
  return { name: token.name, path: sample.path(token) };
}

async function expectFenced(page: Page, control: Locator, why: RegExp): Promise<void> {
  await expect(control).toHaveAttribute("aria-disabled", "true");
  await expect(control).toHaveAccessibleDescription(why);
  // It can still be reached and pressed, and nothing comes of it.
  await control.focus();
  await expect(control).toBeFocused();
  await page.keyboard.press("Enter");
  await pressOff(control);
  await expect(dialog(page)).toHaveCount(0);
}

/** Everything on the page of a token and in the list of all tokens that would change something. */
async function expectAllFenced(page: Page, name: string, why: RegExp): Promise<void> {
  await expect(heading(page, name)).toBeVisible();
  for (const action of ["Edit", "Rotate", "Delete"]) await expectFenced(page, button(page, action), why);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Tokens/ }).click();
  await expectFenced(page, button(page, "Create token"), why);
  await rows(page).first().getByRole("button", { name: /^Actions for/ }).click();
  for (const action of [/^Edit…/, /^Rotate…/, /^Create successor…/, /^Delete…/]) {
    const item = page.getByRole("menuitem", { name: action });
    await expect(item).toHaveAttribute("aria-disabled", "true");
    await expect(item).toContainText(why);
    await pressOff(item);
    await expect(dialog(page)).toHaveCount(0);
  }
  await expect(page.getByRole("menuitem", { name: "Copy token ID" })).not.toHaveAttribute("aria-disabled", "true");
  await page.keyboard.press("Escape");
}

const writes = async (emulator: Emulator) => (await sent(emulator, "POST", /./)) + (await sent(emulator, "DELETE", /./));

test("the switch fences every change, also after a reload, until it is switched back", async ({ page, emulator, signIn }) => {
  const { name, path } = await another(emulator);
  await signIn("Organization Owner", path);
  await expect(button(page, "Edit")).not.toHaveAttribute("aria-disabled", "true");
  await readOnly(page).click();
  await expect(readOnly(page)).toHaveAttribute("aria-checked", "true");
  await page.reload();
  await expect(page.getByRole("banner").getByText("Read-only")).toBeVisible();
  await expectAllFenced(page, name, BY_SWITCH);
  expect(await writes(emulator)).toBe(0);
  await readOnly(page).click();
  await expect(page.getByRole("banner").getByText("Read-only")).toBeHidden();
  await button(page, "Create token").click();
  await expect(dialog(page, "Create API token")).toBeVisible();
});

test("config.json fences every change, and the switch cannot undo it", async ({ page, emulator, signIn }) => {
  await emulator.configure({ readOnly: true });
  const { name, path } = await another(emulator);
  await signIn("Organization Owner", path);
  await expect(readOnly(page)).toHaveAttribute("aria-disabled", "true");
  await expect(readOnly(page)).toHaveAccessibleDescription("Set by config.json");
  await pressOff(readOnly(page));
  await expect(readOnly(page)).toHaveAttribute("aria-checked", "true");
  await expectAllFenced(page, name, BY_CONFIG);
  expect(await writes(emulator)).toBe(0);
});
