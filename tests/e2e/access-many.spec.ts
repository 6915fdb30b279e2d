// The Access tab of a token with as many grants as Astro allows, in several Workspaces: a part of them is in the page, all of
// them are in the save.

import type { Locator } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { grants, openReview, pending, placeOf, review, saveButton, undo } from "../support/access.ts";
import { allCounted, tokenTab } from "../support/console.ts";
import { asSet, fullToken, growthGround, setRoles, stored, storedOfOthers } from "../support/grants.ts";
import type { Role } from "../support/sample.ts";

test.use({ emulatorOptions: { tokens: 400 } });

/** The groups of a list of changes, each by its name and with the number of its lines. */
const groups = (of: Locator) => of.getByRole("region").filter({ has: of.page().getByRole("listitem") }).evaluateAll((found) =>
  found.map((group): [string, number] => [document.getElementById(group.getAttribute("aria-labelledby")!)!.textContent!, group.querySelectorAll("li").length]));

test("200 grants in three Workspaces: a few rows in the page, all of them in the save, one group for each Workspace", async ({ page, emulator, signIn }) => {
  const ground = await growthGround(emulator);
  const { sample, workspace: growth, deployment: attribution, otherWorkspace: finance, otherDeployment } = ground;
  const fraud = placeOf(sample, "workspaces", "Fraud detection");
  const inFraud = sample.deployments.find(({ workspaceId }) => workspaceId === fraud)!;
  const token = await fullToken(emulator, ground, "ORGANIZATION", "every-level");
  // The same IDs everywhere.
  const dags = (count: number, on: { id: string }) =>
    Array.from({ length: count }, (_, at): Role => ({ entityType: "DAG", entityId: `dag-${String(at).padStart(3, "0")}`, role: "DAG_VIEWER", deploymentId: on.id }));
  const few: Role[] = [...token.roles, { entityType: "WORKSPACE", entityId: growth.id, role: "WORKSPACE_MEMBER" }, ...dags(5, otherDeployment), ...dags(8, inFraud)];
  const before = [...few, ...dags(200 - few.length, attribution)];
  await setRoles(emulator, token.id, before);
  const others = await storedOfOthers(emulator, token.id);
  const below = ({ id }: { id: string }) => before.filter(({ entityId, deploymentId }) => [entityId, deploymentId].includes(id));
  const [inFinance, many] = [below(otherDeployment).length, below(attribution).length];
  expect(inFinance).toBe(8);
  await signIn("Organization Owner", sample.path(token, "/access"));
  // Lines move for as long as what they name is being read.
  await allCounted(page);
  await expect(grants(page)).toContainText(growth.name);
  await expect(tokenTab(page, "Access")).toContainText("200");
  expect(await grants(page).getByRole("row").count()).toBeLessThanOrEqual(95);
  for (const [name, count] of [[finance.name, 8], ["Fraud detection", 8], [growth.name, many]] as const) {
    await grants(page).getByRole("button", { name: `Everything below Workspace ${name}` }).click();
    await page.getByRole("menuitem", { name: new RegExp(`^Remove the ${count} grants below`) }).click();
  }
  await expect(pending(page)).toContainText(`${many + 16} pending changes`);
  await expect.poll(() => groups(pending(page))).toEqual([[finance.name, 8], ["Fraud detection", 8], [growth.name, 8]]);
  await expect(pending(page)).toContainText(`${many - 8} more, all of them in the review.`);
  await undo(page, `Dag dag-000 on ${inFraud.name} in Fraud detection`).click();
  await undo(page, `Dag dag-000 on ${attribution.name} in ${growth.name}`).click();
  await expect.poll(() => groups(pending(page))).toEqual([[finance.name, 8], ["Fraud detection", 7], [growth.name, 9]]);
  await openReview(page);
  await expect.poll(() => groups(review(page))).toEqual([[finance.name, 8], ["Fraud detection", 7], [growth.name, many - 1]]);
  await expect(review(page).getByRole("listitem").filter({ hasText: "Removed: " })).toHaveCount(many + 14);
  await saveButton(page).click();
  await expect(review(page)).toBeHidden();
  const removed = [...below(otherDeployment), ...below(inFraud).slice(1), ...below(attribution).slice(1)];
  expect(await stored(emulator, token.id)).toEqual(asSet(before.filter((held) => !removed.includes(held))));
  expect(await storedOfOthers(emulator, token.id)).toEqual(others);
});
