// What the further grants of a new token can be on, and which roles they can have.

import type { Locator, Page } from "@playwright/test";
import { allLoaded } from "../support/console.ts";
import { expect, test } from "../support/fixtures.ts";
import { customRoles, elsewhere, isUsable, restrictedRole } from "../support/grants.ts";
import { pickById } from "../support/place.ts";
import { type Place, Sample } from "../support/sample.ts";
import { dialog } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });

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
