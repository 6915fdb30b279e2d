// Tokens of one scope in another: add, list, update, remove as the astro CLI has them, each on a token that holds every level
// its home allows, and held against its whole stored set.

import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, connectButton, organizationOf, tokenIdOf } from "../support/console.ts";
import { FAMILIES } from "../support/families.ts";
import { add, asSet, branch, fromRow, fullToken, groundOf, rolesOf, send, setRoles, stays, stored, tokenRow, withRole, workspacePath } from "../support/grants.ts";
import { noMouse, tabTo } from "../support/keyboard.ts";
import { leaks } from "../support/leaks.ts";
import { dialog, tokenNow } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 700 } });

for (const { command, scope, entry, label, place, path, role, shown, other, remove } of FAMILIES) {
  test(`${command} add, list, update, remove`, async ({ page, emulator, signIn }) => {
    test.setTimeout(60_000);
    const ground = await groundOf(emulator);
    const token = await fullToken(emulator, ground, scope, "every-level");
    const before = asSet(token.roles);
    const here = place(ground);
    await signIn("Organization Owner", path(ground));
    await allLoaded(page);

    await test.step("add", async () => {
      await expect(tokenRow(page, token)).toHaveCount(0);
      const form = await add(page, entry);
      await form.getByRole("combobox", { name: /token$/ }).fill(token.id);
      await expect(form.getByRole("combobox", { name: /token$/ })).toHaveValue(token.name);
      await form.getByRole("combobox", { name: label }).selectOption({ label: shown });
      await expect(form.getByRole("tabpanel")).toContainText(`astro ${command} add ${token.id}`);
      await send(page).click();
      await expect(dialog(page)).toBeHidden();
      await stays(emulator, token, withRole(before, here, role));
    });
    await test.step("list", async () => {
      await page.getByRole("searchbox", { name: "Search tokens" }).fill(token.id);
      await expect(tokenRow(page, token)).toBeVisible();
      await page.reload();
      await allLoaded(page);
      await expect(tokenRow(page, token)).toBeVisible();
    });
    await test.step("update", async () => {
      const [otherLabel, otherRole] = other(ground);
      const form = await fromRow(page, token, /^Change role here/);
      await form.getByRole("combobox", { name: label }).selectOption({ label: otherLabel });
      await expect(form.getByRole("tabpanel")).toContainText(`astro ${command} update ${token.id}`);
      await send(page).click();
      await expect(dialog(page)).toBeHidden();
      await stays(emulator, token, withRole(before, here, otherRole));
      await page.getByRole("button", { name: "Undo" }).last().click();
      await stays(emulator, token, withRole(before, here, role));
    });
    await test.step("remove", async () => {
      await fromRow(page, token, remove);
      await expect(dialog(page).getByRole("tabpanel")).toContainText(`astro ${command} remove ${token.id}`);
      await send(page).click();
      await expect(dialog(page)).toBeHidden();
      await stays(emulator, token, before);
      await expect(tokenRow(page, token)).toHaveCount(0);
      await page.getByRole("button", { name: "Undo" }).last().click();
      await stays(emulator, token, withRole(before, here, role));
      await expect(tokenRow(page, token)).toBeVisible();
    });
  });
}

test("as long as tokens are being loaded, or some could not be, the choice says that it may lack some", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const list = `/v1/organizations/${organizationOf(emulator)}/tokens`;
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  await watch.fault({ method: "GET", path: list, delayMs: 4_000, status: 500 });
  await page.getByRole("button", { name: "Load everything again" }).click();
  const form = await add(page, "Add Organization token");
  const field = form.getByRole("combobox", { name: /token$/ });
  await expect(field).toHaveAccessibleDescription(/^Tokens are still being loaded/);
  await expect(field).toHaveAccessibleDescription(/^Some tokens could not be loaded/);
});

test("the dialog begins with the role that the token has by now, and says so where that could not be read", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const here = { entityType: "WORKSPACE", entityId: ground.workspace.id };
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  await setRoles(emulator, token.id, rolesOf(withRole(before, here, "WORKSPACE_MEMBER")));
  const form = await fromRow(page, token, /^Change role here/);
  const role = form.getByRole("combobox", { name: "Workspace role" });
  await expect(role).toHaveValue("WORKSPACE_MEMBER");
  await expect(send(page)).toHaveAccessibleDescription("It has this role here already.");
  // What was chosen by hand stays, whatever is read.
  await role.selectOption("WORKSPACE_OPERATOR");
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, here, "WORKSPACE_OPERATOR"));

  const path = `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}`;
  await watch.fault({ method: "GET", path, status: 500 });
  const unread = await fromRow(page, token, /^Change role here/);
  await expect(unread).toContainText("It could not be read just now: this is as it was loaded");
  await expect(unread.getByRole("combobox", { name: "Workspace role" })).toHaveValue("WORKSPACE_OPERATOR");
  await page.getByRole("button", { name: "Cancel" }).click();

  // A message that is put away by keyboard leaves the focus on the page.
  const toast = page.getByRole("region", { name: "Notifications" });
  await toast.getByRole("button", { name: "Dismiss" }).last().focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});

