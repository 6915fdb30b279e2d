// A Deployment: tokens of three origins, the custom roles that can be given there, creating one here, and what someone with less
// than an Owner's rights is told. What is expected is worked out from the emulator's state.

import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, connectWith, heading, organizationOf, table, tokenIdOf } from "../support/console.ts";
import { type Here, ordered, organization, type Organization, rolesHere } from "../support/expected-order.ts";
import { expect, test } from "../support/fixtures.ts";
import { customRoles, deploymentPath, fullToken, groundOf, isUsable, setRoles, tokenRow } from "../support/grants.ts";
import { expectRows, mounted } from "../support/listed.ts";
import { addButton, canAct, creates, expectCells, isOwn, origins, pathOf, pickById, tokensOf } from "../support/place.ts";
import { dialog, isAccepted, revealed, storeSecret, tokenNow, tokensNow, tokensOfName } from "../support/writes.ts";
import { type Emulator, START } from "../support/emulator.ts";

test.use({ emulatorOptions: { tokens: 400 } });

const OWNER = "Organization Owner";
const NAME = "made on the Deployment";
const at = (id: string): Here => ({ entityType: "DEPLOYMENT", entityId: id });

/** A Deployment with tokens from each scope. */
function ground(all: Organization): Here {
  const found = [...all.deployments.keys()].find((id) => {
    const scopes = tokensOf(all, at(id)).map((token) => (isOwn(token, at(id)) ? "own" : token.scope));
    return new Set(scopes).size === 3;
  });
  expect(found, "a Deployment with tokens of all three origins").toBeDefined();
  return at(found!);
}

/** Names of the custom roles that can be given on a Deployment. */
async function usableRoles(emulator: Emulator, all: Organization, { entityId }: Here): Promise<string[]> {
  const { workspaceId } = all.deployments.get(entityId)!;
  return (await customRoles(emulator)).filter((role) => isUsable(role, workspaceId)).map(({ name }) => name).toSorted();
}

test("tokens of a Deployment: own, from the Workspace and from the Organization, and its custom roles", async ({ page, emulator, signIn }) => {
  test.setTimeout(90_000);
  const all = await organization(emulator, OWNER);
  const here = ground(all);
  const tokens = tokensOf(all, here);
  const { name, workspaceId } = all.deployments.get(here.entityId)!;
  await signIn(OWNER, emulator.page + pathOf(organizationOf(emulator), here));
  await allLoaded(page);
  await expect(heading(page, name)).toBeVisible();
  await expectRows(page, ordered(all, tokens, "Last used", true));
  await expectCells(page, all, here);
  await expect(page.getByText(canAct(all, here), { exact: true })).toBeVisible();
  await expect(page.getByText(`All ${tokens.length} loaded: ${origins(tokens, here)}`)).toBeVisible();
  await expect(page.getByRole("main").getByRole("link", { name: all.workspaces.get(workspaceId)!, exact: true })).toBeVisible();
  await expect(page.getByText(/^Astro Runtime \d/)).toBeVisible();
  const role = table(page).getByRole("columnheader", { name: "Role", exact: true });
  for (const descending of [false, true]) {
    await role.getByRole("button").click();
    await expectRows(page, ordered(all, tokens, "Role", descending, here));
  }
  for (const [label, scope, holds] of [
    ["Created here", "deployment", "DEPLOYMENT"],
    ["Assigned from the Workspace", "workspace", "WORKSPACE"],
    ["Assigned from the Organization", "organization", "ORGANIZATION"],
  ] as const) {
    await page.getByRole("search", { name: "Filter tokens" }).getByRole("button", { name: /^Origin/ }).click();
    await page.getByRole("menuitemradio", { name: label }).click();
    await expect(page).toHaveURL(new RegExp(`q=scope:${scope}`));
    await expectRows(page, ordered(all, tokens.filter((token) => token.scope === holds), "Role", true, here));
  }
  await page.getByRole("button", { name: "Remove filter Origin" }).click();
  const kinds = new Set(tokens.map(({ kind }) => kind));
  expect(kinds).toContain("DIRECT_ACCESS");
  for (const [label, kind] of [["Standard", "STANDARD"], ["Direct Access", "DIRECT_ACCESS"]] as const) {
    await page.getByRole("search", { name: "Filter tokens" }).getByRole("button", { name: /^Kind/ }).click();
    await page.getByRole("menuitemradio", { name: label }).click();
    await expectRows(page, ordered(all, tokens.filter((token) => token.kind === kind), "Role", true, here));
  }
  await page.getByRole("button", { name: "Remove filter Kind" }).click();
  const panel = page.getByRole("region", { name: "Custom roles on this Deployment" });
  const usable = await usableRoles(emulator, all, here);
  expect(usable.length).toBeGreaterThan(0);
  await expect(panel.getByRole("listitem")).toHaveCount(usable.length);
  for (const name of usable) {
    const count = tokens.filter((token) => rolesHere(token, here).includes(name)).length;
    const line = panel.getByRole("listitem").filter({ hasText: name });
    await expect(line).toContainText(count === 0 ? "No token here" : `${count} ${count === 1 ? "token" : "tokens"}`);
  }
  const [first] = usable as [string];
  const line = panel.getByRole("listitem").filter({ hasText: first }).first();
  await line.getByRole("button", { name: "Show permissions" }).click();
  await expect(line.getByRole("list", { name: `Permissions of ${first}` }).getByRole("listitem").first()).toHaveText(/^[a-z]+(\.[A-Za-z]+)+$/);
  expect(await accessibilityViolations(page)).toEqual([]);
  const held = usable.find((name) => tokens.some((token) => rolesHere(token, here).includes(name)))!;
  await panel.getByRole("link", { name: new RegExp(`with ${held} here$`) }).click();
  await expectRows(page, ordered(all, tokens.filter((token) => rolesHere(token, here).includes(held)), "Last used", true, here));
});

