// Further grants of a new token, which it gets while its secret is shown: what others gave it meanwhile stays, and the dialog need not
// wait for them.

import type { Locator, Page } from "@playwright/test";
import { allLoaded, organizationOf } from "../support/console.ts";
import type { Emulator } from "../support/emulator.ts";
import { expect, SECOND, test } from "../support/fixtures.ts";
import { addFurther, asSet, type Ground, groundOf, setRoles, stays, storedOfOthers, workspacePath } from "../support/grants.ts";
import { addButton } from "../support/place.ts";
import type { Place } from "../support/sample.ts";
import { dialog, pressOff, sent, storeSecret, tokensOfName } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 400 } });

const NAME = "with more";
const rolesPath = (emulator: Emulator) => `/v1/organizations/${organizationOf(emulator)}/tokens/*/roles`;
const atHome = ({ workspace }: Ground) => ({ entityType: "WORKSPACE", entityId: workspace.id, role: "WORKSPACE_AUTHOR" });
const admin = (id: string) => ({ entityType: "DEPLOYMENT", entityId: id, role: "DEPLOYMENT_ADMIN" });

/** The form for a new token of the Workspace, with a role on these of its Deployments besides. */
async function fill(page: Page, deployments: Place[]): Promise<Locator> {
  await allLoaded(page);
  await addButton(page).click();
  const form = dialog(page, "Create API token");
  await form.getByRole("textbox", { name: "Name" }).fill(NAME);
  await form.getByRole("combobox", { name: "Role" }).selectOption({ label: "Workspace Author" });
  for (const deployment of deployments) await addFurther(form, "Deployment", deployment, "Deployment Admin");
  return form;
}

test("what someone else gave a new token before its further grants were finished stays, and is named", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const { deployment: taken, sibling: free, customRole } = ground;
  const others = await storedOfOthers(emulator);
  await signIn("Organization Owner", workspacePath(ground));
  const form = await fill(page, [taken, free]);
  await watch.fault({ method: "POST", path: rolesPath(emulator), status: 403 });
  await form.getByRole("button", { name: "Create token" }).click();
  const finish = dialog(page).getByRole("button", { name: "Finish" });
  await expect(finish).toBeVisible();
  const [made] = await tokensOfName(emulator, NAME);
  const theirs = { ...admin(taken.id), role: customRole };
  await setRoles(emulator, made!.id, [atHome(ground), theirs]);
  await finish.click();
  await expect(dialog(page)).toContainText("Someone else gave the token another role here.");
  await expect(dialog(page).getByRole("listitem").filter({ hasText: `Deployment ${taken.name}: ${customRole}` })).toBeVisible();
  await finish.click();
  await expect(dialog(page).getByText("Someone else gave the token other roles meanwhile", { exact: true })).toBeVisible();
  await expect(dialog(page).getByRole("listitem").filter({ hasText: `Deployment ${taken.name}: ${customRole}` })).toBeVisible();
  await expect(finish).toHaveCount(0);
  await stays(emulator, made!, asSet([atHome(ground), theirs, admin(free.id)]));
  await storeSecret(page, NAME);
  expect(await storedOfOthers(emulator, made!.id)).toEqual(others);
});

