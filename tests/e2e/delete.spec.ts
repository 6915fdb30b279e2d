// Deleting a token: what breaks, the typed word, and what the page says when it is not certain.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allCounted, allLoaded, heading, organizationOf, tokenField, tokenIdOf } from "../support/console.ts";
import { Sample, type StateToken } from "../support/sample.ts";
import { dialog, keepToasts, openRead, pressOff, sent, tokenNow } from "../support/writes.ts";
import type { Emulator } from "../support/emulator.ts";

const deletions = (emulator: Emulator) => sent(emulator, "DELETE", /\/tokens\//);
const word = (page: Page) => dialog(page).getByRole("textbox", { name: "Type Delete to confirm" });
const button = (page: Page) => dialog(page).getByRole("button", { name: /Delete token|Delete once more|Try again|Asking/ });

async function pick(emulator: Emulator): Promise<{ sample: Sample; token: StateToken }> {
  const sample = await Sample.read(emulator);
  const printed = emulator.tokens.map(({ name }) => name);
  const token = sample.find("in use with Workspaces", ({ name, lastUsedAt, roles }) => !printed.includes(name) && lastUsedAt !== undefined && roles.filter(({ entityType }) => entityType === "WORKSPACE").length > 1);
  return { sample, token };
}

/** Opens the dialog from the page of its token. */
async function openDelete(page: Page, { id }: StateToken): Promise<void> {
  const way = page.getByRole("button", { name: "Delete", exact: true });
  // By then the page has asked for the token itself.
  await expect(way).toBeVisible();
  await openRead(page, id, () => way.click());
}

async function open(page: Page, emulator: Emulator, signIn: (name: string, at?: string) => Promise<void>): Promise<StateToken> {
  const { sample, token } = await pick(emulator);
  await keepToasts(page);
  await signIn("Organization Owner", sample.path(token));
  await openDelete(page, token);
  return token;
}

test("it says what breaks, wants the typed word, and is gone", async ({ page, emulator, signIn }) => {
  const token = await open(page, emulator, signIn);
  const workspaces = token.roles.filter(({ entityType }) => entityType === "WORKSPACE").length;
  await expect(dialog(page).getByText(`${workspaces} Workspaces`, { exact: true })).toBeVisible();
  await expect(dialog(page).getByText(/^Made by /)).toBeVisible();
  await pressOff(button(page));
  await word(page).fill("delete");
  await pressOff(button(page));
  expect(await deletions(emulator)).toBe(0);
  await word(page).fill("Delete");
  await button(page).click();
  await expect(heading(page, "API tokens")).toBeVisible();
  await expect(page.getByText(`Deleted ${token.name}`).first()).toBeVisible();
  expect(await tokenNow(emulator, token.id)).toBeUndefined();
  expect(await deletions(emulator)).toBe(1);
});

test("from a row: the row goes, and another dialog is a button away", async ({ page, emulator, signIn }) => {
  const { sample, token } = await pick(emulator);
  await signIn("Organization Owner");
  await allLoaded(page);
  await page.getByRole("searchbox", { name: "Search tokens" }).fill(token.id);
  await page.getByRole("button", { name: `Actions for ${token.name}, …${token.shortToken}` }).click();
  await openRead(page, token.id, () => page.getByRole("menuitem", { name: "Delete…" }).click());
  await openRead(page, token.id, () => dialog(page).getByRole("button", { name: "Rotate instead" }).click());
  await expect(dialog(page, `Rotate ${token.name}?`)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();
  await page.getByRole("button", { name: `Actions for ${token.name}, …${token.shortToken}` }).click();
  await openRead(page, token.id, () => page.getByRole("menuitem", { name: "Delete…" }).click());
  await word(page).fill("Delete");
  await word(page).press("Enter");
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("link", { name: token.name })).toHaveCount(0);
  // The button that opened the dialog went with its row.
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  expect((await Sample.read(emulator)).tokens.length).toBe(sample.tokens.length - 1);
});

test("someone else was faster", async ({ page, emulator, signIn, watch }) => {
  const token = await open(page, emulator, signIn);
  watch.expectStatus(404, `/v1/organizations/*/tokens/${token.id}`);
  const answer = await fetch(`${emulator.api}/organizations/${organizationOf(emulator)}/tokens/${token.id}`, {
    method: "DELETE",
    headers: { authorization: `Bearer ${emulator.token("Organization Owner")}` },
  });
  expect(answer.ok).toBe(true);
  await word(page).fill("Delete");
  await button(page).click();
  await expect(page.getByText(`${token.name} no longer exists`).first()).toBeVisible();
});

test("one's own token takes an extra step, and the session ends with it", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const own = sample.find("that is used here", ({ id }) => id === tokenIdOf(emulator, "Organization Owner"));
  await signIn("Organization Owner", sample.path(own));
  await allCounted(page);
  await openDelete(page, own);
  await word(page).fill("Delete");
  await expect(dialog(page).getByText(/ends this session/)).toBeVisible();
  await pressOff(button(page));
  expect(await deletions(emulator)).toBe(0);
  await dialog(page).getByRole("checkbox", { name: "I understand what follows" }).check();
  await button(page).click();
  await expect(tokenField(page)).toBeVisible();
  expect(await tokenNow(emulator, own.id)).toBeUndefined();
  expect(await deletions(emulator)).toBe(1);
});

test("axe: the dialog", async ({ page, emulator, signIn }) => {
  await open(page, emulator, signIn);
  await expect(dialog(page)).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});