test("opening a Deployment costs no call once all is loaded", async ({ page, emulator, signIn }) => {
  const all = await organization(emulator, OWNER);
  const here = ground(all);
  await signIn(OWNER);
  await allLoaded(page);
  const calls = async () => (await emulator.control<{ exchanges: unknown[] }>("GET", "exchanges")).exchanges.length;
  const before = await calls();
  await page.getByRole("searchbox", { name: "Find a Workspace or Deployment" }).fill(here.entityId);
  await page.getByRole("tree").locator(`a[href$="/${here.entityId}"]`).click();
  await expect(heading(page, all.deployments.get(here.entityId)!.name)).toBeFocused();
  await expectRows(page, ordered(all, tokensOf(all, here), "Last used", true));
  await expect(page.getByText(canAct(all, here), { exact: true })).toBeVisible();
  expect(await calls()).toBe(before);
});

test("a cold link shows the Deployment before the rest of the inventory is there", async ({ page, emulator, signIn, watch }) => {
  const all = await organization(emulator, OWNER);
  const here = ground(all);
  const tokens = tokensOf(all, here);
  const organizationId = organizationOf(emulator);
  await watch.fault({ method: "GET", path: `/v1/organizations/${organizationId}/tokens?offset=*`, held: true });
  await signIn(OWNER, emulator.page + pathOf(organizationId, here));
  await expect(heading(page, all.deployments.get(here.entityId)!.name)).toBeVisible();
  await expectRows(page, ordered(all, tokens, "Last used", true));
  await expect(page.getByText("Loading…")).toBeVisible();
  await expect(page.getByText(`${tokens.length} so far: ${origins(tokens, here)}`)).toBeVisible();
  await watch.release();
  await allLoaded(page);
  await expect(page.getByText(`All ${tokens.length} loaded: ${origins(tokens, here)}`)).toBeVisible();
});

