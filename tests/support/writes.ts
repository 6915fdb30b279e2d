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

/** Presses what is off. What that would begin has begun two frames later. */
export async function pressOff(control: Locator): Promise<void> {
  await expect(control).toHaveAttribute("aria-disabled", "true");
  await control.click({ force: true });
  await control.page().evaluate(() => new Promise<void>((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve()))));
}

export const dialog = (page: Page, name?: string | RegExp): Locator =>
  page.getByRole("dialog", name === undefined ? {} : { name }).or(page.getByRole("alertdialog", name === undefined ? {} : { name }));

/** Opens a dialog that reads its token anew, and waits until that is answered: a deletion that overtakes it would make it a 404. */
export async function openRead<T>(page: Page, id: string, open: () => Promise<T>): Promise<T> {
  // A reading that began before the dialog is not the dialog's own.
  const asked = page.waitForRequest((request) => request.method() === "GET" && new URL(request.url()).pathname.endsWith(`/${id}`), { timeout: 60_000 });
  const [request, opened] = await Promise.all([asked, open()]);
  await request.response();
  return opened;
}

/** From the next document on, messages that pass by themselves stay: a slow spec looks for them late. */
export async function keepToasts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    document.addEventListener("animationstart", ({ animationName, target }) => {
      if (animationName === "toast-life") for (const life of (target as Element).getAnimations()) life.pause();
    });
  });
}

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
  const value = secret.getByRole("group", { name: "Secret" });
  await expect(value).toHaveText(/^eyJ/);
  return (await value.textContent())!;
}

/** Says that it is stored, and closes. */
export async function storeSecret(page: Page, name: string): Promise<void> {
  const secret = dialog(page, `Store the secret of ${name}`);
  await secret.getByRole("checkbox", { name: "I have stored it" }).check();
  await secret.getByRole("button", { name: "Done" }).click();
  await expect(secret).toBeHidden();
}
