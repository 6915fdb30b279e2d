// A token cannot get another end: a new one takes its place, with the same grants, and both stand side by side until the old one goes.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allCounted, heading, organizationOf, tokenTab } from "../support/console.ts";
import { Sample, type StateToken } from "../support/sample.ts";
import { elsewhere, setRoles } from "../support/grants.ts";
import { dialog, isAccepted, openRead, revealed, sent, storeSecret, tokensOfName } from "../support/writes.ts";
import type { Emulator } from "../support/emulator.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const panel = (page: Page) => page.getByRole("region", { name: "Succession" });
const create = (page: Page) => dialog(page, /^Create successor of/).getByRole("button", { name: "Create token" });

async function open(page: Page, emulator: Emulator, signIn: (name: string, at?: string) => Promise<void>): Promise<StateToken> {
  const sample = await Sample.read(emulator);
  const printed = emulator.tokens.map(({ name }) => name);
  const names = new Map<string, number>();
  for (const { name } of sample.tokens) names.set(name, (names.get(name) ?? 0) + 1);
  const token = sample.find("of the Organization with further grants", ({ name, scope, roles }) => scope === "ORGANIZATION" && roles.length > 2 && !printed.includes(name) && names.get(name) === 1);
  await signIn("Organization Owner", sample.path(token));
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Create successor" }).click();
  await expect(create(page)).toBeVisible();
  return token;
}

const rolesOf = (token: StateToken) => token.roles.map((role) => JSON.stringify(role)).sort();
const successorOf = async (emulator: Emulator, token: StateToken) => (await tokensOfName(emulator, token.name)).find(({ id }) => id !== token.id);

test("the successor has the same grants, and the pair is an address", async ({ page, emulator, signIn }) => {
  const token = await open(page, emulator, signIn);
  await dialog(page).getByRole("radio", { name: "180 days" }).check();
  await create(page).click();
  const value = await revealed(page, token.name);
  await expect(dialog(page).getByText("The further grants are saved")).toBeVisible();
  const successor = (await successorOf(emulator, token))!;
  expect(rolesOf(successor)).toEqual(rolesOf(token));
  expect(successor.expiryPeriodInDays).toBe(180);
  expect(await isAccepted(emulator, value)).toBe(true);
  await storeSecret(page, token.name);
  await expect(page).toHaveURL(new RegExp(`/tokens/${token.id}\\?successor=${successor.id}$`));
  await expect(panel(page).getByRole("region", { name: "Old token" })).toContainText(token.shortToken);
  await expect(panel(page).getByRole("region", { name: "New token" })).toContainText(successor.shortToken);
  expect(await accessibilityViolations(page)).toEqual([]);
  // Both parts of the page keep the pair in their address.
  await tokenTab(page, "Access").click();
  await expect(page).toHaveURL(new RegExp(`/tokens/${token.id}/access\\?successor=${successor.id}$`));
  await tokenTab(page, "Overview").click();
  await expect(page).toHaveURL(new RegExp(`/tokens/${token.id}\\?successor=${successor.id}$`));
  await page.reload();
  await expect(panel(page).getByRole("region", { name: "New token" })).toContainText(successor.shortToken);
  await openRead(page, token.id, () => panel(page).getByRole("button", { name: "Delete the old one" }).click());
  await dialog(page).getByRole("textbox", { name: "Type Delete to confirm" }).fill("Delete");
  await dialog(page).getByRole("button", { name: "Delete token" }).click();
  await expect(heading(page, "API tokens")).toBeVisible();
  expect((await tokensOfName(emulator, token.name)).map(({ id }) => id)).toEqual([successor.id]);
});

test("grants that fail are told beside the secret, and finished from there", async ({ page, emulator, signIn, watch }) => {
  const token = await open(page, emulator, signIn);
  await watch.fault({ method: "POST", path: `/v1/organizations/${organizationOf(emulator)}/tokens/*/roles`, status: 403 });
  await create(page).click();
  await expect(dialog(page).getByText("The further grants are not saved", { exact: true })).toBeVisible();
  const half = (await successorOf(emulator, token))!;
  expect(half.roles).toHaveLength(1);
  expect(await isAccepted(emulator, await revealed(page, token.name))).toBe(true);
  await dialog(page).getByRole("button", { name: "Finish" }).click();
  await expect(dialog(page).getByText("The further grants are saved", { exact: true })).toBeVisible();
  expect(rolesOf((await successorOf(emulator, token))!)).toEqual(rolesOf(token));
  await storeSecret(page, token.name);
});

