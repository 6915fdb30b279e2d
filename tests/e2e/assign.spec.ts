// Tokens of one scope in another: add, list, update, remove as the astro CLI has them, each on a token that holds every level
// its home allows, and held against its whole stored set.

import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, organizationOf, tokenIdOf } from "../support/console.ts";
import { organization } from "../support/expected-order.ts";
import { FAMILIES } from "../support/families.ts";
import { add, asSet, branch, customRoles, deploymentPath, fromRow, fullToken, groundOf, isUsable, rolesOf, send, setRoles, stays, stored, storedOfOthers, tokenRow, withRole, workspacePath } from "../support/grants.ts";
import { chooseOption, connect, pickFrom, pickFromRow, press } from "../support/keyboard.ts";
import { leaks } from "../support/leaks.ts";
import { expectCells } from "../support/place.ts";
import { dialog, keepToasts, openRead, sent, tokenNow } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 700 } });

const BUILT_IN = {
  WORKSPACE: ["Owner", "Operator", "Author", "Member", "Accessor"].map((word) => `Workspace ${word}`),
  DEPLOYMENT: ["Deployment Admin"],
};

for (const { command, scope, entry, label, place, path, role, shown, other, remove } of FAMILIES) {
  test(`${command} add, list, update, remove`, async ({ page, emulator, signIn }) => {
    const ground = await groundOf(emulator);
    const token = await fullToken(emulator, ground, scope, "every-level");
    const before = asSet(token.roles);
    const others = await storedOfOthers(emulator, token.id);
    const here = place(ground);
    const [otherLabel, otherRole] = other(ground);
    // A row names no level: that of its place is meant.
    const [short, otherShort] = [shown, otherLabel].map((words) => words.replace(/^(Workspace|Deployment) /, "")) as [string, string];
    const custom = (await customRoles(emulator)).filter((role) => isUsable(role, ground.workspace.id)).map(({ name }) => name);
    const offered = here.entityType === "WORKSPACE" ? BUILT_IN.WORKSPACE : [...BUILT_IN.DEPLOYMENT, ...custom];
    // The one line that the list is narrowed to.
    const says = (words: string) => expect(page.getByRole("table").locator("[data-label=Role] .cell > :first-child")).toHaveText([words]);
    await signIn("Organization Owner", path(ground));
    await allLoaded(page);

    await test.step("add", async () => {
      await expect(tokenRow(page, token)).toHaveCount(0);
      const form = await add(page, entry);
      await form.getByRole("combobox", { name: /token$/ }).fill(token.id);
      await expect(form.getByRole("combobox", { name: /token$/ })).toHaveValue(token.name);
      const options = form.getByRole("combobox", { name: label }).getByRole("option");
      expect((await options.allTextContents()).toSorted()).toEqual(["Choose a role…", ...offered].toSorted());
      await form.getByRole("combobox", { name: label }).selectOption({ label: shown });
      await expect(form.getByRole("tabpanel")).toContainText(`astro ${command} add ${token.id}`);
      await send(page).click();
      await expect(dialog(page)).toBeHidden();
      await stays(emulator, token, withRole(before, here, role));
    });
    await test.step("list", async () => {
      await page.getByRole("searchbox", { name: "Search tokens" }).fill(token.id);
      await expect(tokenRow(page, token)).toBeVisible();
      await says(short);
      await page.reload();
      await allLoaded(page);
      await expect(tokenRow(page, token)).toBeVisible();
      await expectCells(page, await organization(emulator, "Organization Owner"), here);
    });
    await test.step("update", async () => {
      const form = await fromRow(page, token, /^Change role here/);
      await form.getByRole("combobox", { name: label }).selectOption({ label: otherLabel });
      await expect(form.getByRole("tabpanel")).toContainText(`astro ${command} update ${token.id}`);
      await send(page).click();
      await expect(dialog(page)).toBeHidden();
      await stays(emulator, token, withRole(before, here, otherRole));
      await says(otherShort);
      await page.getByRole("button", { name: "Undo" }).last().click();
      await stays(emulator, token, withRole(before, here, role));
      await says(short);
    });
    await test.step("remove", async () => {
      // It is deleted at home alone.
      await page.getByRole("button", { name: `Actions for ${token.name}, …${token.shortToken}` }).click();
      await expect(page.getByRole("menuitem", { name: remove })).toBeVisible();
      await expect(page.getByRole("menuitem", { name: /^Delete/ })).toHaveCount(0);
      await page.keyboard.press("Escape");
      await fromRow(page, token, remove);
      await expect(dialog(page).getByRole("tabpanel")).toContainText(`astro ${command} remove ${token.id}`);
      await send(page).click();
      await expect(dialog(page)).toBeHidden();
      await stays(emulator, token, before);
      await expect(tokenRow(page, token)).toHaveCount(0);
      await page.getByRole("button", { name: "Undo" }).last().click();
      await stays(emulator, token, withRole(before, here, role));
      await expect(tokenRow(page, token)).toBeVisible();
      await says(short);
    });
    expect(await storedOfOthers(emulator, token.id)).toEqual(others);
  });
}

