// Workspace, Deployment, Access and agent tokens by keyboard alone: no mouse event reaches the page. Each dialog is seen by axe on
// the way.

import type { Page } from "@playwright/test";
import { adding, pending, review } from "../support/access.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, heading, table, tokenTab } from "../support/console.ts";
import { expect, test } from "../support/fixtures.ts";
import { asSet, deploymentPath, elsewhere, fullToken, groundOf, stays, stored, withRole, workspacePath } from "../support/grants.ts";
import { chooseOption, connect, pickFrom, pickFromRow, press, tabTo } from "../support/keyboard.ts";
import { dialog, openRead, tokensOfName } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300, agentTokens: true } });

const NAME = "by keyboard";

/** Types into a combobox that has the focus, and takes what is found first. */
async function choose(page: Page, text: string): Promise<void> {
  await page.keyboard.type(text);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
}

async function store(page: Page, name: string): Promise<void> {
  await expect(dialog(page, `Store the secret of ${name}`)).toBeVisible();
  await press(page, /^I have stored it$/, "Space");
  await press(page, /^Done$/);
  await expect(dialog(page)).toBeHidden();
}

test("a Workspace and a Deployment: create with a further grant, assign, change role, remove, delete", async ({ page, emulator }) => {
  test.setTimeout(120_000);
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "WORKSPACE", "every-level");
  const before = asSet(token.roles);
  const here = { entityType: "DEPLOYMENT", entityId: ground.deployment.id };
  await connect(page, emulator, workspacePath(ground));
  await allLoaded(page);

  await test.step("create with a further grant", async () => {
    await press(page, /^Add token$/);
    await expect(dialog(page, "Create API token").getByRole("textbox", { name: "Name" })).toBeFocused();
    await page.keyboard.type(NAME);
    await chooseOption(page, /^Role$/, /^Workspace Au/);
    await press(page, /^Give it further grants…$/);
    // The focus goes on to the fields that came; the first of them is the level of the grant.
    await expect(dialog(page).getByRole("group", { name: "On what" }).getByRole("radio", { name: "Deployment", exact: true })).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(dialog(page).getByRole("combobox", { name: "Deployment", exact: true })).toBeFocused();
    await choose(page, ground.deployment.name);
    await expect(dialog(page).getByRole("combobox", { name: "Deployment", exact: true })).toHaveValue(ground.deployment.name);
    await chooseOption(page, /^Further role$/, /^Deployment Ad/);
    await press(page, /^Add this grant$/);
    await expect(dialog(page).getByRole("list", { name: "Further grants that are chosen" })).toContainText("Deployment Admin");
    expect(await accessibilityViolations(page)).toEqual([]);
    await press(page, /^Create token$/);
    // They are given behind the secret, which may be stored before that is done.
    await expect(dialog(page).getByText("The further grants are saved", { exact: true })).toBeVisible();
    await store(page, NAME);
    const [made] = await tokensOfName(emulator, NAME);
    const home = { entityType: "WORKSPACE", entityId: ground.workspace.id, role: "WORKSPACE_AUTHOR" };
    expect(asSet(made!.roles)).toEqual(asSet([home, { ...here, role: "DEPLOYMENT_ADMIN" }]));
  });

  await test.step("from the Deployments of the Workspace to one of them", async () => {
    await press(page, /^Deployments/);
    await expect(page.getByRole("table", { name: "Deployments, sorted by name" })).toBeVisible();
    // Which takes the focus of a new place once it is drawn.
    await expect(heading(page, ground.workspace.name)).toBeFocused();
    await press(page, new RegExp(`^${ground.deployment.name}$`));
    await expect(heading(page, ground.deployment.name)).toBeFocused();
  });

  await test.step("assign", async () => {
    await pickFrom(page, /^More ways to add$/, /^Assign Workspace token/);
    await expect(dialog(page).getByRole("combobox", { name: "Workspace token" })).toBeFocused();
    await choose(page, "every-l");
    await expect(dialog(page).getByRole("combobox", { name: "Workspace token" })).toHaveValue(token.name);
    await chooseOption(page, /^Deployment role$/, /^Deployment Ad/);
    await press(page, /^Add token$/);
    await stays(emulator, token, withRole(before, here, "DEPLOYMENT_ADMIN"));
    await expect(dialog(page)).toBeHidden();
  });

  await test.step("change role", async () => {
    await pickFromRow(page, token, /^Change role here/);
    await chooseOption(page, /^Deployment role$/, new RegExp(`^${ground.customRole}`));
    expect(await accessibilityViolations(page)).toEqual([]);
    await press(page, /^Change role$/);
    await stays(emulator, token, withRole(before, here, ground.customRole));
    await expect(dialog(page)).toBeHidden();
  });

  await test.step("remove", async () => {
    await pickFromRow(page, token, /^Remove from this Deployment/);
    expect(await accessibilityViolations(page)).toEqual([]);
    await press(page, /^Remove from Deployment$/);
    await stays(emulator, token, before);
    await expect(dialog(page)).toBeHidden();
  });

  await test.step("delete where it is at home", async () => {
    await page.goto(workspacePath(ground));
    await allLoaded(page);
    const [made] = await tokensOfName(emulator, NAME);
    await openRead(page, made!.id, () => pickFromRow(page, made!, /^Delete…$/));
    await tabTo(page, /^Type Delete/);
    await page.keyboard.type("Delete");
    await page.keyboard.press("Enter");
    await expect(dialog(page)).toBeHidden();
    await expect(table(page).getByRole("link", { name: new RegExp(`^${NAME}`) })).toHaveCount(0);
    expect(await tokensOfName(emulator, NAME)).toEqual([]);
  });
});

