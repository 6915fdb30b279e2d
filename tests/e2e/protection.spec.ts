// The extra step before the last Organization Owner token in sight is taken away or made less. The one before one's own
// token is with each of the writes.

import type { Page } from "@playwright/test";
import { type Emulator, START } from "../support/emulator.ts";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allCounted, allLoaded, connectWith, organizationOf, tokenIdOf } from "../support/console.ts";
import { Sample, type StateToken } from "../support/sample.ts";
import { dialog, pressOff, sent, tokenNow } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 400 } });

const OWNER = "ORGANIZATION_OWNER";
const isOwner = (token: StateToken): boolean => token.roles.some(({ role }) => role === OWNER);

const read = (page: Page) => dialog(page).getByRole("checkbox", { name: "I understand what follows" });
const list = { method: "GET", path: "/v1/organizations/*/tokens" } as const;

async function openAsPerson(page: Page, emulator: Emulator, path: string): Promise<void> {
  await page.goto(path);
  await connectWith(page, emulator.token("Personal session"));
  await page.getByRole("button", { name: "Northwind Data" }).click();
  // What is changed elsewhere from here on is no part of what was loaded.
  await allCounted(page);
}

test("while the list is loading it may be the last one, until another arrives", async ({ page, emulator, watch, signIn }) => {
  const sample = await Sample.read(emulator);
  const own = tokenIdOf(emulator, "Organization Owner");
  const owner = sample.find("that is another Organization Owner", (token) => token.id !== own && isOwner(token) && (token.endAt === undefined || token.endAt > START));
  await watch.fault({ ...list, held: true });
  await signIn("Organization Owner", sample.path(owner));
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await dialog(page).getByRole("textbox", { name: "Type Delete to confirm" }).fill("Delete");
  const remove = dialog(page).getByRole("button", { name: "Delete token" });
  await expect(dialog(page).getByText(/^It may be the last Organization Owner token/)).toBeVisible();
  await expect(remove).toHaveAttribute("aria-disabled", "true");
  await watch.release();
  await expect(read(page)).toHaveCount(0);
  await expect(remove).not.toHaveAttribute("aria-disabled");
});

/** Deletes all tokens of Organization Owners but one that still works. */
async function leaveOneOwner(emulator: Emulator): Promise<{ sample: Sample; last: StateToken }> {
  const sample = await Sample.read(emulator);
  const owners = sample.tokens.filter((token) => token.organizationId === organizationOf(emulator) && isOwner(token));
  const last = owners.find(({ endAt }) => endAt === undefined || endAt > START)!;
  for (const { id } of owners.filter(({ id }) => id !== last.id)) await asPerson(emulator, "DELETE", `/${id}`);
  return { sample, last };
}