test("as long as tokens are being loaded, or some could not be, the choice says that it may lack some", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const list = `/v1/organizations/${organizationOf(emulator)}/tokens`;
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  await watch.fault({ method: "GET", path: list, held: true, status: 500 });
  await page.getByRole("button", { name: "Load everything again" }).click();
  const form = await add(page, "Add Organization token");
  const field = form.getByRole("combobox", { name: /token$/ });
  await expect(field).toHaveAccessibleDescription(/^Tokens are still being loaded/);
  await watch.release();
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

  // A message that is put away by keyboard gives the focus back to where it was.
  const toast = page.getByRole("region", { name: "Notifications" });
  await toast.getByRole("button", { name: "Dismiss" }).last().focus();
  await page.keyboard.press("Enter");
  const opener = page.getByRole("button", { name: `Actions for ${token.name}, …${token.shortToken}` });
  await expect(opener).toBeFocused();
  await expect(opener).toBeInViewport();
});

test("a role that was removed meanwhile is said to be, and one that was given meanwhile is changed", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const here = { entityType: "WORKSPACE", entityId: ground.workspace.id };
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  await setRoles(emulator, token.id, rolesOf(withRole(before, here)));
  const form = await fromRow(page, token, /^Change role here/);
  await expect(form.getByText("It has no role here any more: it was removed meanwhile.")).toBeVisible();
  await expect(send(page)).toHaveText("Add token");
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();

  await add(page, "Add Organization token");
  await openRead(page, token.id, () => form.getByRole("combobox", { name: /token$/ }).fill(token.id));
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_OPERATOR");
  const changes = form.getByRole("listitem").filter({ hasText: `${ground.workspace.name}: ` });
  await expect(changes).toHaveText(`Added: ${ground.workspace.name}: Workspace Operator`);
  await setRoles(emulator, token.id, rolesOf(withRole(before, here, "WORKSPACE_MEMBER")));
  await send(page).click();
  await expect(form.getByRole("radio", { name: /^Workspace Member/ })).toBeVisible();
  await expect(changes).toHaveText(`Changed: ${ground.workspace.name}: Workspace Member to Workspace Operator`);
  await expect(form.getByRole("tabpanel")).toContainText(`astro workspace token organization-token update ${token.id}`);
  await expect(send(page)).toHaveText("Change role");
});

