// The Access tab as a person finds it. What is stored is told by grants.ts.

import { expect, type Locator, type Page } from "@playwright/test";
import { organizationOf } from "./console.ts";
import type { Emulator } from "./emulator.ts";
import type { Sample, StateToken } from "./sample.ts";
import { dialog } from "./writes.ts";

export const grants = (page: Page): Locator => page.getByRole("table", { name: /^Grants of / });
/** Lines by what stands in them. */
export const line = (page: Page, text: string | RegExp): Locator => grants(page).getByRole("row").filter({ hasText: text });
/** Why nothing can be changed. */
export const off = (page: Page): Locator => page.getByText("Nothing can be changed here now.");
/** The role control of a place, by its full name. */
export const role = (page: Page, called: string | RegExp): Locator =>
  grants(page).getByRole("combobox", { name: typeof called === "string" ? `Role on ${called}` : called, exact: true });
export const remove = (page: Page, called: string): Locator => grants(page).getByRole("button", { name: `Remove grant on ${called}`, exact: true });
export const undo = (page: Page, called: string): Locator => grants(page).getByRole("button", { name: `Undo change on ${called}`, exact: true });
export const pending = (page: Page): Locator => page.getByRole("region", { name: "Pending changes" });
export const review = (page: Page): Locator => dialog(page, /^Review the changes to /);
export const adding = (page: Page): Locator => dialog(page, "Add grant");
export const question = (page: Page): Locator => dialog(page, /^Discard /);
export const saveButton = (page: Page): Locator => review(page).getByRole("button", { name: /^(Save as one replacement|Asking Astro…|Try again in .*)$/ });

export const rolesPath = (emulator: Emulator, token: { id: string }): string => `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}/roles`;

/** A token of that scope that nobody is signed in with. */
export function tokenOf(emulator: Emulator, sample: Sample, scope: string, holds: (token: StateToken) => boolean = () => true): StateToken {
  const used = emulator.tokens.map(({ value }) => (JSON.parse(Buffer.from(value.split(".")[1]!, "base64url").toString()) as { apiTokenId?: string }).apiTokenId);
  return sample.find(`of scope ${scope}`, (token) => token.scope === scope && !used.includes(token.id) && holds(token));
}

/** Id of a Workspace, or of a Deployment in a Workspace. */
export function placeOf(sample: Sample, kind: "workspaces" | "deployments", name: string, workspaceId?: string): string {
  const found = sample[kind].find((place) => place.name === name && place.workspaceId === workspaceId);
  if (!found) throw new Error(`the sample has no ${name}`);
  return found.id;
}

/** Adds grants by the dialog; `place` is typed and picked by keyboard. */
export async function add(page: Page, level: "Workspace" | "Deployment" | "Dags by ID" | "Dags by tag", place: string | undefined, roleName: string, ids?: string): Promise<void> {
  await page.getByRole("button", { name: "Add grant" }).click();
  await adding(page).getByRole("radio", { name: level }).check();
  if (place) {
    const field = adding(page).getByRole("combobox", { name: level === "Workspace" ? "Workspace" : "Deployment" });
    await field.fill(place);
    // An id is chosen at once.
    if (await field.inputValue() === place) {
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    }
  }
  if (ids !== undefined) await adding(page).getByRole("textbox", { name: level === "Dags by ID" ? "Dag IDs" : "Dag tags" }).fill(ids);
  await adding(page).getByRole("combobox", { name: "Role" }).selectOption({ label: roleName });
  await adding(page).getByRole("button", { name: "Add", exact: true }).click();
  await expect(adding(page)).toBeHidden();
}

export async function openReview(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Review and save" }).click();
  await expect(review(page)).toBeVisible();
}

/** Reviews and saves; all stands. */
export async function save(page: Page): Promise<void> {
  await openReview(page);
  await saveButton(page).click();
  await expect(review(page)).toBeHidden();
  await expect(pending(page)).toBeHidden();
}
