// Removing a token from where it was assigned: what goes with it, what it holds now, and who loses sight of it. Each spec holds
// its token against its whole stored set.

import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, organizationOf, tokenIdOf } from "../support/console.ts";
import { asSet, branch, deploymentPath, fromRow, fullToken, groundOf, send, setRoles, stays, stored, tokenRow, withRole, workspacePath } from "../support/grants.ts";
import { dialog, keepToasts, openRead, pressOff, sent, tokenNow } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 700 } });

test("removing from a Workspace drops what is below it, or leaves it, as ticked", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const places = [
    { entityType: "WORKSPACE", entityId: ground.workspace.id },
    { entityType: "DEPLOYMENT", entityId: ground.deployment.id },
    { entityType: "DAG", entityId: "hourly", deploymentId: ground.deployment.id },
  ];
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  await fromRow(page, token, /^Remove from this Workspace/);
  const below = dialog(page).getByRole("checkbox", { name: "Drop its roles on 1 Deployment and 1 Dag as well" });
  await expect(below).toBeChecked();
  await expect(dialog(page).getByText("Removed: hourly on ", { exact: false })).toBeVisible();
  await expect(dialog(page).getByText("1 Dag", { exact: true })).toBeVisible();
  await expect(dialog(page).getByRole("tabpanel")).toContainText("none for Dags");
  await expect(dialog(page).getByRole("tabpanel")).toContainText(`astro deployment token organization-token remove ${token.id}`);
  expect(await accessibilityViolations(page)).toEqual([]);
  await below.uncheck();
  await expect(dialog(page).getByText("1 Dag", { exact: true })).toBeHidden();
  await below.check();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, places.reduce((set, place) => withRole(set, place), before));
  await page.getByRole("button", { name: "Undo" }).last().click();
  await stays(emulator, token, before);
  await fromRow(page, token, /^Remove from this Workspace/);
  await below.uncheck();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, places[0]!));
  await page.getByRole("button", { name: "Journal of this session: 3 changes" }).click();
  const entries = dialog(page, "Changes of this session").getByRole("listitem");
  await expect(entries).toHaveCount(3);
  for (const at of [0, 1, 2]) {
    await expect(entries.nth(at)).toContainText(token.name);
    await expect(entries.nth(at).getByText("Done", { exact: true })).toBeVisible();
  }
});

test("removing goes by what the token holds now, and not by what was loaded", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const here = { entityType: "DEPLOYMENT", entityId: ground.deployment.id };
  const later = { entityType: "DAG_TAG", entityId: "added-later", deploymentId: ground.deployment.id };
  await signIn("Organization Owner", deploymentPath(ground));
  await allLoaded(page);
  await setRoles(emulator, token.id, [...token.roles, { ...later, role: "DAG_VIEWER" }]);
  await fromRow(page, token, /^Remove from this Deployment/);
  await expect(dialog(page).getByRole("checkbox", { name: "Drop its roles on 1 Dag and 1 Dag tag as well" })).toBeChecked();
  await expect(dialog(page).getByText("Removed: added-later on ", { exact: false })).toBeVisible();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  const hourly = { entityType: "DAG", entityId: "hourly", deploymentId: ground.deployment.id };
  await stays(emulator, token, withRole(withRole(before, here), hourly));
  // Where it can't be read, the dialog says how old its words are.
  await setRoles(emulator, token.id, token.roles);
  await page.reload();
  await allLoaded(page);
  await watch.fault({ method: "GET", path: `/v1/organizations/*/tokens/${token.id}`, status: 500 });
  await fromRow(page, token, /^Remove from this Deployment/);
  await expect(dialog(page).getByText(/^It could not be read just now: this is as it was loaded/)).toBeVisible();
});