test("others: a conflict is asked by name, and what a race lost is named and applied again", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const here = { entityType: "WORKSPACE", entityId: ground.workspace.id };
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);

  const form = await fromRow(page, token, /^Change role here/);
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_OPERATOR");
  await setRoles(emulator, token.id, rolesOf(withRole(before, here, "WORKSPACE_MEMBER")));
  await send(page).click();
  const choice = form.getByRole("group", { name: `Which role shall stand: Workspace ${ground.workspace.name}?` });
  await expect(choice.getByRole("radio", { name: /^Workspace Member/ })).toBeVisible();
  await expect(send(page)).toHaveAttribute("aria-disabled", "true");
  // Neither looks chosen before one is.
  const unchosen = await choice.getByRole("radio").evaluateAll((radios) => radios.map((radio) => getComputedStyle(radio, "::before").content));
  expect(unchosen).toEqual(["none", "none"]);
  // What is wanted by now is asked about anew.
  await choice.getByRole("radio", { name: /^Workspace Operator/ }).check();
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_ACCESSOR");
  await expect(choice).toHaveCount(0);
  await send(page).click();
  await choice.getByRole("radio", { name: /^Workspace Accessor/ }).check();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, here, "WORKSPACE_ACCESSOR"));

  // Left to the other, and said so.
  await fromRow(page, token, /^Change role here/);
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_AUTHOR");
  await setRoles(emulator, token.id, rolesOf(withRole(before, here, "WORKSPACE_MEMBER")));
  await send(page).click();
  await choice.getByRole("radio", { name: /^Workspace Member/ }).check();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("region", { name: "Notifications" }).getByText(`Left ${token.name} as someone else set it`)).toBeVisible();
  await stays(emulator, token, withRole(before, here, "WORKSPACE_MEMBER"));

  await fromRow(page, token, /^Change role here/);
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_OWNER");
  const path = `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}/roles`;
  await watch.fault({ method: "POST", path, meanwhile: [{ when: "after", method: "POST", path, body: { roles: rolesOf(withRole(before, here)) } }] });
  await send(page).click();
  await expect(form.getByText(`Workspace ${ground.workspace.name}: Workspace Owner was sent, it has no role now.`)).toBeVisible();
  expect(await stored(emulator, token.id)).toEqual(withRole(before, here));
  await form.getByRole("button", { name: "Apply again" }).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, here, "WORKSPACE_OWNER"));
});

test("a caller below Owner is told which tokens the picker finds", async ({ page, emulator, signIn, watch }) => {
  watch.expectStatus(403, "/v1/organizations/*/tokens");
  const ground = await groundOf(emulator);
  const caller = (await tokenNow(emulator, tokenIdOf(emulator, "Workspace Owner")))!;
  const home = caller.roles.find(({ entityType }) => entityType === "WORKSPACE")!;
  await signIn("Workspace Owner", `/organizations/${ground.sample.organizationId}/workspaces/${home.entityId}`);
  await allLoaded(page);
  const form = await add(page, "Add Organization token");
  const field = form.getByRole("combobox", { name: "Organization token" });
  await expect(field).toHaveAccessibleDescription(/Only tokens that you can see are found/);
  await field.fill(caller.id);
  await expect(form.getByText(/was created here, and has its role here already/)).toBeVisible();
});

