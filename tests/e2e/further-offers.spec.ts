// What the further grants of a new token can be on, and which roles they can have.

import type { Locator, Page } from "@playwright/test";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded } from "../support/console.ts";
import { expect, test } from "../support/fixtures.ts";
import { addFurther, customRoles, elsewhere, groundOf, isUsable, restrictedRole } from "../support/grants.ts";
import { pickById } from "../support/place.ts";
import { type Place, Sample } from "../support/sample.ts";
import { dialog, fillNewToken, pressOff, revealed, storeSecret, tokensOfName } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const NAME = "with further grants";

const TOO_OLD = "Roles on Dags need Astro Runtime 3.1-12 or later, and this Deployment has an older one.";

/** The form for a new token of the Organization, open for further grants on this. */
async function open(page: Page, signIn: (name: string) => Promise<void>, level: string): Promise<Locator> {
  await signIn("Organization Owner");
  await allLoaded(page);
  await page.getByRole("button", { name: "Create token" }).click();
  const form = dialog(page, "Create API token");
  await form.getByRole("button", { name: "Give it further grants…" }).click();
  await choose(form, level);
  return form;
}

const choose = (form: Locator, level: string) => form.getByRole("group", { name: "On what" }).getByRole("radio", { name: level, exact: true }).check();

test("a Deployment whose Astro Runtime is too old is off for roles on Dags, with the reason, and can have a role itself", async ({ page, emulator, signIn }) => {
  const { deployments } = await elsewhere<{ deployments: (Place & { astroRuntimeVersion: string })[] }>(emulator, "GET", "/deployments?limit=1000");
  const on = (version: string) => deployments.find(({ astroRuntimeVersion }) => astroRuntimeVersion === version)!;
  const [old, first] = [on("3.1-11"), on("3.1-12")];
  const form = await open(page, signIn, "Dags by ID");
  const field = form.getByRole("combobox", { name: "Deployment", exact: true });
  const option = page.getByRole("listbox", { name: "Deployment" }).getByRole("option").filter({ hasText: old.id });
  for (const level of ["Dags by ID", "Dags by tag"]) {
    await choose(form, level);
    await field.fill(old.name);
    await expect(option).toHaveAttribute("aria-disabled", "true");
    await expect(option).toContainText(TOO_OLD);
    await option.click({ force: true });
    await expect(field).toHaveValue(old.name);
    // An id is chosen once it is whole, where it can be.
    await field.fill(old.id);
    await expect(field).toHaveValue(old.id);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveAccessibleDescription(new RegExp(TOO_OLD));
    await field.press("Escape");
    await pickById(form, "Deployment", first.id, first.name);
    await expect(field).not.toHaveAttribute("aria-invalid", "true");
  }
  await choose(form, "Deployment");
  await pickById(form, "Deployment", old.id, old.name);
  await form.getByRole("combobox", { name: "Further role" }).selectOption({ label: "Deployment Admin" });
  await form.getByRole("button", { name: "Add this grant" }).click();
  await expect(form.getByRole("list", { name: "Further grants that are chosen" })).toContainText("Deployment Admin");
});

test("a custom role that some Workspaces have for themselves is offered on their Deployments alone", async ({ page, emulator, signIn }) => {
  const { name: restricted, inside, outside } = await restrictedRole(emulator, await Sample.read(emulator));
  const custom = await customRoles(emulator);
  const form = await open(page, signIn, "Deployment");
  const role = form.getByRole("combobox", { name: "Further role" });
  for (const deployment of [inside, outside]) {
    await pickById(form, "Deployment", deployment.id, deployment.name);
    const usable = custom.filter((role) => isUsable(role, deployment.workspaceId!)).map(({ name }) => name);
    expect(usable.includes(restricted)).toBe(deployment === inside);
    const offered = async () => (await role.getByRole("option").allTextContents()).slice(1).toSorted();
    await expect.poll(offered).toEqual(["Deployment Admin", ...usable].toSorted());
    if (deployment === inside) await role.selectOption({ label: restricted });
  }
  // It was chosen where it is offered, and can't be added here.
  await form.getByRole("button", { name: "Add this grant" }).click();
  await expect(form.getByText("Choose a role.")).toBeVisible();
  await expect(form.getByRole("list", { name: "Further grants that are chosen" })).toHaveCount(0);
});

test("a further grant that another home does not allow stays in sight, and nothing is created before it is left out", async ({ page, emulator, signIn }) => {
  const { workspace, deployment, otherWorkspace } = await groundOf(emulator);
  await signIn("Organization Owner");
  const form = await fillNewToken(page, NAME);
  await form.getByRole("radio", { name: "Workspace", exact: true }).check();
  await pickById(form, "Home Workspace", workspace.id, workspace.name);
  const role = form.getByRole("combobox", { name: "Role", exact: true });
  await role.selectOption({ label: "Workspace Author" });
  await addFurther(form, "Deployment", deployment, "Deployment Admin");
  const chosen = form.getByRole("list", { name: "Further grants that are chosen" });
  const create = form.getByRole("button", { name: "Create token" });
  // No home in between: nothing is known to be too far.
  const field = form.getByRole("combobox", { name: "Home Workspace" });
  await field.fill(workspace.name.slice(0, -1));
  await expect(chosen).toContainText(deployment.name);
  await expect(chosen).not.toContainText("Not with this home");
  await pickById(form, "Home Workspace", otherWorkspace.id, otherWorkspace.name);
  await expect(role).toHaveValue("WORKSPACE_AUTHOR");
  await expect(chosen.getByRole("listitem")).toContainText(["Not with this home"]);
  await expect(create).toHaveAccessibleDescription("Leave out the further grants that this home does not allow, or choose another home.");
  await pressOff(create);
  expect(await accessibilityViolations(page)).toEqual([]);
  await chosen.getByRole("button", { name: /^Leave out / }).click();
  await create.click();
  await storeSecret(page, NAME);
  const [token] = await tokensOfName(emulator, NAME);
  expect(token?.roles).toEqual([{ entityType: "WORKSPACE", entityId: otherWorkspace.id, role: "WORKSPACE_AUTHOR" }]);
});

test("a further grant that the first home allows is given once that is chosen again", async ({ page, emulator, signIn }) => {
  const { workspace, deployment, otherWorkspace } = await groundOf(emulator);
  await signIn("Organization Owner");
  const form = await fillNewToken(page, NAME);
  await form.getByRole("radio", { name: "Workspace", exact: true }).check();
  await pickById(form, "Home Workspace", workspace.id, workspace.name);
  await form.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: "Workspace Author" });
  await addFurther(form, "Deployment", deployment, "Deployment Admin");
  await pickById(form, "Home Workspace", otherWorkspace.id, otherWorkspace.name);
  await pickById(form, "Home Workspace", workspace.id, workspace.name);
  await form.getByRole("button", { name: "Create token" }).click();
  await revealed(page, NAME);
  await expect.poll(async () => (await tokensOfName(emulator, NAME))[0]?.roles.map(({ entityId, role }) => [entityId, role]).toSorted()).toEqual(
    [[workspace.id, "WORKSPACE_AUTHOR"], [deployment.id, "DEPLOYMENT_ADMIN"]].toSorted(),
  );
});