test("what someone else adds below meanwhile is named, and goes as well by one more press", async ({ page, emulator, signIn }) => {
  await keepToasts(page);
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const here = { entityType: "DEPLOYMENT", entityId: ground.deployment.id };
  const hourly = { entityType: "DAG", entityId: "hourly", deploymentId: ground.deployment.id };
  const later = { entityType: "DAG_TAG", entityId: "added-later", deploymentId: ground.deployment.id };
  await signIn("Organization Owner", deploymentPath(ground));
  await allLoaded(page);
  await openRead(page, token.id, () => fromRow(page, token, /^Remove from this Deployment/));
  await setRoles(emulator, token.id, [...token.roles, { ...later, role: "DAG_VIEWER" }]);
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  const kept = page.getByText(`What was added below meanwhile stays with ${token.name}`, { exact: true });
  await expect(kept).toBeVisible();
  await expect(page.getByText(/^Dag tag added-later on .*: Dag Viewer\.$/)).toBeVisible();
  const without = withRole(withRole(asSet(token.roles), here), hourly);
  await stays(emulator, token, withRole(without, later, "DAG_VIEWER"));
  await page.getByRole("button", { name: "Remove these, too" }).click();
  await expect(page.getByText(`Removed what was added meanwhile to ${token.name}`).first()).toBeVisible();
  await stays(emulator, token, without);
});

test("what someone else added below is no longer offered to be removed once its removal is undone", async ({ page, emulator, signIn }) => {
  await keepToasts(page);
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const later = { entityType: "DAG_TAG", entityId: "added-later", deploymentId: ground.deployment.id };
  await signIn("Organization Owner", deploymentPath(ground));
  await allLoaded(page);
  await openRead(page, token.id, () => fromRow(page, token, /^Remove from this Deployment/));
  await setRoles(emulator, token.id, [...token.roles, { ...later, role: "DAG_VIEWER" }]);
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  const offer = page.getByRole("button", { name: "Remove these, too" });
  await expect(offer).toBeVisible();
  await page.getByRole("button", { name: "Undo" }).click();
  await expect(page.getByText(`Took back the change to ${token.name}`).first()).toBeVisible();
  await expect(offer).toHaveCount(0);
  await stays(emulator, token, withRole(asSet(token.roles), later, "DAG_VIEWER"));
});

test("what is open in the dialog stays open when the token turns out to hold more by now", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const dag = (entityId: string) => ({ entityType: "DAG", entityId, deploymentId: ground.deployment.id, role: "DAG_VIEWER" });
  const more = ["one", "two", "three"].map(dag);
  await setRoles(emulator, token.id, [...token.roles, ...more]);
  await signIn("Organization Owner", deploymentPath(ground));
  await allLoaded(page);
  await setRoles(emulator, token.id, [...token.roles, ...more, dag("four")]);
  await watch.fault({ method: "GET", path: `/v1/organizations/*/tokens/${token.id}`, held: true });
  await fromRow(page, token, /^Remove from this Deployment/);
  await dialog(page).getByRole("button", { name: "All 4 Dags" }).click();
  await watch.release();
  await expect(dialog(page).getByRole("button", { name: "All 5 Dags" })).toHaveAttribute("aria-expanded", "true");
});

test("where Deployments could not be read, removing from a Workspace says that roles on them stay", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const here = { entityType: "WORKSPACE", entityId: ground.workspace.id };
  await watch.fault({ method: "GET", path: `/v1/organizations/${organizationOf(emulator)}/deployments`, status: 500 });
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  await fromRow(page, token, /^Remove from this Workspace/);
  await expect(dialog(page)).toContainText("Not all Deployments could be loaded: roles on those that are missing stay, and are not among these.");
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(asSet(token.roles), here));
});