test("the old token is read again before anything is created: changed, unreadable and deleted meanwhile", async ({ page, emulator, signIn, watch }) => {
  const token = await open(page, emulator, signIn);
  const path = `/v1/organizations/${organizationOf(emulator)}/tokens`;
  const form = dialog(page, /^Create successor of/);
  const creations = () => sent(emulator, "POST", /\/tokens$/);
  await form.getByRole("tab", { name: "curl" }).click();
  await expect(form.getByRole("tabpanel")).toContainText("/tokens/new-token-id/roles");

  await watch.fault({ method: "GET", path: `${path}/${token.id}`, status: 500 });
  await create(page).click();
  await expect(form.getByText("The old token could not be read", { exact: true })).toBeVisible();
  expect(await creations()).toBe(0);

  // One grant less, and another role at home: neither is handed on as it was.
  const fewer = token.roles.slice(0, -1).map((role) => (role.entityType === "ORGANIZATION" ? { ...role, role: "ORGANIZATION_BILLING_ADMIN" } : role));
  expect(fewer).not.toContainEqual(token.roles.find(({ entityType }) => entityType === "ORGANIZATION"));
  await setRoles(emulator, token.id, fewer);
  await create(page).click();
  await expect(form.getByText("The grants of the old token have changed", { exact: true })).toBeVisible();
  await expect(form.getByRole("combobox", { name: "Role", exact: true })).toHaveValue("ORGANIZATION_BILLING_ADMIN");
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(await creations()).toBe(0);
  await create(page).click();
  await revealed(page, token.name);
  await expect(dialog(page).getByText("The further grants are saved")).toBeVisible();
  const successor = (await successorOf(emulator, token))!;
  expect(rolesOf(successor)).toEqual(fewer.map((role) => JSON.stringify(role)).sort());
  await storeSecret(page, token.name);

  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Create successor" }).click();
  await elsewhere(emulator, "DELETE", `/tokens/${token.id}`);
  watch.expectStatus(404, `${path}/${token.id}`);
  await create(page).click();
  await expect(form.getByText("The old token no longer exists", { exact: true })).toBeVisible();
  expect(await creations()).toBe(1);
});

test("changes that are pending on the Access tab outlast a successor", async ({ page, emulator, signIn }) => {
  const token = await open(page, emulator, signIn);
  await create(page).press("Escape");
  await expect(dialog(page)).toBeHidden();
  await tokenTab(page, "Access").click();
  // Lines move for as long as what they name is being read.
  await allCounted(page);
  await page.getByRole("button", { name: /^Remove grant on (Workspace|Deployment)/ }).first().click();
  const pending = page.getByRole("region", { name: "Pending changes" });
  await expect(pending).toContainText("1 pending change");
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Create successor" }).click();
  await create(page).click();
  await revealed(page, token.name);
  await storeSecret(page, token.name);
  await expect(pending).toContainText("1 pending change");
  await expect(page).toHaveURL(new RegExp(`/tokens/${token.id}/access`));
});

test("the pair says what the new token lacks, and a new one that was deleted makes no pair", async ({ page, emulator, signIn, watch }) => {
  const token = await open(page, emulator, signIn);
  const refuse = () => watch.fault({ method: "POST", path: `/v1/organizations/${organizationOf(emulator)}/tokens/*/roles`, status: 403 });
  await refuse();
  expect(await accessibilityViolations(page)).toEqual([]);
  await create(page).click();
  await expect(dialog(page).getByText("The further grants are not saved", { exact: true })).toBeVisible();
  await storeSecret(page, token.name);
  await expect(page.getByText("The new token lacks grants of the old one")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await expect(page.getByRole("button", { name: "Delete the old one" })).not.toHaveAttribute("aria-disabled");

  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Create successor" }).click();
  await refuse();
  await create(page).click();
  await dialog(page).getByRole("button", { name: "Delete the new token…" }).click();
  await dialog(page).getByRole("button", { name: "Delete it for good" }).click();
  await expect(dialog(page).getByText("Deleted the new token", { exact: true })).toBeVisible();
  const before = page.url();
  await storeSecret(page, token.name);
  expect(page.url()).toBe(before);
});
