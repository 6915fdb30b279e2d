// The review of the Access tab against faults of its save: what the page says is what the emulator holds, what does not stand
// stays pending, and is saved by the next try.

import { expect, test } from "../support/fixtures.ts";
import { add, openReview, pending, remove, review, role, rolesPath, saveButton } from "../support/access.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allCounted } from "../support/console.ts";
import { asSet, fullToken, growthGround, rolesOf, setRoles, stored, storedOfOthers, withRole } from "../support/grants.ts";
import { CLASSES, expectFaults, meet, OFFLINE, ran } from "../support/write-faults.ts";
import { sent } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });
test.setTimeout(120_000);

const MET = ["400 with fields", "403", "500 before", "cut after", "malformed"].map((what) => CLASSES.find((met) => met.what === what)!);

test("what the review says of a save is what stands; the rest stays pending, and the next save has it", async ({ page, context, emulator, signIn, watch, clock }) => {
  const around = { page, context, emulator, watch, clock };
  const ground = await growthGround(emulator);
  const { workspace, deployment } = ground;
  const token = await fullToken(emulator, ground, "ORGANIZATION", "every-level");
  const growth = { entityType: "WORKSPACE", entityId: workspace.id };
  const tag = { entityType: "DAG_TAG", entityId: "pii", deploymentId: deployment.id };
  const first = withRole(withRole(asSet(token.roles), growth, "WORKSPACE_MEMBER"), tag, "DAG_VIEWER");
  const second = withRole(withRole(first, growth, "WORKSPACE_OWNER"), tag);
  await setRoles(emulator, token.id, rolesOf(first));
  const others = await storedOfOthers(emulator, token.id);
  const path = rolesPath(emulator, token);
  const onGrowth = role(page, `Workspace ${workspace.name}`);
  const toast = page.getByRole("region", { name: "Notifications" }).getByRole("listitem").filter({ hasText: `Saved 2 changes to ${token.name}` });
  /** Makes two changes, from one of the sets to the other, which is to stand then. */
  const change = async (before: string[]): Promise<string[]> => {
    const isFirst = JSON.stringify(before) === JSON.stringify(first);
    await onGrowth.selectOption({ label: isFirst ? "Workspace Owner" : "Workspace Member" });
    if (isFirst) await remove(page, `Dag tag pii on ${deployment.name} in ${workspace.name}`).click();
    else await add(page, "Dags by tag", deployment.id, "Dag Viewer", "pii");
    return isFirst ? second : first;
  };
  const isPending = (role: string) => Promise.all([expect(pending(page)).toContainText("2 pending changes"), expect(onGrowth).toHaveValue(role)]);
  expectFaults(watch);
  await signIn("Organization Owner", ground.sample.path(token, "/access"));
  // Lines move for as long as what they name is being read.
  await allCounted(page);

  for (const met of [...MET, OFFLINE]) {
    await test.step(met.what, async () => {
      const before = await stored(emulator, token.id);
      const writes = await sent(emulator, "POST", /\/roles$/);
      const wanted = await change(before);
      const onWanted = wanted === first ? "WORKSPACE_MEMBER" : "WORKSPACE_OWNER";
      await openReview(page);
      await expect(saveButton(page)).not.toHaveAttribute("aria-disabled");
      await meet(around, met, { method: "POST", path }, () => saveButton(page).click());
      await context.setOffline(false);
      const stands = ran(met);
      expect(await stored(emulator, token.id)).toEqual(stands ? wanted : before);
      if (stands) {
        await expect(review(page)).toBeHidden();
        await expect(toast).toContainText(met.says);
      } else {
        const isKnown = met.certain || met === OFFLINE;
        await expect(review(page).getByText(isKnown ? "The grants are not saved" : "The grants are not saved, so far", { exact: true })).toBeVisible();
        // Offline the token can't be read, which comes before every save.
        await expect(review(page).getByText(met === OFFLINE ? /comes before every save\. Nothing was sent\./ : met.says)).toBeVisible();
        if (met.what === "400 with fields") await expect(review(page)).toContainText(/Astro says: Invalid request.*this name is reserved/s);
        if (isKnown) expect(await sent(emulator, "POST", /\/roles$/)).toBe(met === OFFLINE ? writes : writes + 1);
        await isPending(onWanted);
        if (["403", "500 before"].includes(met.what)) expect(await accessibilityViolations(page)).toEqual([]);
        if (met.certain) {
          await review(page).getByRole("button", { name: "Keep editing" }).click();
          await isPending(onWanted);
          await openReview(page);
        }
        await saveButton(page).click();
        await expect(review(page)).toBeHidden();
        expect(await stored(emulator, token.id)).toEqual(wanted);
      }
      await expect(pending(page)).toBeHidden();
      await expect(onGrowth).toHaveValue(onWanted);
      await toast.getByRole("button", { name: "Dismiss" }).click();
    });
  }
  expect(await storedOfOthers(emulator, token.id)).toEqual(others);
});
