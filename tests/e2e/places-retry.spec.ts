// Lists of Workspaces and Deployments that failed: read again with what hangs on them, and said wherever a place is looked for.

import type { Page } from "@playwright/test";
import { adding, grants, tokenOf } from "../support/access.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, heading, organizationOf, table, tokenIdOf } from "../support/console.ts";
import type { Emulator } from "../support/emulator.ts";
import { expect, test } from "../support/fixtures.ts";
import { addButton, pickById } from "../support/place.ts";
import { type Place, Sample, type StateToken } from "../support/sample.ts";

test.use({ emulatorOptions: { tokens: 400, agentTokens: true } });

const OWNER = "Organization Owner";
const NOWHERE = "cmnowhere000000000000000x";
const note = (page: Page) => page.getByText("Not all Workspaces and Deployments could be loaded.");
const agents = (page: Page) => page.getByRole("region", { name: "Agent tokens" }).getByRole("table", { name: "Agent tokens" });

/** A Deployment with remote execution, with its agent tokens and the Workspace around it. */
async function remote(emulator: Emulator): Promise<{ organization: string; deployment: Place; workspace: Place; names: string[] }> {
  const { agentTokens } = await emulator.control<{ agentTokens: (StateToken & { deploymentId: string })[] }>("GET", "state");
  const { organizationId, deployments, workspaces } = await Sample.read(emulator);
  const deployment = deployments.find(({ id }) => agentTokens.some(({ deploymentId }) => deploymentId === id))!;
  return {
    organization: `organizations/${organizationId}`,
    deployment,
    workspace: workspaces.find(({ id }) => id === deployment.workspaceId)!,
    names: agentTokens.filter(({ deploymentId }) => deploymentId === deployment.id).map(({ name }) => name),
  };
}

/** All of them are listed, and nothing there is being read any more. */
async function expectAgents(page: Page, names: string[]): Promise<void> {
  await expect(agents(page).locator("tbody tr[aria-rowindex]")).toHaveCount(names.length);
  for (const name of names) await expect(agents(page)).toContainText(name);
  await expect(page.locator(".skel")).toHaveCount(0);
}

test("Retry in the side bar brings the Deployments and their agent tokens", async ({ page, emulator, signIn, watch }) => {
  const { organization, deployment, names } = await remote(emulator);
  await watch.fault({ method: "GET", path: `/v1/${organization}/deployments`, status: 500 });
  await signIn(OWNER, `${emulator.page}${organization}/deployments/${deployment.id}`);
  await allLoaded(page);
  await expect(note(page)).toBeVisible();
  await expect(agents(page)).toHaveCount(0);
  await page.getByRole("navigation", { name: "Main" }).getByRole("button", { name: "Retry" }).click();
  await expect(note(page)).toBeHidden();
  await expect(heading(page, deployment.name)).toBeVisible();
  await expect(page.getByRole("tree").locator(`a[href$="/deployments/${deployment.id}"]`)).toBeVisible();
  await expectAgents(page, names);
});

test("Retry on the Deployments tab reads both lists again by one press, and the agent tokens", async ({ page, emulator, signIn, watch }) => {
  const { organization, deployment, workspace, names } = await remote(emulator);
  for (const list of ["workspaces", "deployments"]) await watch.fault({ method: "GET", path: `/v1/${organization}/${list}`, status: 500 });
  await signIn(OWNER, `${emulator.page}${organization}/workspaces/${workspace.id}/deployments`);
  await expect(page.getByText("The Deployments could not be loaded.")).toBeVisible();
  await expect(note(page)).toBeVisible();
  await page.getByRole("region", { name: "What could not be loaded" }).getByRole("button", { name: "Retry" }).click();
  await expect(heading(page, workspace.name)).toBeVisible();
  await expect(note(page)).toBeHidden();
  await expect(page.getByRole("region", { name: "What could not be loaded" })).toHaveCount(0);
  await page.getByRole("table", { name: "Deployments, sorted by name" }).locator(`a[href$="/deployments/${deployment.id}"]`).click();
  await expect(heading(page, deployment.name)).toBeVisible();
  await expectAgents(page, names);
});