test("what Astro refuses for a Direct Access token is explained in its own words, and nothing is said to be done", async ({ page, emulator, signIn, watch }) => {
  const organizationId = organizationOf(emulator);
  const all = await organization(emulator, OWNER);
  const direct = all.tokens.find(({ kind, scope, endAt }) => kind === "DIRECT_ACCESS" && scope === "ORGANIZATION" && (endAt === undefined || endAt > START))!;
  const [deployment, { name }] = [...all.deployments].find(([id]) => rolesHere(direct, at(id)).length === 0)!;
  const refused = async (path: string, message: string) => {
    await watch.fault({ method: "POST", path: `/v1/organizations/${organizationId}/tokens/${direct.id}${path}`, status: 400, body: { message, requestId: "req-direct", statusCode: 400 } });
  };
  const told = async (title: string, message: string) => {
    await expect(dialog(page).getByText(title, { exact: true })).toBeVisible();
    await expect(dialog(page).getByText(message)).toBeVisible();
    await expect(dialog(page).getByText(/req-direct/)).toBeVisible();
    expect((await tokenNow(emulator, direct.id))!.roles).toEqual(direct.roles);
    expect(await accessibilityViolations(page)).toEqual([]);
  };

  await signIn(OWNER, emulator.page + pathOf(organizationId, at(deployment)));
  await allLoaded(page);
  await page.getByRole("button", { name: "More ways to add" }).click();
  await page.getByRole("menuitem", { name: /^Assign Organization token/ }).click();
  const form = dialog(page, `Add an Organization token to ${name}`);
  const field = form.getByRole("combobox", { name: "Organization token" });
  await field.fill(direct.name);
  await expect(page.getByRole("option").filter({ hasText: direct.id })).toContainText("Direct Access");
  await field.fill(direct.id);
  await form.getByRole("combobox", { name: "Deployment role" }).selectOption({ label: "Deployment Admin" });
  const ofRoles = "A Direct Access token can't be given a role on another Deployment";
  await refused("/roles", ofRoles);
  await form.getByRole("button", { name: "Add token" }).click();
  await told("The role is not saved", ofRoles);
  await form.getByRole("button", { name: "Cancel" }).click();
  await dialog(page, /^Discard/).getByRole("button", { name: "Discard" }).click();

  await page.goto(`${emulator.page}organizations/${organizationId}/tokens/${direct.id}`);
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  await expect(dialog(page).getByText("Kind Direct Access")).toBeVisible();
  const ofRotation = "Direct Access tokens are not rotated here";
  await refused("/rotate", ofRotation);
  await dialog(page).getByRole("button", { name: "Rotate token" }).click();
  await told("Not rotated: the secret stays as it was", ofRotation);
});

test("a Direct Access token with a custom role is created here", async ({ page, emulator, signIn }) => {
  const all = await organization(emulator, OWNER);
  const here = ground(all);
  const usable = await usableRoles(emulator, all, here);
  await signIn(OWNER, emulator.page + pathOf(organizationOf(emulator), here));
  await allLoaded(page);
  await page.getByRole("button", { name: "More ways to add" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("menuitem", { name: /^Create Deployment token/ }).press("Enter");
  const form = dialog(page, "Create API token");
  await expect(form.getByRole("group", { name: "Home scope" })).toHaveAccessibleDescription(`It lives in Deployment ${all.deployments.get(here.entityId)!.name}, and ends with it.`);
  const role = form.getByRole("combobox", { name: "Role", exact: true });
  expect((await role.getByRole("option").allTextContents()).toSorted()).toEqual(["Choose a role", "Deployment Admin", ...usable].toSorted());
  // Nothing lives below a Deployment but its Dags.
  await form.getByRole("button", { name: "Give it further grants…" }).click();
  await expect(form.getByRole("group", { name: "On what" }).getByRole("radio")).toHaveCount(2);
  await expect(form.getByText(`${all.deployments.get(here.entityId)!.name}, the home of the token`)).toBeVisible();
  await form.getByRole("textbox", { name: "Name" }).fill(NAME);
  await role.selectOption({ label: usable[0]! });
  const code = form.getByRole("tabpanel");
  await expect(code).toContainText("astro deployment token create");
  await expect(code).toContainText(`--deployment-id ${here.entityId}`);
  await form.getByRole("radio", { name: /Direct Access/ }).check();
  await expect(code).toContainText("The astro CLI has no option for the kind");
  await form.getByRole("tab", { name: "curl" }).click();
  await expect(code).toContainText(`"scope":"DEPLOYMENT","entityId":"${here.entityId}"`);
  expect(await accessibilityViolations(page)).toEqual([]);
  await form.getByRole("button", { name: "Create token" }).click();
  await revealed(page, NAME);
  const made = await tokensOfName(emulator, NAME);
  expect(made).toMatchObject([{ scope: "DEPLOYMENT", kind: "DIRECT_ACCESS", roles: [{ entityType: "DEPLOYMENT", entityId: here.entityId, role: usable[0] }] }]);
  await storeSecret(page, NAME);
  await expect(table(page).getByRole("link", { name: new RegExp(`^${NAME}`) })).toBeVisible();
});

test("a Deployment token can be created from the Organization's page", async ({ page, emulator, signIn }) => {
  const all = await organization(emulator, OWNER);
  const here = ground(all);
  await signIn(OWNER);
  await allLoaded(page);
  await page.getByRole("button", { name: "Create token" }).click();
  const form = dialog(page, "Create API token");
  await form.getByRole("radio", { name: "Deployment", exact: true }).check();
  await pickById(form, "Home Deployment", here.entityId, all.deployments.get(here.entityId)!.name);
  await form.getByRole("textbox", { name: "Name" }).fill(NAME);
  await form.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: "Deployment Admin" });
  await form.getByRole("button", { name: "Create token" }).click();
  expect(await isAccepted(emulator, await revealed(page, NAME))).toBe(true);
  expect(await tokensOfName(emulator, NAME)).toMatchObject([{ scope: "DEPLOYMENT", roles: [{ entityId: here.entityId, role: "DEPLOYMENT_ADMIN" }] }]);
});

