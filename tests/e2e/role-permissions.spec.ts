// What a role allows, by the names that Astro has for it: asked once for a custom role, told with the list for a built-in one.

import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { Sample } from "../support/sample.ts";
import { dialog, sent } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 400 } });

test("the permissions of a custom role are shown on request, and asked again after a failure", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  const token = sample.find("with a custom role at home", ({ name }) => name === "airflow-metrics-scraper");
  await signIn("Organization Owner", sample.path(token));
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const form = dialog(page, /^Edit /);
  const show = form.getByRole("button", { name: "Show permissions" });
  const asked = () => sent(emulator, "GET", /\/roles\/[^/]+$/);
  await expect(form.getByText("Reads task queues and metrics")).toBeVisible();
  await expect(show).toHaveAttribute("aria-expanded", "false");
  expect(await asked()).toBe(0);

  await watch.fault({ path: "/v1/organizations/*/roles/*", status: 403 });
  await show.click();
  await expect(form.getByText("This token may not see that")).toBeVisible();
  await form.getByRole("button", { name: "Try again" }).click();
  const list = form.getByRole("list", { name: "Permissions of queue-reader" });
  await expect(list.getByRole("listitem")).toHaveText(["deployment.get", "deployment.airflow.get"]);
  await expect(form.getByText("2 permissions")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await show.click();
  await expect(list).toBeHidden();
  await show.click();
  await expect(list).toBeVisible();
  expect(await asked()).toBe(2);

  // It stays open for the next role; a built-in one needs no question.
  await form.getByRole("combobox", { name: "Deployment role" }).selectOption({ label: "Deployment Admin" });
  await expect(form.getByRole("list", { name: "Permissions of Deployment Admin" }).getByText("deployment.update")).toBeVisible();
  expect(await asked()).toBe(2);
  await expect(form.getByRole("button", { name: "Show permissions of Deployment Admin", exact: true })).toBeVisible();
  await form.getByRole("combobox", { name: "Deployment role" }).selectOption({ label: "environment-editor" });
  await expect(form.getByText("What its permissions say: this custom role has no description.")).toBeVisible();
  await expect(form.getByText("deployment.environmentVariables.update")).toBeVisible();
  expect(await asked()).toBe(3);
});

test("custom roles that could not be read are said to be missing, and are read again on request", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  const growth = sample.workspaces.find(({ name }) => name === "Growth analytics")!;
  const attribution = sample.deployments.find(({ name, workspaceId }) => name === "attribution" && workspaceId === growth.id)!;
  await watch.fault({ path: "/v1/organizations/*/roles?*", status: 500 });
  await signIn("Organization Owner", `/organizations/${sample.organizationId}/deployments/${attribution.id}`);
  const panel = page.getByRole("region", { name: "Custom roles on this Deployment" });
  await expect(panel).toContainText("Custom roles could not be loaded: only built-in ones are known.");
  await expect(panel).toContainText("Its details have not been read");
  await expect(panel).not.toContainText("No description");
  await page.getByRole("button", { name: "Add token", exact: true }).click();
  const form = dialog(page, /^Create/);
  const labels = () => form.getByRole("combobox", { name: "Role", exact: true }).locator("option").allTextContents();
  await expect(form.getByText("Custom roles could not be loaded: only built-in ones are known.")).toBeVisible();
  expect(await labels()).not.toContain("queue-reader");
  expect(await accessibilityViolations(page)).toEqual([]);
  await form.getByRole("button", { name: "Try again" }).click();
  await expect(form.getByText("Custom roles could not be loaded")).toHaveCount(0);
  await expect.poll(labels).toContain("queue-reader");
  await page.keyboard.press("Escape");
  await expect(panel.getByRole("listitem").filter({ hasText: "queue-reader" })).toBeVisible();
  await expect(panel).not.toContainText("Its details have not been read");
});

test("a custom role that is held, and offered no more, says so", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  const growth = sample.workspaces.find(({ name }) => name === "Growth analytics")!;
  const attribution = sample.deployments.find(({ name, workspaceId }) => name === "attribution" && workspaceId === growth.id)!;
  const read = await emulator.call<{ roles: { name: string; scopeType: string }[]; totalCount: number }>(emulator.token("Organization Owner"), `/organizations/${sample.organizationId}/roles?includeDefaultRoles=true`);
  const on = (token: { roles: { entityId: string; role: string }[] }) => token.roles.filter(({ entityId }) => entityId === attribution.id).map(({ role }) => role);
  const held = new Set(sample.tokens.flatMap(on));
  const gone = read.roles.find(({ name, scopeType }) => scopeType === "DEPLOYMENT" && held.has(name))!;
  await watch.fault({ path: "/v1/organizations/*/roles?*", status: 200, body: { ...read, roles: read.roles.filter((role) => role !== gone), totalCount: read.totalCount - 1 } });
  await signIn("Organization Owner", `/organizations/${sample.organizationId}/deployments/${attribution.id}`);
  const lines = page.getByRole("region", { name: "Custom roles on this Deployment" }).getByRole("listitem");
  await expect(lines.filter({ hasText: gone.name })).toContainText("Can’t be given here any more.");
  await expect(lines.filter({ hasText: "Can’t be given here any more." })).toHaveCount(1);
});

test("of a role that could not be read nothing is said", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  const token = sample.find("with a custom role at home", ({ name }) => name === "airflow-metrics-scraper");
  await watch.fault({ path: "/v1/organizations/*/roles?*", status: 500 });
  await signIn("Organization Owner", sample.path(token));
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const form = dialog(page, /^Edit /);
  await expect(form.getByText("What is not known: the details of this role have not been read.")).toBeVisible();
  await expect(form.getByText("has no description")).toHaveCount(0);
});
