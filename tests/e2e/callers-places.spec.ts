// What someone with few rights finds behind a link: words and a way on, never an empty table, and all of it accessible.

import type { Page } from "@playwright/test";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, organizationOf, table, tokenIdOf } from "../support/console.ts";
import type { Emulator } from "../support/emulator.ts";
import { expect, test } from "../support/fixtures.ts";
import { fullToken, groundOf, setRoles, tokenRow } from "../support/grants.ts";
import { Sample, type StateToken } from "../support/sample.ts";

test.use({ emulatorOptions: { tokens: 400, agentTokens: true } });
test.beforeEach(({ watch }) => watch.expectStatus(403, "/v1/organizations/*"));

const NO_ROLE = "This token has no role in any Workspace";

/** Looks at the state once nothing is being read. */
async function expectAccessible(page: Page): Promise<void> {
  await expect(page.locator(".skel")).toHaveCount(0);
  await page.waitForLoadState("networkidle");
  expect(await accessibilityViolations(page)).toEqual([]);
}

const noTable = (page: Page) => expect(page.getByRole("main").getByRole("table")).toHaveCount(0);

/** The place where the printed token has its role, and a Deployment of it. */
async function placeOf(emulator: Emulator, name: string): Promise<{ workspace: string; deployment: string; sample: Sample }> {
  const sample = await Sample.read(emulator);
  const { entityId } = sample.find(`called ${name}`, ({ id }) => id === tokenIdOf(emulator, name)).roles[0]!;
  const deployment = sample.deployments.find(({ id, workspaceId }) => id === entityId || workspaceId === entityId)!;
  return { workspace: deployment.workspaceId!, deployment: deployment.id, sample };
}

test.describe("an Organization Member without any Workspace", () => {
  for (const [what, at] of [
    ["a token", (sample: Sample, emulator: Emulator) => sample.path({ id: tokenIdOf(emulator, "Organization Owner") })],
    ["the grants of a token", (sample: Sample, emulator: Emulator) => sample.path({ id: tokenIdOf(emulator, "Organization Owner") }, "/access")],
    [
      "an agent token",
      async ({ organizationId }: Sample, emulator: Emulator) => {
        const { agentTokens } = await emulator.control<{ agentTokens: (StateToken & { deploymentId: string })[] }>("GET", "state");
        return `/organizations/${organizationId}/deployments/${agentTokens[0]!.deploymentId}/agent-tokens/${agentTokens[0]!.id}`;
      },
    ],
  ] as const) {
    test(`a cold link to ${what}: refused for its reason, with a way back`, async ({ page, emulator, signIn }) => {
      await signIn("Organization Member", await at(await Sample.read(emulator), emulator));
      await expect(page.getByText("This token may not see that")).toBeVisible();
      await noTable(page);
      await expectAccessible(page);
      await page.getByRole("link", { name: "Back to API tokens" }).click();
      await expect(page.getByRole("heading", { name: NO_ROLE })).toBeVisible();
      await expect(table(page)).toHaveCount(0);
    });
  }

  test("a Workspace and a Deployment", async ({ page, emulator, signIn }) => {
    const { workspace, deployment, sample } = await placeOf(emulator, "Workspace Owner");
    const organization = `/organizations/${sample.organizationId}`;
    await signIn("Organization Member", `${organization}/workspaces/${workspace}`);
    for (const path of ["", `/workspaces/${workspace}/deployments`, `/deployments/${deployment}`]) {
      if (path) await page.goto(organization + path);
      await expect(page.getByRole("heading", { name: NO_ROLE })).toBeVisible();
      await expect(page.getByRole("main").getByRole("button", { name: "Use another token" })).toBeVisible();
      await noTable(page);
      await expectAccessible(page);
    }
  });
});

test("axe: a Workspace and a Deployment out of sight", async ({ page, emulator, signIn }) => {
  const { workspace, sample } = await placeOf(emulator, "Workspace Owner");
  const { ids } = await emulator.readable({ tokenId: tokenIdOf(emulator, "Workspace Owner") });
  const known = sample.tokens.filter(({ id }) => ids.includes(id)).flatMap(({ roles }) => roles.map(({ entityId }) => entityId));
  // Where no token is in sight from elsewhere.
  const other = sample.deployments.find(({ id, workspaceId }) => workspaceId !== workspace && !known.includes(workspaceId!) && !known.includes(id))!;
  const organization = `/organizations/${sample.organizationId}`;
  await signIn("Workspace Owner", `${organization}/workspaces/${other.workspaceId}`);
  await expect(page.getByRole("heading", { name: "This Workspace is out of sight" })).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${organization}/deployments/${other.id}`);
  await expect(page.getByRole("heading", { name: "This Deployment is out of sight" })).toBeVisible();
  await expectAccessible(page);
});

for (const caller of ["Workspace Owner", "Deployment Admin", "Workspace Member"]) {
  test(`axe: a Deployment as ${caller} finds it`, async ({ page, emulator, signIn }) => {
    const { deployment } = await placeOf(emulator, caller);
    await signIn(caller, `/organizations/${organizationOf(emulator)}/deployments/${deployment}`);
    await allLoaded(page);
    await expectAccessible(page);
  });
}

test("tokens that are known from elsewhere do not hide that their place is out of sight", async ({ page, emulator, signIn }) => {
  const { sample, workspace: own } = await placeOf(emulator, "Workspace Owner");
  const other = sample.deployments.find(({ workspaceId }) => workspaceId !== own)!;
  const token = await fullToken(emulator, await groundOf(emulator), "ORGANIZATION", "seen-in-one-place");
  await setRoles(emulator, token.id, [
    token.roles.find(({ entityType }) => entityType === "ORGANIZATION")!,
    { entityType: "WORKSPACE", entityId: own, role: "WORKSPACE_MEMBER" },
    { entityType: "WORKSPACE", entityId: other.workspaceId!, role: "WORKSPACE_MEMBER" },
    { entityType: "DEPLOYMENT", entityId: other.id, role: "DEPLOYMENT_ADMIN" },
  ]);
  const organization = `/organizations/${sample.organizationId}`;
  await signIn("Workspace Owner", `${organization}/workspaces/${other.workspaceId}`);
  await expect(page.getByText("This Workspace is out of sight", { exact: true })).toBeVisible();
  await expect(tokenRow(page, token)).toBeVisible();
  await expectAccessible(page);
  await page.goto(`${organization}/deployments/${other.id}`);
  await expect(page.getByText("This Deployment is out of sight", { exact: true })).toBeVisible();
  await expect(tokenRow(page, token)).toBeVisible();
  await expectAccessible(page);
});