test("tokens with roles on Dags alone are not in its list, and led to from there", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const { id } = ground.sibling;
  const on = async () => (await tokensNow(emulator)).filter(({ roles }) => roles.some(({ deploymentId }) => deploymentId === id));
  const token = await fullToken(emulator, ground, "ORGANIZATION", "on-dags-alone");
  await setRoles(emulator, token.id, [...token.roles, { entityType: "DAG", entityId: "hourly", role: "DAG_VIEWER", deploymentId: id }]);
  await signIn(OWNER, deploymentPath({ ...ground, deployment: ground.sibling }));
  await allLoaded(page);
  await expect(tokenRow(page, token)).toHaveCount(0);
  const all = await on();
  const link = page.getByRole("main").getByRole("link", { name: / on Dags$/ });
  await expect(link).toHaveText(all.length === 1 ? "1 token has a role on Dags" : `${all.length} tokens have roles on Dags`);
  await link.click();
  await expect(heading(page, "API tokens")).toBeVisible();
  await expect(tokenRow(page, token)).toBeVisible();
  await expect(page.getByText(`Roles on Dags of: ${ground.sibling.name}`)).toBeVisible();
  await expect(table(page)).toHaveAttribute("aria-rowcount", String(all.length + 1));
});

for (const [caller, says] of [
  ["Workspace Owner", "Tokens that reach it from above, as those of Organization Owners do, or that have roles on some of its Dags alone, may be out of sight"],
  ["Deployment Admin", "Tokens that reach it from above, as those of Organization Owners do, or that have roles on some of its Dags alone, may be out of sight"],
  ["Workspace Member", "can’t list its tokens"],
] as const) {
  test(`${caller}: sees what it may, and is told what it may not`, async ({ page, emulator, watch }) => {
    watch.expectStatus(403, "/v1/organizations/*/tokens");
    const all = await organization(emulator, OWNER);
    const [grant] = all.tokens.find(({ id }) => id === tokenIdOf(emulator, caller))!.roles;
    const { ids } = await emulator.readable({ tokenId: tokenIdOf(emulator, caller) });
    // Of a Workspace the Deployment with most tokens in sight.
    const seen = (id: string) => tokensOf(all, at(id)).filter((token) => ids.includes(token.id));
    const mine = grant!.entityType === "DEPLOYMENT" ? [grant!.entityId] : [...all.deployments].filter(([, { workspaceId }]) => workspaceId === grant!.entityId).map(([id]) => id);
    const here = at(mine.toSorted((one, other) => seen(other).length - seen(one).length)[0]!);
    expect(seen(here.entityId).length).toBeGreaterThan(0);
    await page.goto(emulator.page + pathOf(organizationOf(emulator), here));
    await connectWith(page, emulator.token(caller));
    await allLoaded(page);
    await expect(page.getByText(says, { exact: false })).toBeVisible();
    await expect.poll(async () => (await mounted(page)).map(([, id]) => id).toSorted()).toEqual(seen(here.entityId).map(({ id }) => id).toSorted());
    const may = (await creates(emulator, emulator.token(caller), organizationOf(emulator), here)) === 200;
    if (may) await expect(addButton(page)).not.toHaveAttribute("aria-disabled");
    else await expect(addButton(page)).toHaveAccessibleDescription(/^This needs Deployment Admin here/);
    await expect(page.getByText("can change none of them")).toHaveCount(may ? 0 : 1);
  });
}
