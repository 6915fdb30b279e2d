// Ways on from what went wrong, and choices that go further than one place, by keyboard alone: no mouse event reaches the page.

import { grants, pending, undo } from "../support/access.ts";
import { allLoaded, organizationOf } from "../support/console.ts";
import { expect, test } from "../support/fixtures.ts";
import { asSet, branch, groundOf, rolesOf, setRoles, stays, workspacePath, withRole } from "../support/grants.ts";
import { chooseOption, connect, pickFromRow, press, tabTo } from "../support/keyboard.ts";
import { dialog, openRead, tokensOfName } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const NAME = "by keyboard";

test("a conflict is answered, and what a race lost is applied again", async ({ page, emulator, watch }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const here = { entityType: "WORKSPACE", entityId: ground.workspace.id };
  await connect(page, emulator, workspacePath(ground));
  await allLoaded(page);
  // The dialog reads the token: what someone else sets after that is a conflict.
  await openRead(page, token.id, () => pickFromRow(page, token, /^Change role here/));
  await chooseOption(page, /^Workspace role$/, /^Workspace Op/);
  await setRoles(emulator, token.id, rolesOf(withRole(before, here, "WORKSPACE_MEMBER")));
  await press(page, /^Change role$/);
  const choice = dialog(page).getByRole("group", { name: `Which role shall stand: Workspace ${ground.workspace.name}?` });
  await expect(choice).toBeVisible();
  // Of a group in which none is chosen, Tab reaches the first; an arrow goes on and chooses.
  await tabTo(page, /^Workspace Member/);
  await page.keyboard.press("ArrowDown");
  await expect(choice.getByRole("radio", { name: /^Workspace Operator/ })).toBeChecked();
  const path = `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}/roles`;
  await watch.fault({ method: "POST", path, meanwhile: [{ when: "after", method: "POST", path, body: { roles: rolesOf(withRole(before, here)) } }] });
  await press(page, /^(Change role|Add token)$/);
  await expect(dialog(page).getByRole("button", { name: "Apply again" })).toBeVisible();
  await press(page, /^Apply again$/);
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, here, "WORKSPACE_OPERATOR"));
});

test("beside a secret the further grants are finished, and a token is deleted", async ({ page, emulator, watch }) => {
  const ground = await groundOf(emulator);
  const create = async () => {
    await press(page, /^Add token$/);
    const form = dialog(page, "Create API token");
    await expect(form.getByRole("textbox", { name: "Name" })).toBeFocused();
    await page.keyboard.type(NAME);
    await chooseOption(page, /^Role$/, /^Workspace Au/);
    await press(page, /^Give it further grants…$/);
    // The level, which gets the focus, is called as the field below it is.
    await expect(form.getByRole("radio", { name: "Deployment", exact: true })).toBeFocused();
    await page.keyboard.press("Tab");
    await tabTo(page, /^Deployment$/);
    const field = form.getByRole("combobox", { name: "Deployment", exact: true });
    await expect(field).toBeFocused();
    // An id is chosen once it is whole.
    await page.keyboard.type(ground.deployment.id);
    await expect(field).toHaveValue(ground.deployment.name);
    await chooseOption(page, /^Further role$/, /^Deployment Ad/);
    await press(page, /^Add this grant$/);
    await watch.fault({ method: "POST", path: "/v1/organizations/*/tokens/*/roles", status: 403 });
    await press(page, /^Create token$/);
    await expect(dialog(page).getByRole("button", { name: "Finish" })).toBeVisible();
  };
  await connect(page, emulator, workspacePath(ground));
  await allLoaded(page);
  await create();
  await press(page, /^Finish$/);
  await expect(dialog(page).getByText("The further grants are saved", { exact: true })).toBeVisible();
  // The button went with what it did.
  await expect(dialog(page).getByRole("heading", { level: 2 })).toBeFocused();
  const home = { entityType: "WORKSPACE", entityId: ground.workspace.id, role: "WORKSPACE_AUTHOR" };
  const [made] = await tokensOfName(emulator, NAME);
  await stays(emulator, made!, asSet([home, { entityType: "DEPLOYMENT", entityId: ground.deployment.id, role: "DEPLOYMENT_ADMIN" }]));
  await press(page, /^I have stored it$/, "Space");
  await press(page, /^Done$/);
  await expect(dialog(page)).toBeHidden();

  await create();
  const begin = dialog(page).getByRole("button", { name: "Delete the new token…" });
  const keep = dialog(page).getByRole("button", { name: "Keep it" });
  await press(page, /^Delete the new token…$/);
  await expect(keep).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(begin).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(keep).toBeFocused();
  await press(page, /^Delete it for good$/);
  await expect.poll(async () => (await tokensOfName(emulator, NAME)).map(({ id }) => id)).toEqual([made!.id]);
  await expect(dialog(page).getByRole("heading", { level: 2 })).toBeFocused();
});

test("what stands below a place is left when its token is removed", async ({ page, emulator }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  await connect(page, emulator, workspacePath(ground));
  await allLoaded(page);
  await pickFromRow(page, token, /^Remove from this Workspace/);
  const below = dialog(page).getByRole("checkbox", { name: /^Drop its roles on/ });
  await expect(below).toBeChecked();
  await press(page, /^Drop its roles on/, "Space");
  await expect(below).not.toBeChecked();
  await press(page, /^Remove from Workspace$/);
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(asSet(token.roles), { entityType: "WORKSPACE", entityId: ground.workspace.id }));
});

for (const [entry, changes, isWhole] of [
  ["Remove the 2 grants below", "2 pending changes", false],
  ["Remove it, and all below", "3 pending changes", true],
] as const) {
  test(`the menu of a branch on the Access tab: ${entry}`, async ({ page, emulator }) => {
    const ground = await groundOf(emulator);
    const token = await branch(emulator, ground);
    await connect(page, emulator, ground.sample.path(token, "/access"));
    await expect(grants(page)).toContainText(ground.workspace.name);
    const name = new RegExp(`^Everything below Workspace ${ground.workspace.name}$`);
    await press(page, name);
    const menu = page.getByRole("menu", { name });
    await expect(menu).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(grants(page).getByRole("button", { name })).toBeFocused();
    await page.keyboard.press("Enter");
    await tabTo(page, new RegExp(`^${entry}`), "ArrowDown");
    await page.keyboard.press("Enter");
    await expect(menu).toBeHidden();
    await expect(pending(page)).toContainText(changes);
    await expect(undo(page, `Deployment ${ground.deployment.name} in ${ground.workspace.name}`)).toBeVisible();
    await expect(undo(page, `Workspace ${ground.workspace.name}`)).toHaveCount(isWhole ? 1 : 0);
    // The button went with what was below; the focus stays in the page.
    await expect(page.locator("main :focus")).toHaveCount(1);
    await press(page, /^Review and save$/);
    await press(page, /^Save as one replacement$/);
    await expect(dialog(page)).toBeHidden();
    const below = token.roles.filter(({ entityId, deploymentId }) => entityId === ground.deployment.id || deploymentId === ground.deployment.id);
    expect(below).toHaveLength(2);
    const left = token.roles.filter((held) => !below.includes(held) && !(isWhole && held.entityId === ground.workspace.id));
    await stays(emulator, token, asSet(left));
  });
}