test("picking: a pasted value finds its token and is not kept, a token of the wrong home is refused, keys walk the list", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "every-level");
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  const form = await add(page, "Add Organization token");
  const field = form.getByRole("combobox", { name: /token$/ });
  const value = emulator.token("Organization Member");
  await field.fill(`Bearer ${value}`);
  const member = (await tokenNow(emulator, tokenIdOf(emulator, "Organization Member")))!;
  await expect(field).toHaveValue(member.name);
  // What came of one token is not taken for what came of the next.
  await watch.fault({ method: "POST", path: `/v1/organizations/*/tokens/${member.id}/roles`, status: 403 });
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_ACCESSOR");
  await send(page).click();
  await expect(form.getByText("The role is not saved", { exact: true })).toBeVisible();
  await field.fill(token.id);
  await expect(form.getByText("The role is not saved", { exact: true })).toBeHidden();
  await field.fill(`Bearer ${value}`);
  await expect(field).toHaveValue(member.name);
  expect(await leaks(value, { page, watch, emulator, signedIn: true })).toEqual([]);

  await field.fill(tokenIdOf(emulator, "Deployment Admin"));
  await expect(form.getByText(/can’t be given a role here/)).toBeVisible();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(send(page)).toHaveAttribute("aria-disabled", "true");

  await field.fill("every");
  const list = page.getByRole("listbox", { name: "Organization token" });
  await expect(list.getByRole("option")).toHaveCount(1);
  await field.fill("");
  await expect(list.getByRole("option")).toHaveCount(40);
  await expect(page.getByText(/^40 options, \d+ more: type to narrow$/).first()).toBeVisible();
  const active = list.locator("[aria-selected=true]");
  const isActive = async (index: number) => {
    await expect(active).toHaveCount(1);
    const id = await list.getByRole("option").nth(index).getAttribute("id");
    await expect(field).toHaveAttribute("aria-activedescendant", id!);
    await expect(active).toBeInViewport();
  };
  await field.press("ArrowDown");
  await isActive(0);
  await field.press("ArrowUp");
  await isActive(39);
  await field.press("Home");
  await isActive(0);
  await field.press("End");
  await isActive(39);
  await field.press("Escape");
  await expect(list).toBeHidden();
  await expect(form).toBeVisible();
  await expect(field).toHaveAttribute("aria-expanded", "false");
  await field.fill(token.description);
  await field.press("ArrowDown");
  await field.press("Enter");
  await expect(field).toHaveValue(token.name);
  await expect(list).toBeHidden();
});

test("by keyboard alone: add, change, remove", async ({ page, emulator }) => {
  test.setTimeout(60_000);
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "every-level");
  const before = asSet(token.roles);
  const here = { entityType: "WORKSPACE", entityId: ground.workspace.id };
  const pickFromRow = async (entry: RegExp) => {
    await tabTo(page, /^Search tokens$/);
    await page.keyboard.press("Control+a");
    await page.keyboard.type(token.id);
    await tabTo(page, new RegExp(`^Actions for ${token.name}`));
    await page.keyboard.press("Enter");
    await tabTo(page, entry, "ArrowDown");
    await page.keyboard.press("Enter");
    await expect(dialog(page)).toBeVisible();
  };
  await noMouse(page);
  await page.goto(workspacePath(ground));
  await page.getByRole("textbox", { name: "API token" }).fill(emulator.token("Organization Owner"));
  await expect(connectButton(page)).toBeEnabled();
  await page.keyboard.press("Enter");
  await allLoaded(page);

  await tabTo(page, /^More ways to add$/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^Add Organization token/, "ArrowDown");
  await page.keyboard.press("Enter");
  await expect(dialog(page).getByRole("combobox", { name: "Organization token" })).toBeFocused();
  await page.keyboard.type("every-l");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await tabTo(page, /^Workspace role$/);
  await page.keyboard.type("Workspace Me");
  await tabTo(page, /^Add token$/);
  await page.keyboard.press("Enter");
  await stays(emulator, token, withRole(before, here, "WORKSPACE_MEMBER"));
  await expect(dialog(page)).toBeHidden();

  await pickFromRow(/^Change role here/);
  await tabTo(page, /^Workspace role$/);
  await page.keyboard.type("Workspace Au");
  await tabTo(page, /^Change role$/);
  await page.keyboard.press("Enter");
  await stays(emulator, token, withRole(before, here, "WORKSPACE_AUTHOR"));
  await expect(dialog(page)).toBeHidden();

  await pickFromRow(/^Remove from this Workspace/);
  await tabTo(page, /^Remove from Workspace$/);
  await page.keyboard.press("Enter");
  await stays(emulator, token, before);
  await expect(dialog(page)).toBeHidden();
});

test("axe: the dialog, and the open list", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  const form = await add(page, "Add Organization token");
  await form.getByRole("combobox", { name: /token$/ }).press("ArrowDown");
  await expect(page.getByRole("listbox")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await form.getByRole("combobox", { name: /token$/ }).fill(token.id);
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_MEMBER");
  expect(await accessibilityViolations(page)).toEqual([]);
});