for (const { when, method, path } of [
  { when: "the new token is being read", method: "GET", path: "/v1/organizations/*/tokens/*" },
  { when: "they are being given", method: "POST", path: "/v1/organizations/*/tokens/*/roles" },
] as const) {
  test(`the dialog is closed while ${when}: they are given, and no more is said than that it was created`, async ({ page, emulator, signIn, watch }) => {
    const ground = await groundOf(emulator);
    await signIn("Organization Owner", workspacePath(ground));
    const form = await fill(page, [ground.deployment]);
    await watch.fault({ method, path, held: true });
    await form.getByRole("button", { name: "Create token" }).click();
    await expect(dialog(page).getByText("Giving it the further grants…")).toBeVisible();
    await watch.faultsMet();
    await storeSecret(page, NAME);
    await watch.release();
    const [made] = await tokensOfName(emulator, NAME);
    await stays(emulator, made!, asSet([atHome(ground), admin(ground.deployment.id)]));
    // The list has it, too.
    await page.getByRole("searchbox", { name: "Search tokens" }).fill(made!.id);
    await page.getByRole("table").getByRole("link", { name: new RegExp(`^${NAME}`) }).click();
    await page.getByRole("navigation", { name: "Token" }).getByRole("link", { name: /^Access/ }).click();
    await expect(page.getByRole("table", { name: `Grants of ${NAME}` }).getByRole("row").filter({ hasText: ground.deployment.id })).toContainText("Deployment Admin");
    const told = page.getByRole("region", { name: "Notifications" }).getByRole("listitem");
    await expect(told).toHaveCount(1);
    await expect(told).toContainText(`Created ${NAME}`);
  });
}

test("the dialog is closed and they are refused: that is told on the page, and leads to its grants", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  await signIn("Organization Owner", workspacePath(ground));
  const form = await fill(page, [ground.deployment]);
  await watch.fault({ method: "POST", path: rolesPath(emulator), held: true, status: 403 });
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(dialog(page).getByText("Giving it the further grants…")).toBeVisible();
  await watch.faultsMet();
  await storeSecret(page, NAME);
  await watch.release();
  const told = page.getByRole("region", { name: "Notifications" }).getByRole("listitem").filter({ hasText: "The further grants are not saved" });
  await told.getByRole("button", { name: "Open its grants" }).click();
  const [made] = await tokensOfName(emulator, NAME);
  await expect(page).toHaveURL(new RegExp(`/tokens/${made!.id}/access$`));
  await stays(emulator, made!, asSet([atHome(ground)]));
});

test("Astro asks to wait: nothing is sent before that is over, and Finish says so", async ({ page, emulator, signIn, watch, clock }) => {
  await emulator.switches({ exposeHeaders: true });
  const ground = await groundOf(emulator);
  await signIn("Organization Owner", workspacePath(ground));
  const form = await fill(page, [ground.deployment]);
  await watch.fault({ method: "POST", path: rolesPath(emulator), status: 429, headers: { "Retry-After": "40" } });
  await form.getByRole("button", { name: "Create token" }).click();
  const finish = dialog(page).getByRole("button", { name: "Finish" });
  await expect(finish).toHaveAccessibleDescription(/Astro asked to wait\. Try again in \d+ s\./);
  const saves = () => sent(emulator, "POST", /\/roles$/);
  const before = await saves();
  await pressOff(finish);
  await pressOff(dialog(page).getByRole("button", { name: "Delete the new token…" }));
  await clock.advance(41 * SECOND);
  await expect(finish).not.toHaveAttribute("aria-disabled", "true");
  expect(await saves()).toBe(before);
  await finish.click();
  await expect(finish).toHaveCount(0);
  const [made] = await tokensOfName(emulator, NAME);
  await stays(emulator, made!, asSet([atHome(ground), admin(ground.deployment.id)]));
  expect(await saves()).toBe(before + 1);
  await storeSecret(page, NAME);
});

test("no certain answer comes to the creation: what was found lacks is named", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  await signIn("Organization Owner", workspacePath(ground));
  const form = await fill(page, [ground.deployment]);
  await watch.fault({ method: "POST", path: `/v1/organizations/${organizationOf(emulator)}/tokens`, status: 500, after: true });
  await form.getByRole("button", { name: "Create token" }).click();
  const found = dialog(page, "No certain answer");
  await expect(found).toContainText("Nothing was given besides the role at home. Not given:");
  await expect(found.getByRole("listitem").filter({ hasText: `Deployment ${ground.deployment.name}: Deployment Admin` })).toBeVisible();
  const [made] = await tokensOfName(emulator, NAME);
  await stays(emulator, made!, asSet([atHome(ground)]));
});
