// Callers below Organization Owner: what is known to be refused is off and says why, and what may be hidden is not called none.

import type { Locator } from "@playwright/test";
import { line, remove, role } from "../support/access.ts";
import { allCounted, allLoaded, connectWith, searchField, tokenTab } from "../support/console.ts";
import { expect, test } from "../support/fixtures.ts";
import { asSet, deploymentPath, elsewhere, fromRow, fullToken, growthGround, setRoles, workspacePath } from "../support/grants.ts";
import { Sample, type Role } from "../support/sample.ts";
import { dialog, pressOff, revealed, storeSecret, tokenNow, tokensOfName } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });

/** Off, for this reason. */
async function expectOff(button: Locator, reason: RegExp): Promise<void> {
  await expect(button).toHaveAccessibleDescription(reason);
  await pressOff(button);
}

test("a Workspace Owner: roles on a Deployment that is in none of its Workspaces", async ({ page, emulator, signIn, watch }) => {
  const ground = await growthGround(emulator);
  const { deployment, otherDeployment } = ground;
  const token = await fullToken(emulator, ground, "ORGANIZATION", "from-above");
  const both = [deployment, otherDeployment].map(({ id }) => ({ entityType: "DEPLOYMENT", entityId: id, role: "DEPLOYMENT_ADMIN" }));
  await setRoles(emulator, token.id, [...token.roles.filter(({ entityType }) => entityType === "ORGANIZATION"), ...both]);
  watch.expectStatus(403, "/v1/organizations/*");
  await signIn("Workspace Owner", deploymentPath(ground));
  await allLoaded(page);
  await searchField(page).fill(token.id);
  await page.getByRole("table", { name: "API tokens" }).getByRole("link").click();
  await tokenTab(page, "Access").click();
  await allCounted(page);
  const own = `Deployment ${deployment.name} in ${ground.workspace.name}`;
  await expect(role(page, own)).toBeVisible();
  await expect(remove(page, own)).toBeEnabled();
  const unseen = line(page, otherDeployment.id);
  await expect(unseen).toContainText("Not visible to you");
  await expect(unseen).toContainText("This needs Deployment Admin here");
  await expect(unseen.getByRole("combobox")).toHaveCount(0);
  await expectOff(unseen.getByRole("button", { name: /^Remove grant on/ }), /^This needs Deployment Admin here/);
  await expect(page.getByRole("region", { name: "Pending changes" })).toHaveCount(0);
});

test("under narrowGrants: an Organization token is not a Workspace Owner's to edit, and what is hidden is not called none", async ({ page, emulator, watch }) => {
  const ground = await growthGround(emulator);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "from-above");
  await setRoles(emulator, token.id, [...token.roles, { entityType: "WORKSPACE", entityId: ground.workspace.id, role: "WORKSPACE_MEMBER" }]);
  const middle = await fullToken(emulator, ground, "WORKSPACE", "of-the-workspace");
  await emulator.switches({ newerContract: false, narrowGrants: true });
  watch.expectStatus(403, "/v1/organizations/*");
  await page.goto(`/organizations/${ground.sample.organizationId}/tokens`);
  await connectWith(page, emulator.token("Workspace Owner"));
  await allLoaded(page);
  await expect(page.getByRole("button", { name: "? Organization owners" })).toBeVisible();
  await searchField(page).fill(token.id);
  const row = page.getByRole("table", { name: "API tokens" }).getByRole("row").filter({ hasText: token.name });
  await expect(row).toContainText("Not in sight");
  await row.getByRole("link").click();
  for (const name of ["Edit", "Rotate", "Delete"]) await expectOff(page.getByRole("button", { name, exact: true }), /^This needs Organization Owner/);
  await expect(page.getByRole("region", { name: "Reach" })).toContainText("No role in sight");
  await tokenTab(page, "Access").click();
  const home = line(page, "Organization, level 1:");
  await expect(home).toContainText("No role in sight");
  await expect(home).toContainText("Home scope: its role is hidden from you");
  await expect(page.getByRole("main")).not.toContainText(/No direct role|No grant here/);
  await page.goto(workspacePath(ground));
  await allLoaded(page);
  await fromRow(page, middle, /^Rotate/);
  await expect(dialog(page)).toContainText("There may be more grants");
});

test("a Deployment Admin's successor goes without the grants that it may not give, and says so before", async ({ page, emulator, signIn, watch }) => {
  const ground = await growthGround(emulator);
  const admin = emulator.tokens.find(({ name }) => name === "Deployment Admin")!.value;
  const { apiTokenId } = JSON.parse(Buffer.from(admin.split(".")[1]!, "base64url").toString()) as { apiTokenId: string };
  const { entityId: here } = (await tokenNow(emulator, apiTokenId))!.roles.find(({ role: held }) => held === "DEPLOYMENT_ADMIN")!;
  const elsewhereId = ground.sample.deployments.find(({ id }) => id !== here)!.id;
  const home = { entityType: "DEPLOYMENT", entityId: here, role: "DEPLOYMENT_ADMIN" };
  const own = { entityType: "DAG", entityId: "hourly", deploymentId: here, role: "DAG_VIEWER" };
  const foreign = { entityType: "DAG", entityId: "daily", deploymentId: elsewhereId, role: "DAG_VIEWER" };
  const { id } = await elsewhere<{ id: string }>(emulator, "POST", "/tokens", { name: "with a dag elsewhere", scope: "DEPLOYMENT", entityId: here, role: home.role });
  await setRoles(emulator, id, [home, own, foreign]);
  watch.expectStatus(403, "/v1/organizations/*");
  await signIn("Deployment Admin", `/organizations/${ground.sample.organizationId}/tokens/${id}`);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Create successor" }).click();
  const form = dialog(page, /^Create successor of/);
  await expect(form.getByText("The new token does not get all further grants")).toBeVisible();
  await expect(form.getByRole("listitem").filter({ hasText: "Dag daily on" })).toBeVisible();
  await form.getByRole("button", { name: "Create token" }).click();
  await revealed(page, "with a dag elsewhere");
  await expect(dialog(page).getByText(/^The further grants? (is|are) saved$/)).toBeVisible();
  await storeSecret(page, "with a dag elsewhere");
  const successor = (await tokensOfName(emulator, "with a dag elsewhere")).find((token) => token.id !== id)!;
  expect(asSet(successor.roles)).toEqual(asSet([home, own]));
  await expect(page.getByText("The new token lacks grants of the old one")).toBeVisible();
});

test("what no longer exists takes no other role, and is removed", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const isGone = ({ entityType, entityId }: Role) => ["WORKSPACE", "DEPLOYMENT"].includes(entityType) && sample.name(entityId) === undefined;
  const token = sample.find("of the Organization, with a grant on something that is gone", ({ scope, roles }) => scope === "ORGANIZATION" && roles.some(isGone));
  await signIn("Organization Owner", sample.path(token, "/access"));
  await allCounted(page);
  const gone = line(page, token.roles.find(isGone)!.entityId).first();
  await expect(gone).toContainText("No longer exists");
  await expect(gone.getByRole("combobox")).toHaveCount(0);
  await gone.getByRole("button", { name: /^Remove grant on/ }).click();
  await expect(gone).toContainText("Ends when this is saved");
  await gone.getByRole("button", { name: /^Undo change on/ }).click();
  await expect(gone.getByRole("button", { name: /^Remove grant on/ })).toBeVisible();
});