test("removing from a Deployment drops its Dags; applying again after a lost race sends what is ticked by then", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const here = { entityType: "DEPLOYMENT", entityId: ground.deployment.id };
  await signIn("Organization Owner", deploymentPath(ground));
  await allLoaded(page);
  await fromRow(page, token, /^Remove from this Deployment/);
  const below = dialog(page).getByRole("checkbox", { name: "Drop its roles on 1 Dag as well" });
  await expect(below).toBeChecked();
  await expect(dialog(page).getByText(/^Last used|^Never used|^Expired/)).toBeVisible();
  const path = `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}/roles`;
  await watch.fault({ method: "POST", path, meanwhile: [{ when: "after", method: "POST", path, body: { roles: token.roles } }] });
  await send(page).click();
  await expect(dialog(page).getByText("Written, but someone else wrote right after it")).toBeVisible();
  await below.uncheck();
  await dialog(page).getByRole("button", { name: "Apply again" }).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, here));
});

test("a caller below Owner: what leaves its sight leaves the list, without a way back", async ({ page, emulator, signIn, watch }) => {
  watch.expectStatus(403, "/v1/organizations/*/tokens");
  watch.expectStatus(403, "/v1/organizations/*/tokens/*");
  const ground = await groundOf(emulator);
  const caller = (await tokenNow(emulator, tokenIdOf(emulator, "Workspace Owner")))!;
  const home = caller.roles.find(({ entityType }) => entityType === "WORKSPACE")!;
  const token = await fullToken(emulator, ground, "ORGANIZATION", "only-here");
  const atHome = token.roles.find(({ entityType }) => entityType === "ORGANIZATION")!;
  await setRoles(emulator, token.id, [atHome, { ...home, role: "WORKSPACE_MEMBER" }]);
  await keepToasts(page);
  await signIn("Workspace Owner", `/organizations/${ground.sample.organizationId}/workspaces/${home.entityId}`);
  await allLoaded(page);
  await fromRow(page, token, /^Remove from this Workspace/);
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("region", { name: "Notifications" })).toContainText("Removed only-here from");
  await stays(emulator, token, asSet([atHome]));
  await expect(tokenRow(page, token)).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Undo" })).toHaveCount(0);
});

test("one's own role here takes an extra step, and its home is where a token is deleted", async ({ page, emulator, signIn, watch }) => {
  watch.expectStatus(403, "/v1/organizations/*/tokens");
  const ground = await groundOf(emulator);
  const caller = (await tokenNow(emulator, tokenIdOf(emulator, "Workspace Owner")))!;
  const home = caller.roles.find(({ entityType }) => entityType === "WORKSPACE")!;
  const workspace = ground.sample.workspaces.find(({ id }) => id === home.entityId)!;
  const inside = ground.sample.deployments.find(({ workspaceId }) => workspaceId === workspace.id)!;
  await setRoles(emulator, caller.id, [...caller.roles.filter(({ entityId }) => entityId !== inside.id), { entityType: "DEPLOYMENT", entityId: inside.id, role: "DEPLOYMENT_ADMIN" }]);
  const before = await stored(emulator, caller.id);
  const writes = await sent(emulator, "POST", /./);
  await signIn("Workspace Owner", `/organizations/${ground.sample.organizationId}/deployments/${inside.id}`);
  await allLoaded(page);
  await fromRow(page, caller, /^Remove from this Deployment/);
  await pressOff(send(page));
  expect(await stored(emulator, caller.id)).toEqual(before);
  await dialog(page).getByRole("checkbox", { name: "I understand what follows" }).check();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, caller, withRole(before, { entityType: "DEPLOYMENT", entityId: inside.id }));
  await page.goto(`/organizations/${ground.sample.organizationId}/workspaces/${workspace.id}`);
  await allLoaded(page);
  await page.getByRole("searchbox", { name: "Search tokens" }).fill(caller.id);
  await page.getByRole("button", { name: `Actions for ${caller.name}, …${caller.shortToken}` }).click();
  await expect(page.getByRole("menuitem", { name: "Delete…" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: /^Remove from/ })).toHaveCount(0);
  // The one save that was answered for.
  expect(await sent(emulator, "POST", /./)).toBe(writes + 1);
  await stays(emulator, caller, withRole(before, { entityType: "DEPLOYMENT", entityId: inside.id }));
});