test("a cold link to the Deployments of a Workspace that is not there says so", async ({ page, emulator, signIn, watch }) => {
  const organization = `organizations/${organizationOf(emulator)}`;
  watch.expectStatus(404, `/v1/${organization}/tokens`);
  await signIn(OWNER, `${emulator.page}${organization}/workspaces/${NOWHERE}/deployments`);
  await expect(page.getByRole("heading", { name: "There is no Workspace by this ID" })).toBeVisible();
  await expect(addButton(page)).toHaveCount(0);
  await expect(page.getByRole("main").getByRole("table")).toHaveCount(0);
  await expect(page.locator(".skel")).toHaveCount(0);
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("a cold link to the Deployments of a Workspace out of sight says so", async ({ page, emulator, signIn, watch }) => {
  watch.expectStatus(403, "/v1/organizations/*/tokens");
  const sample = await Sample.read(emulator);
  const own = sample.find("of the Workspace Owner", ({ id }) => id === tokenIdOf(emulator, "Workspace Owner")).roles.map(({ entityId }) => entityId);
  const other = sample.workspaces.find(({ id }) => !own.includes(id))!;
  await signIn("Workspace Owner", `${emulator.page}organizations/${sample.organizationId}/workspaces/${other.id}/deployments`);
  await expect(page.getByRole("heading", { name: "This Workspace is out of sight" })).toBeVisible();
  await expect(addButton(page)).toHaveCount(0);
  await expect(page.getByRole("main").getByRole("table")).toHaveCount(0);
});

test("whoever looks for a Deployment is told that not all can be found yet, or that some could not be loaded", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  await watch.fault({ method: "GET", path: `/v1/organizations/${sample.organizationId}/deployments`, held: true, status: 500 });
  await signIn(OWNER, sample.path(tokenOf(emulator, sample, "ORGANIZATION"), "/access"));
  await expect(grants(page)).toBeVisible();
  await page.getByRole("button", { name: "Add grant" }).click();
  await adding(page).getByRole("radio", { name: "Deployment", exact: true }).check();
  const field = adding(page).getByRole("combobox", { name: "Deployment" });
  await expect(field).toHaveAccessibleDescription(/Deployments are still being loaded: not all can be found yet/);
  await watch.release();
  await expect(field).toHaveAccessibleDescription(/Deployments could not be loaded, so none can be found here/);
  // Workspaces were read.
  await adding(page).getByRole("radio", { name: "Workspace", exact: true }).check();
  await expect(adding(page).getByRole("combobox", { name: "Workspace" })).not.toHaveAccessibleDescription(/loaded/);
  await adding(page).getByRole("radio", { name: "Deployment", exact: true }).check();
  await adding(page).getByRole("button", { name: "Retry" }).click();
  await expect(field).not.toHaveAccessibleDescription(/loaded/);
  await expect(field).toBeFocused();
  await pickById(adding(page), "Deployment", sample.deployments[0]!.id, sample.deployments[0]!.name);
});

test("tokens with a role in a Workspace that was deleted are listed, and it is said that there is none", async ({ page, emulator, signIn, watch }) => {
  watch.expectStatus(404, "/v1/organizations/*/tokens");
  const sample = await Sample.read(emulator);
  const known = sample.workspaces.map(({ id }) => id);
  const dangling = sample.tokens.flatMap(({ roles }) => roles).find(({ entityType, entityId }) => entityType === "WORKSPACE" && !known.includes(entityId))!;
  await signIn("Organization Owner", `/organizations/${sample.organizationId}/workspaces/${dangling.entityId}`);
  await expect(page.getByText("There is no Workspace by this ID", { exact: true })).toBeVisible();
  await expect(table(page)).toBeVisible();
});
