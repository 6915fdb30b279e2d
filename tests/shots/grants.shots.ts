// `cargo xtask e2e --project=shots`: Workspace, Deployment, Access and what gives, changes and takes roles there.

import type { Page } from "@playwright/test";
import { add as addGrant, adding, openReview, placeOf, remove, review, role } from "../support/access.ts";
import { allLoaded } from "../support/console.ts";
import type { Emulator } from "../support/emulator.ts";
import { expect, test } from "../support/fixtures.ts";
import { add, addFurther, deploymentPath, fromRow, fullToken, type Ground, groundOf, setRoles, workspacePath } from "../support/grants.ts";
import { shots } from "../support/shots.ts";
import type { StateToken } from "../support/sample.ts";
import { dialog, storeSecret, tokenNow } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 400, agentTokens: true } });
test.setTimeout(120_000);

/** 256 characters. */
const LONG = `<b>bold</b> &amp; \u05d3\u05d5\u05d7 \u05d9\u05d5\u05de\u05d9 `.padEnd(256, "long ");

/** Growth analytics, with a token that has roles on every level of it and elsewhere. */
async function prepare(emulator: Emulator): Promise<{ ground: Ground; token: StateToken; attribution: string }> {
  const found = await groundOf(emulator);
  const { sample } = found;
  const at = (kind: "workspaces" | "deployments", id: string) => sample[kind].find((place) => place.id === id)!;
  const workspace = at("workspaces", placeOf(sample, "workspaces", "Growth analytics"));
  const otherWorkspace = at("workspaces", placeOf(sample, "workspaces", "Finance marts"));
  const attribution = placeOf(sample, "deployments", "attribution", workspace.id);
  const ground = {
    ...found,
    workspace,
    otherWorkspace,
    // The one with agent tokens.
    deployment: at("deployments", placeOf(sample, "deployments", "ad-spend", workspace.id)),
    otherDeployment: sample.deployments.find(({ workspaceId }) => workspaceId === otherWorkspace.id)!,
  };
  const { id, roles } = await fullToken(emulator, ground, "ORGANIZATION", "every-level");
  await setRoles(emulator, id, [
    ...roles,
    { entityType: "WORKSPACE", entityId: workspace.id, role: "WORKSPACE_MEMBER" },
    { entityType: "DEPLOYMENT", entityId: attribution, role: "DEPLOYMENT_ADMIN" },
    { entityType: "DAG", entityId: "etl", role: "DAG_VIEWER", deploymentId: attribution },
  ]);
  return { ground, token: (await tokenNow(emulator, id))!, attribution };
}

async function close(page: Page): Promise<void> {
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  await expect(dialog(page)).toBeHidden();
}

test("a Workspace and a Deployment", async ({ page, emulator, signIn }) => {
  const { ground, token } = await prepare(emulator);
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  await shots(page, "workspace");
  await add(page, "Add Organization token");
  await dialog(page).getByRole("combobox", { name: /token$/ }).press("ArrowDown");
  await shots(page, "assign-list");
  await dialog(page).getByRole("combobox", { name: /token$/ }).fill(token.id);
  await shots(page, "assign");
  await close(page);
  await fromRow(page, token, /^Change role here/);
  await shots(page, "change-role");
  await close(page);
  await fromRow(page, token, /^Remove from this Workspace/);
  await shots(page, "remove");
  await close(page);
  await page.goto(`${workspacePath(ground)}/deployments`);
  await allLoaded(page);
  await shots(page, "workspace-deployments");
  await page.goto(deploymentPath(ground));
  await allLoaded(page);
  await shots(page, "deployment");
  await page.getByRole("button", { name: "Create agent token" }).click();
  await shots(page, "agent-create");
});

test("a token with further grants, and a name as long as it may be", async ({ page, emulator, signIn }) => {
  const { ground } = await prepare(emulator);
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  await page.getByRole("main").getByRole("button", { name: "Add token", exact: true }).click();
  const form = dialog(page, "Create API token");
  await form.getByRole("textbox", { name: "Name" }).fill(LONG);
  await form.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: "Workspace Author" });
  await addFurther(form, "Deployment", ground.deployment, "Deployment Admin");
  await form.getByRole("group", { name: "On what" }).getByRole("radio", { name: "Dags by ID" }).check();
  await shots(page, "create-further");
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(dialog(page, /^Store the secret/)).toBeVisible();
  await shots(page, "long-secret");
  await storeSecret(page, LONG.trim());
  await page.getByRole("table").getByRole("link", { name: /^<b>bold/ }).first().click();
  await shots(page, "long-token");
});

test("the Access tab", async ({ page, emulator, signIn }) => {
  const { ground, token, attribution } = await prepare(emulator);
  await signIn("Organization Owner", ground.sample.path(token, "/access"));
  await expect(role(page, "Workspace Growth analytics")).toBeVisible();
  await shots(page, "access");
  await role(page, "Workspace Growth analytics").selectOption({ label: "Workspace Owner" });
  await remove(page, "Deployment attribution in Growth analytics").click();
  await addGrant(page, "Dags by ID", attribution, "Dag Viewer", `team/a b%20c\n${"x".repeat(256)}`);
  await shots(page, "access-pending");
  await page.getByRole("button", { name: "Add grant" }).click();
  await expect(adding(page)).toBeVisible();
  await shots(page, "access-add");
  await page.keyboard.press("Escape");
  await openReview(page);
  await expect(review(page)).toBeVisible();
  await shots(page, "access-review");
});
