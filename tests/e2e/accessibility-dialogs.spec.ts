// axe-core on what dialogs come to when something stands in the way: two who write at once, grants that fail beside a secret, a
// save that nothing vouches for, and changes that would be lost.

import { expect, test } from "../support/fixtures.ts";
import { grants, openReview, pending, question, remove, role } from "../support/access.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allCounted, allLoaded, connectWith, organizationOf, tokenTab } from "../support/console.ts";
import { addFurther, asSet, branch, deploymentPath, elsewhere, fromRow, fullToken, groundOf, rolesOf, send, setRoles, withRole, workspacePath } from "../support/grants.ts";
import { addButton } from "../support/place.ts";
import { dialog, openRead, tokensNow } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });

test("a conflict and a lost race in the dialog that gives a role", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const here = { entityType: "WORKSPACE", entityId: ground.workspace.id };
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  // The dialog reads the token: what someone else sets after that is a conflict.
  const form = await openRead(page, token.id, () => fromRow(page, token, /^Change role here/));
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_OPERATOR");
  await setRoles(emulator, token.id, rolesOf(withRole(before, here, "WORKSPACE_MEMBER")));
  await send(page).click();
  const choice = form.getByRole("group", { name: `Which role shall stand: Workspace ${ground.workspace.name}?` });
  await expect(choice).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await choice.getByRole("radio", { name: /^Workspace Operator/ }).check();
  expect(await accessibilityViolations(page)).toEqual([]);
  const path = `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}/roles`;
  await watch.fault({ method: "POST", path, meanwhile: [{ when: "after", method: "POST", path, body: { roles: rolesOf(withRole(before, here)) } }] });
  await send(page).click();
  await expect(form.getByRole("button", { name: "Apply again" })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("pending changes on the Access tab, their review, and the question whether to discard them", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  await signIn("Organization Owner", ground.sample.path(token, "/access"));
  await expect(grants(page)).toBeVisible();
  // Lines move for as long as what they name is being read.
  await allCounted(page);
  await role(page, `Workspace ${ground.workspace.name}`).selectOption({ label: "Workspace Owner" });
  await remove(page, `Workspace ${ground.otherWorkspace.name}`).click();
  await expect(pending(page)).toContainText("2 pending changes");
  expect(await accessibilityViolations(page)).toEqual([]);
  await openReview(page);
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole("button", { name: "Keep editing" }).click();
  await tokenTab(page, "Overview").click();
  await expect(question(page)).toContainText("Discard 2 pending changes?");
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("a secret beside further grants that failed, and the question whether to delete its token for good", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  await addButton(page).click();
  const form = dialog(page, "Create API token");
  await form.getByRole("textbox", { name: "Name" }).fill("half made");
  await form.getByRole("combobox", { name: "Role" }).selectOption({ label: "Workspace Author" });
  await addFurther(form, "Deployment", ground.deployment, "Deployment Admin");
  await watch.fault({ method: "POST", path: "/v1/organizations/*/tokens/*/roles", status: 403 });
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(dialog(page).getByText("The further grants are not saved", { exact: true })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await dialog(page).getByRole("button", { name: "Delete the new token…" }).click();
  await expect(dialog(page).getByRole("button", { name: "Delete it for good" })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("a save that nothing vouches for", async ({ page, emulator, watch }) => {
  const ground = await groundOf(emulator);
  const below = await fullToken(emulator, ground, "DEPLOYMENT", "of-the-deployment");
  const { id: workspace } = ground.workspace;
  const inside = [workspace, ...ground.sample.deployments.filter(({ workspaceId }) => workspaceId === workspace).map(({ id }) => id)];
  // Every token that reaches into the Workspace from outside would tell.
  const from = (await tokensNow(emulator)).filter(({ scope, roles }) => scope === "ORGANIZATION" && roles.some(({ entityId }) => inside.includes(entityId)));
  for (const { id, roles } of from) await setRoles(emulator, id, roles.filter(({ entityType }) => entityType === "ORGANIZATION"));
  const { id: own } = await elsewhere<{ id: string }>(emulator, "POST", "/tokens", { name: "owner of one", scope: "WORKSPACE", entityId: workspace, role: "WORKSPACE_OWNER" });
  await emulator.switches({ newerContract: false, narrowGrants: true });
  watch.expectStatus(403, "/v1/organizations/*/tokens");
  await page.goto(deploymentPath(ground));
  await connectWith(page, await emulator.sign({ tokenId: own }));
  await allLoaded(page);
  const form = await fromRow(page, below, /^Edit…/);
  await form.getByRole("combobox", { name: / role$/ }).selectOption({ label: ground.customRole });
  await form.getByRole("button", { name: "Save", exact: true }).click();
  await expect(form.getByRole("button", { name: "Save all the same" })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});