test("the Access tab: add, change, remove, review, save", async ({ page, emulator }) => {
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "every-level");
  const before = asSet(token.roles);
  const { otherWorkspace, otherDeployment, workspace } = ground;
  await connect(page, emulator, ground.sample.path(token));
  await expect(tokenTab(page, "Access")).toBeVisible();
  await press(page, /^Access/);
  await expect(page.getByRole("table", { name: /^Grants of / })).toBeVisible();
  await expect(heading(page, token.name)).toBeFocused();

  await press(page, /^Add grant$/);
  await expect(adding(page)).toBeVisible();
  // The levels are one stop; arrows move in it.
  await tabTo(page, /^Workspace$/);
  await page.keyboard.press("ArrowDown");
  await expect(adding(page).getByRole("radio", { name: "Deployment" })).toBeChecked();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Tab");
  const field = adding(page).getByRole("combobox", { name: "Workspace" });
  await expect(field).toBeFocused();
  await choose(page, workspace.name);
  await expect(field).toHaveValue(workspace.name);
  await chooseOption(page, /^Role$/, /^Workspace Me/);
  await press(page, /^Add$/);
  await expect(adding(page)).toBeHidden();
  await expect(page.getByRole("button", { name: "Add grant" })).toBeFocused();

  await chooseOption(page, new RegExp(`^Role on Workspace ${otherWorkspace.name}$`), /^Workspace Operator/);
  const onDeployment = `Deployment ${otherDeployment.name} in ${otherWorkspace.name}`;
  await press(page, new RegExp(`^Remove grant on ${onDeployment}$`));
  await expect(page.getByRole("button", { name: `Undo change on ${onDeployment}`, exact: true })).toBeFocused();
  await expect(pending(page)).toContainText("3 pending changes");
  expect(await stored(emulator, token.id)).toEqual(before);
  await press(page, /^Review and save$/);
  await expect(review(page)).toBeVisible();
  await press(page, /^Save as one replacement$/);
  await expect(review(page)).toBeHidden();
  const changes: [{ entityType: string; entityId: string }, string | undefined][] = [
    [{ entityType: "WORKSPACE", entityId: workspace.id }, "WORKSPACE_MEMBER"],
    [{ entityType: "WORKSPACE", entityId: otherWorkspace.id }, "WORKSPACE_OPERATOR"],
    [{ entityType: "DEPLOYMENT", entityId: otherDeployment.id }, undefined],
  ];
  const after = changes.reduce((set, [place, role]) => withRole(set, place, role), before);
  expect(await stored(emulator, token.id)).toEqual(after);
  await press(page, /^Undo$/);
  await stays(emulator, token, before);
});

test("an agent token: create, store, delete", async ({ page, emulator }) => {
  const { agentTokens } = await emulator.control<{ agentTokens: { name: string; deploymentId: string }[] }>("GET", "state");
  const { deploymentId } = agentTokens[0]!;
  const ground = await groundOf(emulator);
  const left = async () => (await emulator.control<{ agentTokens: { id: string; name: string }[] }>("GET", "state")).agentTokens.filter(({ name }) => name === NAME);
  await connect(page, emulator, deploymentPath({ ...ground, deployment: { id: deploymentId, name: "" } }));
  await allLoaded(page);
  await press(page, /^Create agent token$/);
  await expect(dialog(page, "Create agent token").getByRole("textbox", { name: "Name" })).toBeFocused();
  await page.keyboard.type(NAME);
  await page.keyboard.press("Enter");
  await store(page, NAME);
  const [made, ...twins] = await left();
  expect(twins).toEqual([]);
  await openRead(page, made!.id, () => pickFrom(page, new RegExp(`^Actions for ${NAME}`), /^Delete…$/));
  await tabTo(page, /^Type Delete/);
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.keyboard.type("Delete");
  await page.keyboard.press("Enter");
  await expect(dialog(page)).toBeHidden();
  await expect.poll(left).toEqual([]);
});

test("a long table is passed in one step", async ({ page, emulator }) => {
  const { agentTokens } = await emulator.control<{ agentTokens: { deploymentId: string }[] }>("GET", "state");
  const ground = await groundOf(emulator);
  const { deploymentId } = agentTokens[0]!;
  for (let number = 0; number < 11; number += 1) {
    await elsewhere(emulator, "POST", "/tokens", { name: `row ${number}`, scope: "DEPLOYMENT", entityId: deploymentId, role: "DEPLOYMENT_ADMIN" });
  }
  await connect(page, emulator, deploymentPath({ ...ground, deployment: { id: deploymentId, name: "" } }));
  await allLoaded(page);
  const rows = Number(await table(page).getAttribute("aria-rowcount")) - 1;
  expect(rows).toBeGreaterThan(10);
  await press(page, /^Skip the table$/);
  await expect(page.getByText("End of the table", { exact: true }).first()).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("button", { name: "Load the agent tokens again" })).toBeFocused();
  expect(await accessibilityViolations(page)).toEqual([]);
});