test("others: a conflict is asked by name, and what a race lost is named and applied again", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const here = { entityType: "WORKSPACE", entityId: ground.workspace.id };
  await keepToasts(page);
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);

  // The dialog reads the token: what someone else sets after that is a conflict.
  const form = await openRead(page, token.id, () => fromRow(page, token, /^Change role here/));
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
  await openRead(page, token.id, () => fromRow(page, token, /^Change role here/));
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
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "every-level");
  const before = asSet(token.roles);
  const here = { entityType: "WORKSPACE", entityId: ground.workspace.id };
  await connect(page, emulator, workspacePath(ground));
  await allLoaded(page);

  await pickFrom(page, /^More ways to add$/, /^Add Organization token/);
  await expect(dialog(page).getByRole("combobox", { name: "Organization token" })).toBeFocused();
  await page.keyboard.type("every-l");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await chooseOption(page, /^Workspace role$/, /^Workspace Me/);
  await press(page, /^Add token$/);
  await stays(emulator, token, withRole(before, here, "WORKSPACE_MEMBER"));
  await expect(dialog(page)).toBeHidden();

  await pickFromRow(page, token, /^Change role here/);
  await chooseOption(page, /^Workspace role$/, /^Workspace Au/);
  await press(page, /^Change role$/);
  await stays(emulator, token, withRole(before, here, "WORKSPACE_AUTHOR"));
  await expect(dialog(page)).toBeHidden();

  await pickFromRow(page, token, /^Remove from this Workspace/);
  await press(page, /^Remove from Workspace$/);
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

test("of several roles in one place it is said that one takes their place, and so it is", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "every-level");
  const here = { entityType: "DEPLOYMENT", entityId: ground.deployment.id };
  await setRoles(emulator, token.id, [...token.roles, { ...here, role: "DEPLOYMENT_ADMIN" }, { ...here, role: ground.customRole }]);
  const before = await stored(emulator, token.id);
  await signIn("Organization Owner", deploymentPath(ground));
  await allLoaded(page);
  const form = await fromRow(page, token, /^Change role here/);
  await expect(form).toContainText("One role takes the place of the 2 that it has here. Its roles elsewhere stay as they are.");
  await form.getByRole("combobox", { name: "Deployment role" }).selectOption({ label: "Deployment Admin" });
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, here, "DEPLOYMENT_ADMIN"));
});

test("an ID that the inventory does not have is asked for, each time that it is typed", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "made-just-now");
  await watch.fault({ method: "GET", path: `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}`, status: 404 });
  const form = await add(page, "Add Organization token");
  const field = form.getByRole("combobox", { name: /token$/ });
  await field.fill(token.id);
  await expect(field).toHaveAccessibleDescription(new RegExp(`Astro has no token of the ID ${token.id}, or none that you can see`));
  await field.fill("");
  await field.fill(token.id);
  await expect(field).toHaveValue(token.name);
});

test("while Astro is asked for an ID that is said, and what is picked meanwhile stays", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  const [first, token] = [await fullToken(emulator, ground, "ORGANIZATION", "made-just-now"), await fullToken(emulator, ground, "ORGANIZATION", "made-then")];
  const path = ({ id }: { id: string }) => `/v1/organizations/${organizationOf(emulator)}/tokens/${id}`;
  const form = await add(page, "Add Organization token");
  const field = form.getByRole("combobox", { name: /token$/ });
  const asking = ({ id }: { id: string }) => `Asking Astro for the ID ${id}…`;
  const said = form.getByRole("status").filter({ hasText: asking(first) });

  await watch.fault({ method: "GET", path: path(first), held: true });
  await field.fill(first.id);
  await expect(field).toHaveAccessibleDescription(asking(first));
  await expect(said).toHaveCount(1);
  await expect(page.getByText("Nothing fits.")).toHaveCount(0);
  await field.fill("");
  await expect(said).toHaveCount(0);
  const list = page.getByRole("listbox", { name: "Organization token" });
  await list.getByRole("option").nth(1).click();
  const other = await field.inputValue();
  await watch.release();
  await expect.poll(() => sent(emulator, "GET", new RegExp(`${path(first)}$`))).toBe(1);
  await expect(field).toHaveValue(other);

  await watch.fault({ method: "GET", path: path(token), held: true });
  await field.fill(token.id);
  await expect(field).toHaveAccessibleDescription(asking(token));
  await expect(field).toHaveAttribute("aria-expanded", "true");
  await watch.release();
  await expect(field).toHaveValue(token.name);
  // What was asked for is chosen: there is nothing more to choose from.
  await expect(field).toHaveAttribute("aria-expanded", "false");
  await expect(field).toHaveAccessibleDescription(/^Short token/);
});
