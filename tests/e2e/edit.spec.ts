// Editing name, description and role as one save: nothing else of the token changes, and each part is told as it stands.

import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { heading, organizationOf, tokenIdOf } from "../support/console.ts";
import { Sample, type StateToken } from "../support/sample.ts";
import { dialog, pressOff, sent, tokenNow } from "../support/writes.ts";
import type { Emulator } from "../support/emulator.ts";

const form = (page: Page) => dialog(page, /^Edit /);
const name = (page: Page) => form(page).getByRole("textbox", { name: "Name" });
const description = (page: Page) => form(page).getByRole("textbox", { name: "Description" });
const role = (page: Page): Locator => form(page).getByRole("combobox", { name: "Organization role" });
const save = (page: Page) => form(page).getByRole("button", { name: /^(Save|Save the rest|Try again.*|Asking.*)$/ });

async function pick(emulator: Emulator): Promise<{ sample: Sample; token: StateToken }> {
  const sample = await Sample.read(emulator);
  const printed = emulator.tokens.map(({ name }) => name);
  const token = sample.find("of the Organization with further grants", ({ name, scope, roles, description }) =>
    scope === "ORGANIZATION" && roles.length > 2 && description !== "" && !printed.includes(name) && roles.some(({ role }) => role === "ORGANIZATION_MEMBER"));
  return { sample, token };
}

async function open(page: Page, emulator: Emulator, signIn: (name: string, at?: string) => Promise<void>): Promise<StateToken> {
  const { sample, token } = await pick(emulator);
  await signIn("Organization Owner", sample.path(token));
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(name(page)).toBeFocused();
  return token;
}

const others = (token: StateToken) => token.roles.filter(({ entityType }) => entityType !== "ORGANIZATION").map((role) => JSON.stringify(role)).sort();
const homeRole = (token: StateToken) => token.roles.find(({ entityType }) => entityType === "ORGANIZATION")?.role;

