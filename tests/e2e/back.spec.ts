// Back while a dialog is open: one with something typed asks, and stays; any other goes with the page below it.

import type { Page } from "@playwright/test";
import type { Emulator } from "../support/emulator.ts";
import { expect, test } from "../support/fixtures.ts";
import { adding, grants, pending, question, role, rolesPath } from "../support/access.ts";
import { allCounted, allLoaded, heading, target, tokenTab } from "../support/console.ts";
import { asSet, branch, deploymentPath, fromRow, fullToken, type Ground, groundOf, send, stays, stored, withRole, workspacePath } from "../support/grants.ts";
import type { StateToken } from "../support/sample.ts";
import { dialog, sent } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });

/** Back as its button does it: the page is not waited for. */
const back = (page: Page) => page.evaluate(() => history.back());

/** On the page of a Workspace, come to from that of a Deployment, with another role chosen for a token that has one there. */
async function chooseRole(page: Page, emulator: Emulator, signIn: (name: string, path?: string) => Promise<void>): Promise<{ ground: Ground; token: StateToken; before: string[] }> {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  await signIn("Organization Owner", deploymentPath(ground));
  await allLoaded(page);
  await page.getByRole("main").getByRole("link", { name: ground.workspace.name }).first().click();
  await expect.poll(() => target(page)).toBe(workspacePath(ground));
  const form = await fromRow(page, token, /^Change role here/);
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption({ label: "Workspace Operator" });
  return { ground, token, before: asSet(token.roles) };
}

const chosen = (page: Page) => dialog(page, /^Role of /).getByRole("combobox", { name: "Workspace role" });

test("Back asks before it closes a form with something chosen, and the page below stays", async ({ page, emulator, signIn }) => {
  const { ground, token, before } = await chooseRole(page, emulator, signIn);
  const here = target(page);
  await back(page);
  await expect(question(page)).toBeVisible();
  await question(page).getByRole("button", { name: "Keep editing" }).click();
  await expect(question(page)).toBeHidden();
  await expect(chosen(page)).toHaveValue("WORKSPACE_OPERATOR");
  await back(page);
  await question(page).getByRole("button", { name: "Discard" }).click();
  await expect(dialog(page)).toBeHidden();
  expect(target(page)).toBe(here);
  await expect(page.getByRole("button", { name: `Actions for ${token.name}, …${token.shortToken}` })).toBeFocused();
  expect(await stored(emulator, token.id)).toEqual(before);
  // Nothing of it is left in the history.
  await back(page);
  await expect.poll(() => target(page)).toBe(deploymentPath(ground));
});

test("once a form was saved, Back leads where it did before", async ({ page, emulator, signIn }) => {
  const { ground, token, before } = await chooseRole(page, emulator, signIn);
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, { entityType: "WORKSPACE", entityId: ground.workspace.id }, "WORKSPACE_OPERATOR"));
  await back(page);
  await expect.poll(() => target(page)).toBe(deploymentPath(ground));
  await expect(question(page)).toBeHidden();
});

test("Back leaves a form alone while Astro is asked", async ({ page, emulator, signIn, watch }) => {
  const { ground, token, before } = await chooseRole(page, emulator, signIn);
  const here = target(page);
  await watch.fault({ method: "POST", path: rolesPath(emulator, token), held: true, times: 1 });
  await send(page).click();
  await watch.faultsMet();
  await back(page);
  await expect(question(page)).toBeHidden();
  await expect(send(page)).toHaveText("Asking Astro…");
  await watch.release();
  await expect(dialog(page)).toBeHidden();
  expect(target(page)).toBe(here);
  await expect(question(page)).toBeHidden();
  await stays(emulator, token, withRole(before, { entityType: "WORKSPACE", entityId: ground.workspace.id }, "WORKSPACE_OPERATOR"));
  await back(page);
  await expect.poll(() => target(page)).toBe(deploymentPath(ground));
});

test("Back takes a dialog along in which nothing would be lost", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "not-rotated");
  await signIn("Organization Owner", ground.sample.path(token));
  await allCounted(page);
  await tokenTab(page, "Access").click();
  await expect(grants(page)).toBeVisible();
  await page.getByRole("button", { name: "Rotate" }).click();
  await expect(dialog(page)).toBeVisible();
  await back(page);
  await expect.poll(() => target(page)).toBe(ground.sample.path(token));
  await expect(dialog(page)).toBeHidden();
  expect(await page.evaluate(() => document.activeElement === document.body)).toBe(false);
  expect(await sent(emulator, "POST", /\/rotate$/)).toBe(0);
});

test("of a form over pending changes, Back asks for the form first", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "two-questions");
  await signIn("Organization Owner", ground.sample.path(token));
  await allCounted(page);
  await tokenTab(page, "Access").click();
  const here = target(page);
  await role(page, `Workspace ${ground.otherWorkspace.name}`).selectOption({ label: "Workspace Author" });
  await page.getByRole("button", { name: "Add grant" }).click();
  await adding(page).getByRole("radio", { name: "Dags by ID" }).check();
  await adding(page).getByRole("textbox", { name: "Dag IDs" }).fill("typed");
  await back(page);
  await expect(question(page)).toContainText("Discard what you typed?");
  await question(page).getByRole("button", { name: "Discard" }).click();
  await expect(adding(page)).toBeHidden();
  await expect(pending(page)).toContainText("1 pending change");
  expect(target(page)).toBe(here);
  await back(page);
  await expect(question(page)).toContainText("Discard 1 pending change?");
  await question(page).getByRole("button", { name: "Discard and leave" }).click();
  await expect.poll(() => target(page)).toBe(ground.sample.path(token));
  await expect(heading(page, token.name)).toBeVisible();
});