async function asPerson(emulator: Emulator, method: string, path: string, body?: unknown): Promise<void> {
  const answer = await fetch(`${emulator.api}/organizations/${organizationOf(emulator)}/tokens${path}`, {
    method,
    headers: { authorization: `Bearer ${emulator.token("Personal session")}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.ok).toBe(true);
}

test("deleting and demoting it say what follows, and wait until that was read", async ({ page, emulator, watch }) => {
  const session = emulator.token("Personal session");
  const { sample, last } = await leaveOneOwner(emulator);
  const [deleted, posted] = [await sent(emulator, "DELETE", /./), await sent(emulator, "POST", /./)];
  await page.goto(sample.path(last));
  await watch.fault({ ...list, held: true });
  await connectWith(page, session);
  await page.getByRole("button", { name: "Northwind Data" }).click();

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog(page).getByText(/^It may be the last Organization Owner token: not all tokens are loaded/)).toBeVisible();
  await dialog(page).getByRole("textbox", { name: "Type Delete to confirm" }).fill("Delete");
  await read(page).check();
  await watch.release();
  // Once all are loaded it is certain, and that was not read yet.
  await expect(dialog(page).getByText(/the last Organization Owner token that you can see/)).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await expect(read(page)).not.toBeChecked();
  await pressOff(dialog(page).getByRole("button", { name: "Delete token" }));
  expect(await tokenNow(emulator, last.id)).toBeDefined();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();

  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(dialog(page).getByText(/the last Organization Owner token/)).toBeHidden();
  await dialog(page).getByRole("combobox", { name: "Organization role" }).selectOption({ label: "Organization Member" });
  await expect(dialog(page).getByText(/the last Organization Owner token that you can see/)).toBeVisible();
  const save = dialog(page).getByRole("button", { name: "Save" });
  await pressOff(save);
  expect(isOwner((await tokenNow(emulator, last.id))!)).toBe(true);
  await dialog(page).getByRole("checkbox", { name: "I understand what follows" }).check();
  await save.click();
  await expect(dialog(page)).toBeHidden();
  expect(isOwner((await tokenNow(emulator, last.id))!)).toBe(false);
  expect([await sent(emulator, "DELETE", /./), await sent(emulator, "POST", /./)]).toEqual([deleted, posted + 1]);
});

test("overruling someone who made it the only one in the meantime counts as demoting it", async ({ page, emulator }) => {
  const { sample, last } = await leaveOneOwner(emulator);
  await asPerson(emulator, "DELETE", `/${last.id}`);
  const token = sample.find("that is an Organization Member", ({ scope, roles, endAt }) => scope === "ORGANIZATION" && (endAt === undefined || endAt > START) && roles.some(({ role }) => role === "ORGANIZATION_MEMBER"));
  await openAsPerson(page, emulator, sample.path(token));
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await dialog(page).getByRole("combobox", { name: "Organization role" }).selectOption({ label: "Organization Billing Admin" });
  const roles = token.roles.map((grant) => (grant.entityType === "ORGANIZATION" ? { ...grant, role: OWNER } : grant));
  await asPerson(emulator, "POST", `/${token.id}/roles`, { roles });
  const save = dialog(page).getByRole("button", { name: "Save" });
  await save.click();
  const choice = dialog(page).getByRole("group", { name: /^Which role shall stand/ });
  await choice.getByRole("radio", { name: /^Organization Owner/ }).check();
  await expect(read(page)).toHaveCount(0);
  await choice.getByRole("radio", { name: /^Organization Billing Admin/ }).check();
  await expect(read(page)).toBeVisible();
  await pressOff(save);
  expect(isOwner((await tokenNow(emulator, token.id))!)).toBe(true);
  await read(page).check();
  await save.click();
  await expect(dialog(page)).toBeHidden();
  expect(isOwner((await tokenNow(emulator, token.id))!)).toBe(false);
});

test("an Undo does not take the role from the last one unasked", async ({ page, emulator }) => {
  const { sample, last } = await leaveOneOwner(emulator);
  const token = sample.find("that is an Organization Member", ({ scope, roles, endAt }) => scope === "ORGANIZATION" && (endAt === undefined || endAt > START) && roles.some(({ role }) => role === "ORGANIZATION_MEMBER"));
  await openAsPerson(page, emulator, sample.path(token));
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await dialog(page).getByRole("combobox", { name: "Organization role" }).selectOption({ label: "Organization Owner" });
  await dialog(page).getByRole("button", { name: "Save" }).click();
  const notifications = page.getByRole("region", { name: "Notifications" });
  await expect(notifications.getByRole("button", { name: "Undo" })).toBeVisible();
  await asPerson(emulator, "DELETE", `/${last.id}`);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Tokens/ }).click();
  await page.getByRole("searchbox", { name: "Search tokens" }).fill(last.id);
  await expect(page.getByRole("link", { name: `Open ${last.name}` })).toBeVisible();
  await allLoaded(page);
  await page.getByRole("button", { name: "Load everything again" }).click();
  await expect(page.getByRole("link", { name: `Open ${last.name}` })).toHaveCount(0);
  await notifications.getByRole("button", { name: "Undo" }).click();
  await expect(notifications).toContainText("It is the last Organization Owner token that you can see.");
  expect(isOwner((await tokenNow(emulator, token.id))!)).toBe(true);
  expect(await accessibilityViolations(page)).toEqual([]);
  await notifications.getByRole("button", { name: "Edit…" }).click();
  await expect(dialog(page, /^Edit /)).toBeVisible();
});
