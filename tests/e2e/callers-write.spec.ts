// Changing grants with less than an Organization Owner's rights, where Astro hides nothing: what one may write is written, what one may
// not is fenced by its reason, and the rest of the token's set stays as it was.

import { grants, line, openReview, pending, review, role, saveButton } from "../support/access.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, tokenIdOf } from "../support/console.ts";
import { expect, test } from "../support/fixtures.ts";
import { asSet, fromRow, fullToken, type Ground, groundOf, send, setRoles, stays, withRole } from "../support/grants.ts";
import type { Role, StateToken } from "../support/sample.ts";
import { dialog, tokenNow } from "../support/writes.ts";
import type { Emulator } from "../support/emulator.ts";

test.use({ emulatorOptions: { tokens: 400 } });
test.beforeEach(({ watch }) => watch.expectStatus(403, "/v1/organizations/*/tokens"));

/** The role that the caller is signed in with, and another Workspace than the one around it. */
async function around(emulator: Emulator, ground: Ground, caller: string): Promise<{ own: Role; elsewhere: Role }> {
  const token = (await tokenNow(emulator, tokenIdOf(emulator, caller)))!;
  const own = token.roles.find(({ entityType }) => entityType === token.scope)!;
  const mine = ground.sample.deployments.find(({ id }) => id === own.entityId)?.workspaceId ?? own.entityId;
  const other = ground.sample.workspaces.find(({ id }) => id !== mine)!;
  return { own, elsewhere: { entityType: "WORKSPACE", entityId: other.id, role: "WORKSPACE_MEMBER" } };
}

async function assigned(emulator: Emulator, ground: Ground, here: Role[]): Promise<StateToken> {
  const token = await fullToken(emulator, ground, "ORGANIZATION", "seen-from-here");
  const home = token.roles.find(({ entityType }) => entityType === "ORGANIZATION")!;
  await setRoles(emulator, token.id, [home, ...here]);
  return (await tokenNow(emulator, token.id))!;
}

test("a Workspace Owner changes a role here and gives one on a Deployment; the line of another Workspace stays shut", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const { own, elsewhere } = await around(emulator, ground, "Workspace Owner");
  const here = { entityType: "WORKSPACE", entityId: own.entityId };
  const token = await assigned(emulator, ground, [{ ...here, role: "WORKSPACE_MEMBER" }, elsewhere]);
  const before = asSet(token.roles);
  await signIn("Workspace Owner", `/organizations/${ground.sample.organizationId}/workspaces/${own.entityId}`);
  await allLoaded(page);
  const form = await fromRow(page, token, /^Change role here/);
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_OPERATOR");
  // Of an Organization token nobody below its Owner surely sees all.
  await expect(form.getByText("There may be more grants", { exact: true })).toBeVisible();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  const changed = withRole(before, here, "WORKSPACE_OPERATOR");
  await stays(emulator, token, changed);

  await page.goto(ground.sample.path(token, "/access"));
  await expect(grants(page)).toBeVisible();
  const shut = line(page, elsewhere.entityId);
  await expect(shut.getByRole("combobox")).toHaveCount(0);
  await expect(shut).toContainText("Member");
  await expect(shut.getByRole("button", { name: /^Remove grant on/ })).toHaveAccessibleDescription(/needs Workspace Owner/);
  expect(await accessibilityViolations(page)).toEqual([]);
  const deployment = ground.sample.deployments.find(({ workspaceId }) => workspaceId === own.entityId)!;
  await page.getByRole("button", { name: "Add grant" }).click();
  const adding = dialog(page, "Add grant");
  await adding.getByRole("radio", { name: "Deployment", exact: true }).check();
  await adding.getByRole("combobox", { name: "Deployment" }).fill(deployment.id);
  await adding.getByRole("combobox", { name: "Role" }).selectOption({ label: "Deployment Admin" });
  await adding.getByRole("button", { name: "Add", exact: true }).click();
  await expect(pending(page)).toContainText("1 pending change");
  await openReview(page);
  await saveButton(page).click();
  await expect(review(page)).toBeHidden();
  await stays(emulator, token, withRole(changed, { entityType: "DEPLOYMENT", entityId: deployment.id }, "DEPLOYMENT_ADMIN"));
});

test("a Deployment Admin changes a role on its Deployment and removes it", async ({ page, emulator, signIn, watch }) => {
  // The last role in its sight goes: the token can't be read back.
  watch.expectStatus(403, "/v1/organizations/*/tokens/*");
  const ground = await groundOf(emulator);
  const { own, elsewhere } = await around(emulator, ground, "Deployment Admin");
  const here = { entityType: "DEPLOYMENT", entityId: own.entityId };
  const token = await assigned(emulator, ground, [{ ...here, role: "DEPLOYMENT_ADMIN" }, elsewhere]);
  const before = asSet(token.roles);
  await signIn("Deployment Admin", `/organizations/${ground.sample.organizationId}/deployments/${own.entityId}`);
  await allLoaded(page);
  const form = await fromRow(page, token, /^Change role here/);
  const choice = form.getByRole("combobox", { name: "Deployment role" });
  const custom = await choice.getByRole("option").evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value).find((value) => value !== "" && value !== "DEPLOYMENT_ADMIN"));
  await choice.selectOption(custom!);
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, here, custom!));
  await fromRow(page, token, /^Remove from this Deployment/);
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, here));
});

test("a Workspace Member may give no role anywhere, and is told so before it tries", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const { own } = await around(emulator, ground, "Workspace Member");
  const token = await assigned(emulator, ground, [{ entityType: "WORKSPACE", entityId: own.entityId, role: "WORKSPACE_MEMBER" }]);
  await signIn("Workspace Member", ground.sample.path(token, "/access"));
  await expect(grants(page)).toBeVisible();
  await expect(page.getByRole("button", { name: "Add grant" })).toHaveAccessibleDescription(/may give this one no role anywhere/);
  await expect(role(page, /^Role on /)).toHaveCount(0);
  expect(await accessibilityViolations(page)).toEqual([]);
});
