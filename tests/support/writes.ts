// What the specs of writing need: the emulator's state as the only source of what is true, and a form filled in.

import { expect, type Locator, type Page } from "@playwright/test";
import type { Emulator } from "./emulator.ts";
import type { StateToken } from "./sample.ts";
import { allLoaded, organizationOf } from "./console.ts";

/** Every token as the emulator holds it now. */
export async function tokensNow(emulator: Emulator): Promise<StateToken[]> {
  const { tokens } = await emulator.control<{ tokens: StateToken[] }>("GET", "state");
  return tokens;
}

export async function tokensOfName(emulator: Emulator, name: string): Promise<StateToken[]> {
  return (await tokensNow(emulator)).filter((token) => token.name === name);
}

export async function tokenNow(emulator: Emulator, id: string): Promise<StateToken | undefined> {
  return (await tokensNow(emulator)).find((token) => token.id === id);
}

/** How often a write of this kind reached the emulator. */
export async function sent(emulator: Emulator, method: string, path: RegExp): Promise<number> {
  const { exchanges } = await emulator.control<{ exchanges: { method: string; path: string }[] }>("GET", "exchanges");
  return exchanges.filter((exchange) => exchange.method === method && path.test(exchange.path)).length;
}

/** Whether Astro accepts a value. */
export async function isAccepted(emulator: Emulator, value: string): Promise<boolean> {
  const answer = await fetch(`${emulator.api}/organizations/${organizationOf(emulator)}`, { headers: { authorization: `Bearer ${value}` } });
  return answer.status !== 401;
}

export const dialog = (page: Page, name?: string | RegExp): Locator =>
  page.getByRole("dialog", name === undefined ? {} : { name }).or(page.getByRole("alertdialog", name === undefined ? {} : { name }));

/** Opens the form for a new token and fills it in. */
export async function fillNewToken(page: Page, name: string, role = "Organization Member"): Promise<Locator> {
  await allLoaded(page);
  await page.getByRole("button", { name: "Create token" }).click();
  const form = dialog(page, "Create API token");
  await form.getByRole("textbox", { name: "Name" }).fill(name);
  await form.getByRole("combobox", { name: "Role" }).selectOption({ label: role });
  return form;
}

/** The value that the secret dialog shows once it is revealed. */
export async function revealed(page: Page, name: string): Promise<string> {
  const secret = dialog(page, `Store the secret of ${name}`);
  await secret.getByRole("button", { name: "Reveal secret" }).click();
  const value = await secret.getByRole("group", { name: "Secret" }).textContent();
  expect(value).toMatch(/^eyJ/);
  return value!;
}

/** Says that it is stored, and closes. */
export async function storeSecret(page: Page, name: string): Promise<void> {
  const secret = dialog(page, `Store the secret of ${name}`);
  await secret.getByRole("checkbox", { name: "I have stored it" }).check();
  await secret.getByRole("button", { name: "Done" }).click();
  await expect(secret).toBeHidden();
}