/** Someone else's change, past the page. */
async function elsewhere(emulator: Emulator, token: StateToken, path: string, body: unknown): Promise<void> {
  const answer = await fetch(`${emulator.api}/organizations/${organizationOf(emulator)}/tokens/${token.id}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${emulator.token("Organization Owner")}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  expect(answer.ok).toBe(true);
}

test("name, description and role in one save, and Undo takes all of it back", async ({ page, emulator, signIn }) => {
  const token = await open(page, emulator, signIn);
  await name(page).fill("renamed");
  await description(page).fill("");
  await role(page).selectOption({ label: "Organization Billing Admin" });
  await save(page).click();
  await expect(form(page)).toBeHidden();
  await expect(heading(page, "renamed")).toBeVisible();
  const now = (await tokenNow(emulator, token.id))!;
  expect(now).toMatchObject({ name: "renamed", description: "" });
  expect(homeRole(now)).toBe("ORGANIZATION_BILLING_ADMIN");
  expect(others(now)).toEqual(others(token));
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(/^Took back the changes to/).first()).toBeVisible();
  const back = (await tokenNow(emulator, token.id))!;
  expect(back).toMatchObject({ name: token.name, description: token.description });
  expect(homeRole(back)).toBe(homeRole(token));
  expect(others(back)).toEqual(others(token));
});

test("the role alone changes that grant alone, unknown entity types included", async ({ page, emulator, signIn }) => {
  await emulator.switches({ newerContract: true });
  const token = await open(page, emulator, signIn);
  await role(page).selectOption({ label: "Organization Observe Member" });
  await save(page).click();
  await expect(form(page)).toBeHidden();
  const now = (await tokenNow(emulator, token.id))!;
  expect(homeRole(now)).toBe("ORGANIZATION_OBSERVE_MEMBER");
  expect(others(now)).toEqual(others(token));
});

test("a save that breaks in the middle says which part stands, and saves the rest", async ({ page, emulator, signIn, watch }) => {
  const token = await open(page, emulator, signIn);
  const path = `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}`;
  await watch.fault({ method: "POST", path: `${path}/roles`, status: 403 });
  await name(page).fill("renamed");
  await role(page).selectOption({ label: "Organization Billing Admin" });
  await save(page).click();
  await expect(form(page).getByText("Name and description are saved", { exact: true })).toBeVisible();
  await expect(form(page).getByText("The role is not saved", { exact: true })).toBeVisible();
  const half = (await tokenNow(emulator, token.id))!;
  expect(half.name).toBe("renamed");
  expect(homeRole(half)).toBe(homeRole(token));
  await expect(save(page)).toHaveText("Save the rest");
  expect(await accessibilityViolations(page)).toEqual([]);
  await save(page).click();
  await expect(form(page)).toBeHidden();
  expect(homeRole((await tokenNow(emulator, token.id))!)).toBe("ORGANIZATION_BILLING_ADMIN");
});

test("after a part was saved the form goes on from there: names that were typed before, what is left behind, and one Undo", async ({ page, emulator, signIn, watch }) => {
  const token = await open(page, emulator, signIn);
  const nameNow = async () => (await tokenNow(emulator, token.id))!.name;
  await watch.fault({ method: "POST", path: `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}/roles`, status: 403, times: 3 });
  await name(page).fill("second");
  await role(page).selectOption({ label: "Organization Billing Admin" });
  // The second name is saved, then the first one again, then a third: nobody else has changed anything.
  for (const typed of ["second", token.name, "third"]) {
    await name(page).fill(typed);
    await save(page).click();
    await expect(form(page).getByText("Name and description are saved", { exact: true })).toBeVisible();
    expect(await nameNow()).toBe(typed);
    await expect(form(page).getByRole("group", { name: "Which name shall stand?" })).toHaveCount(0);
    await expect(save(page)).toHaveText(typed === token.name ? "Save" : "Save the rest");
  }
  expect(homeRole((await tokenNow(emulator, token.id))!)).toBe(homeRole(token));
  await form(page).getByRole("button", { name: "Cancel" }).click();
  const question = dialog(page, "Discard what is not saved?");
  await expect(question.getByText("The name is saved, and stays so. The rest of what you typed is not saved, and is not kept anywhere else.")).toBeVisible();
  await question.getByRole("button", { name: "Keep editing" }).click();
  await role(page).selectOption({ label: "Organization Member" });
  await expect(save(page)).toHaveAccessibleDescription(/Nothing is left to be saved/);
  await role(page).selectOption({ label: "Organization Billing Admin" });
  await save(page).click();
  await expect(form(page)).toBeHidden();
  expect(homeRole((await tokenNow(emulator, token.id))!)).toBe("ORGANIZATION_BILLING_ADMIN");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(/^Took back the changes to/).first()).toBeVisible();
  const back = (await tokenNow(emulator, token.id))!;
  expect(back).toMatchObject({ name: token.name, description: token.description });
  expect(homeRole(back)).toBe(homeRole(token));
});

test("what someone else changed meanwhile is shown for a choice", async ({ page, emulator, signIn }) => {
  const token = await open(page, emulator, signIn);
  await elsewhere(emulator, token, "", { name: "theirs", description: token.description });
  await name(page).fill("mine");
  await save(page).click();
  const choice = form(page).getByRole("group", { name: "Which name shall stand?" });
  await expect(choice.getByRole("radio", { name: /“theirs”/ })).toBeVisible();
  expect((await tokenNow(emulator, token.id))!.name).toBe("theirs");
  expect(await accessibilityViolations(page)).toEqual([]);
  await choice.getByRole("radio", { name: /“mine”/ }).check();
  await save(page).click();
  await expect(form(page)).toBeHidden();
  expect((await tokenNow(emulator, token.id))!.name).toBe("mine");
});

test("grants that someone else gave meanwhile are kept", async ({ page, emulator, signIn }) => {
  const token = await open(page, emulator, signIn);
  const taken = token.roles.filter(({ entityType }) => entityType === "WORKSPACE").at(-1);
  const kept = token.roles.filter((role) => role !== taken);
  await elsewhere(emulator, token, "/roles", { roles: kept });
  await role(page).selectOption({ label: "Organization Billing Admin" });
  await save(page).click();
  await expect(form(page)).toBeHidden();
  const now = (await tokenNow(emulator, token.id))!;
  expect(others(now)).toEqual(others({ ...token, roles: kept }));
});

test("what is left behind of a save can be taken back after the form is gone", async ({ page, emulator, signIn, watch }) => {
  const token = await open(page, emulator, signIn);
  await watch.fault({ method: "POST", path: `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}/roles`, status: 403 });
  await name(page).fill("renamed");
  await role(page).selectOption({ label: "Organization Billing Admin" });
  await save(page).click();
  await expect(form(page).getByText("The role is not saved", { exact: true })).toBeVisible();
  await form(page).getByRole("button", { name: "Cancel" }).click();
  await dialog(page, "Discard what is not saved?").getByRole("button", { name: "Discard" }).click();
  await expect(form(page)).toBeHidden();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: /^Tokens/ }).click();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(/^Took back the changes to/).first()).toBeVisible();
  expect((await tokenNow(emulator, token.id))!.name).toBe(token.name);
});

test("an Undo that meets someone else's change says so, offers nothing that would meet it again, and changes nothing", async ({ page, emulator, signIn }) => {
  const token = await open(page, emulator, signIn);
  await name(page).fill("mine");
  await role(page).selectOption({ label: "Organization Billing Admin" });
  await save(page).click();
  await expect(form(page)).toBeHidden();
  await elsewhere(emulator, token, "", { name: "theirs", description: token.description });
  const before = await tokenNow(emulator, token.id);
  await page.getByRole("button", { name: "Undo" }).click();
  const toast = page.getByRole("region", { name: "Notifications" }).getByRole("listitem");
  await expect(toast).toContainText("The same was changed again since, and what was set then stands. Nothing was sent.");
  await expect(toast.getByRole("button")).toHaveText("");
  expect(await tokenNow(emulator, token.id)).toEqual(before);
});

test("demoting one's own token takes an extra step", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const own = sample.find("that is used here", ({ id }) => id === tokenIdOf(emulator, "Organization Owner"));
  await signIn("Organization Owner", sample.path(own));
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await role(page).selectOption({ label: "Organization Member" });
  const before = await tokenNow(emulator, own.id);
  await pressOff(save(page));
  await expect(form(page).getByText(/With the lower role this session/)).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await form(page).getByRole("checkbox", { name: "I understand what follows" }).check();
  await expect(save(page)).not.toHaveAttribute("aria-disabled");
  expect(await sent(emulator, "POST", /./)).toBe(0);
  expect(await tokenNow(emulator, own.id)).toEqual(before);
});

test("a role that waited for a save which was found to stand is not said to have been hindered by it", async ({ page, emulator, signIn, watch }) => {
  const token = await open(page, emulator, signIn);
  await watch.fault({ method: "POST", path: `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}`, status: 500, after: true });
  await name(page).fill("renamed");
  await role(page).selectOption({ label: "Organization Billing Admin" });
  await save(page).click();
  await expect(form(page).getByText("The role is not saved", { exact: true })).toBeVisible();
  expect(await tokenNow(emulator, token.id)).toMatchObject({ name: "renamed", roles: token.roles });
  await expect(form(page).getByText(/could not be saved/)).toHaveCount(0);
  await expect(save(page)).toHaveText("Save the rest");
  await save(page).click();
  await expect(form(page)).toBeHidden();
  expect(homeRole((await tokenNow(emulator, token.id))!)).toBe("ORGANIZATION_BILLING_ADMIN");
});

test("nothing to save, no command for a cleared description, and expiration is fixed", async ({ page, emulator, signIn }) => {
  await open(page, emulator, signIn);
  await expect(save(page)).toHaveAttribute("aria-disabled", "true");
  await expect(form(page).getByText("Fixed when it was created.")).toBeVisible();
  await description(page).fill("");
  await expect(form(page).getByRole("tabpanel")).toContainText("can't clear a description");
  await form(page).getByRole("tab", { name: "curl" }).click();
  await expect(form(page).getByRole("tabpanel")).toContainText('"description":""');
});

test("axe: the form", async ({ page, emulator, signIn }) => {
  await open(page, emulator, signIn);
  expect(await accessibilityViolations(page)).toEqual([]);
});
