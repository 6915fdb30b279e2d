// What the home of a token allows it to be granted on, and nothing else, is offered.

import type { Page } from "@playwright/test";
import { adding, grants } from "../support/access.ts";
import { expect, test } from "../support/fixtures.ts";
import { fullToken, type Ground, groundOf, type HomeScope } from "../support/grants.ts";

test.use({ emulatorOptions: { tokens: 400 } });

const ON_DAGS = ["Dags by ID", "Dags by tag"];
const listed = (page: Page) => page.getByRole("listbox", { name: "Deployment" }).getByRole("option");
const field = (page: Page) => adding(page).getByRole("combobox", { name: "Deployment", exact: true });

async function openAdd(page: Page, ground: Ground, token: { id: string }, signIn: (name: string, at: string) => Promise<void>): Promise<void> {
  await signIn("Organization Owner", ground.sample.path(token, "/access"));
  await expect(grants(page)).toBeVisible();
  await page.getByRole("button", { name: "Add grant" }).click();
}

async function expectLevels(page: Page, names: string[]): Promise<void> {
  const radios = adding(page).getByRole("group", { name: "On what" }).getByRole("radio");
  await expect(radios).toHaveCount(names.length);
  for (const [index, name] of names.entries()) await expect(radios.nth(index)).toHaveAccessibleName(name);
}

for (const [scope, levels] of [
  ["ORGANIZATION", ["Workspace", "Deployment", ...ON_DAGS]],
  ["WORKSPACE", ["Deployment", ...ON_DAGS]],
] as const satisfies [HomeScope, string[]][]) {
  test(`${scope}: on what it can have roles, and on which Deployments`, async ({ page, emulator, signIn }) => {
    const ground = await groundOf(emulator);
    const { deployments } = ground.sample;
    const token = await fullToken(emulator, ground, scope, "every-level");
    await openAdd(page, ground, token, signIn);
    await expectLevels(page, levels);
    const reached = deployments.filter(({ workspaceId }) => scope === "ORGANIZATION" || workspaceId === ground.workspace.id);
    const beyond = deployments.filter((deployment) => !reached.includes(deployment));
    for (const level of ["Deployment", ...ON_DAGS]) {
      await adding(page).getByRole("radio", { name: level, exact: true }).check();
      await field(page).fill("");
      await field(page).press("ArrowDown");
      // Forty at most are shown at once.
      await expect(listed(page)).toHaveCount(Math.min(40, reached.length));
      await field(page).press("Escape");
      await field(page).fill(ground.sibling.id);
      await expect(field(page)).toHaveValue(ground.sibling.name);
      if (beyond.length === 0) continue;
      // By its id, which would choose it at once.
      await field(page).fill(ground.otherDeployment.id);
      await expect(listed(page)).toHaveCount(0);
      await expect(field(page)).toHaveValue(ground.otherDeployment.id);
      await field(page).press("Escape");
    }
  });
}

test("DEPLOYMENT: its own Dags alone, by ID and by tag", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "DEPLOYMENT", "every-level");
  await openAdd(page, ground, token, signIn);
  await expectLevels(page, ON_DAGS);
  for (const level of ON_DAGS) {
    await adding(page).getByRole("radio", { name: level, exact: true }).check();
    await expect(field(page)).toHaveCount(0);
    await expect(adding(page).getByText(`${ground.deployment.name}, the home of the token`)).toBeVisible();
  }
});
