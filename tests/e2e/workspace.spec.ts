// A Workspace: its own tokens and those assigned to it, its Deployments, creating here with further grants, and what someone with
// less than an Owner's rights is told. What is expected is worked out from the emulator's state.

import type { Page } from "@playwright/test";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, connectWith, heading, organizationOf, rows, searchField, table, tokenIdOf } from "../support/console.ts";
import { type ApiToken, callerOf, type Here, ordered, organization, type Organization, rolesHere } from "../support/expected-order.ts";
import { expect, test } from "../support/fixtures.ts";
import { addFurther, setRoles } from "../support/grants.ts";
import { expectRows, mounted } from "../support/listed.ts";
import { addButton, canAct, creates, expectCells, isOwn, origins, pathOf, pickById, placeTab, reaches, tokensOf } from "../support/place.ts";
import { dialog, isAccepted, revealed, storeSecret, tokensOfName } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 400 } });

const OWNER = "Organization Owner";
const NAME = "made in the Workspace";
const at = (id: string): Here => ({ entityType: "WORKSPACE", entityId: id });
const deployed = (id: string): Here => ({ entityType: "DEPLOYMENT", entityId: id });
const inside = (all: Organization, id: string) => [...all.deployments].filter(([, { workspaceId }]) => workspaceId === id).map(([id]) => id);
const calls = (emulator: { control: <T>(method: string, path: string) => Promise<T> }) => emulator.control<{ count: number }>("GET", "exchanges").then(({ count }) => count);

/** The Workspace with most tokens of both origins among those with Deployments. */
function ground(all: Organization): { id: string; name: string; tokens: ApiToken[] } {
  const both = (id: string) => {
    const own = tokensOf(all, at(id)).filter((token) => isOwn(token, at(id))).length;
    return inside(all, id).length > 1 ? Math.min(own, tokensOf(all, at(id)).length - own) : 0;
  };
  const [[id, name]] = [...all.workspaces].toSorted(([one], [other]) => both(other) - both(one)) as [[string, string]];
  expect(both(id)).toBeGreaterThan(0);
  return { id, name, tokens: tokensOf(all, at(id)) };
}

test("tokens of a Workspace: own and assigned, told apart, sorted, filtered, without a call", async ({ page, emulator, signIn }) => {
  test.setTimeout(90_000);
  await signIn(OWNER);
  await allLoaded(page);
  const all = await organization(emulator, OWNER);
  const { id, name, tokens } = ground(all);
  const here = at(id);
  const expected = ordered(all, tokens, "Last used", true);
  const before = await calls(emulator);
  await page.getByRole("searchbox", { name: "Find a Workspace or Deployment" }).fill(id);
  await page.getByRole("tree").locator(`a[href$="/${id}"]`).click();
  await expect(heading(page, name)).toBeFocused();
  await expectRows(page, expected);
  await expectCells(page, all, here);
  await expect(page.getByText(canAct(all, here), { exact: true })).toBeVisible();
  await expect(placeTab(page, "Tokens")).toHaveText(`Tokens${tokens.length}`);
  await expect(page.getByText(`All ${tokens.length} loaded: ${origins(tokens, here)}`)).toBeVisible();
  await expect(page.getByRole("list", { name: "Quick filters" })).toHaveCount(0);

  const head = (column: string) => table(page).getByRole("columnheader", { name: column, exact: true });
  for (const [column, as] of [["Role", "Role"], ["Origin", "Scope"], ["Created", "Created"]] as const) {
    const first = as === "Created";
    for (const descending of [first, !first]) {
      await head(column).getByRole("button").click();
      await expect(head(column)).toHaveAttribute("aria-sort", descending ? "descending" : "ascending");
      await expectRows(page, ordered(all, tokens, as, descending, here));
    }
  }
  await page.getByRole("button", { name: "Origin", exact: true }).filter({ hasNot: page.locator("th") }).first().click();
  await page.getByRole("menuitemradio", { name: "Assigned from the Organization" }).click();
  await expect(page).toHaveURL(/q=scope:organization/);
  await expectRows(page, ordered(all, tokens.filter((token) => !isOwn(token, here)), "Created", false, here));
  await page.getByRole("button", { name: "Remove filter Origin" }).click();
  // A role held elsewhere is no role here.
  const role = tokens.map((token) => rolesHere(token, here)[0]!).find((role) => tokens.some((token) => !rolesHere(token, here).includes(role) && token.roles.some((grant) => grant.role === role))) ?? rolesHere(tokens[0]!, here)[0]!;
  expect(await calls(emulator)).toBe(before);
  await page.goto(`${page.url().split("?")[0]}?q=role:${role}`);
  await expectRows(page, ordered(all, tokens.filter((token) => rolesHere(token, here).includes(role)), "Last used", true, here));
  await page.reload();
  await allLoaded(page);
  await page.getByRole("button", { name: "Remove filter Role" }).click();
  await rows(page).first().getByRole("link").first().focus();
  await page.keyboard.press("j");
  await expect(rows(page).nth(1).getByRole("link").first()).toBeFocused();
  expect(await accessibilityViolations(page)).toEqual([]);

  const again = await calls(emulator);
  await placeTab(page, "Deployments").click();
  await expect(page).toHaveURL(new RegExp(`/workspaces/${id}/deployments$`));
  await expect(heading(page, name)).toBeFocused();
  await expectDeployments(page, all, id);
  expect(await accessibilityViolations(page)).toEqual([]);
  expect(await calls(emulator)).toBe(again);
});

/** Each line of the Deployments tab: name, id, and the counts as they are called. */
async function expectDeployments(page: Page, all: Organization, workspace: string): Promise<void> {
  const deployments = page.getByRole("table", { name: "Deployments, sorted by name" });
  const ids = inside(all, workspace);
  await expect(placeTab(page, "Deployments")).toHaveText(`Deployments${ids.length}`);
  // As tall as all of them are.
  const size = page.viewportSize()!;
  await page.setViewportSize({ ...size, height: 4_000 });
  await expect(deployments.locator("tbody tr[aria-rowindex]")).toHaveCount(ids.length);
  for (const id of ids) {
    const here = deployed(id);
    const on = tokensOf(all, here);
    const own = on.filter((token) => isOwn(token, here)).length;
    const owners = (token: ApiToken) => token.roles.some(({ role }) => role === "ORGANIZATION_OWNER");
    const through = all.tokens.filter((token) => !owners(token) && rolesHere(token, here).length === 0 && reaches(token, here, all)).length;
    const line = deployments.getByRole("row").filter({ has: page.locator(`a[href$="/deployments/${id}"]`) });
    await expect(line).toContainText(all.deployments.get(id)!.name);
    await expect(line).toContainText(id);
    const count = (number: number, words: string) => (number === 0 ? "None" : `${number} ${number === 1 ? words : `${words}s`}`);
    const cell = (label: string) => line.locator(`[data-label="${label}"]`);
    await expect(cell("Tokens with a role on it")).toContainText(count(on.length, "token"));
    await expect(cell("Through the Workspace")).toContainText(count(through, "more token"));
    if (own > 0) await expect(cell("Tokens with a role on it")).toContainText(`${own} own`);
    if (on.length > own) await expect(cell("Tokens with a role on it")).toContainText(`${on.length - own} assigned`);
  }
  await page.setViewportSize(size);
}

test("a cold link shows the Workspace before the rest of the inventory is there", async ({ page, emulator, signIn, watch }) => {
  const all = await organization(emulator, OWNER);
  const { id, tokens } = ground(all);
  const organizationId = organizationOf(emulator);
  await watch.fault({ method: "GET", path: `/v1/organizations/${organizationId}/tokens?offset=*`, held: true });
  await signIn(OWNER, emulator.page + pathOf(organizationId, at(id)));
  await expectRows(page, ordered(all, tokens, "Last used", true));
  await expect(page.getByText("Loading…")).toBeVisible();
  await expect(page.getByText(`${tokens.length} so far: ${origins(tokens, at(id))}`)).toBeVisible();
  const deployments = page.getByRole("table", { name: "Deployments, sorted by name" });
  await placeTab(page, "Deployments").click();
  await expect(deployments).toContainText("tokens are being loaded");
  await watch.release();
  await expect(deployments).not.toContainText("Not known");
  await placeTab(page, "Tokens").click();
  await allLoaded(page);
  await expect(page.getByText(`All ${tokens.length} loaded: ${origins(tokens, at(id))}`)).toBeVisible();
});

test("a Workspace token is created here; its further grants fail, are told beside the secret, and finished", async ({ page, emulator, signIn, watch }) => {
  const all = await organization(emulator, OWNER);
  const { id, name } = ground(all);
  const [deployment, other] = inside(all, id) as [string, string];
  const called = (id: string) => all.deployments.get(id)!.name;
  const organizationId = organizationOf(emulator);
  await signIn(OWNER, emulator.page + pathOf(organizationId, at(id)));
  await allLoaded(page);
  await addButton(page).focus();
  await page.keyboard.press("Enter");
  const form = dialog(page, "Create API token");
  await expect(form.getByRole("group", { name: "Home scope" })).toHaveAccessibleDescription(`It lives in Workspace ${name}, and ends with it.`);
  await expect(form.getByRole("combobox", { name: "Role" }).getByRole("option")).toHaveText(
    ["Choose a role", "Workspace Owner", "Workspace Operator", "Workspace Author", "Workspace Member", "Workspace Accessor"],
  );
  await form.getByRole("textbox", { name: "Name" }).fill(NAME);
  await form.getByRole("combobox", { name: "Role" }).selectOption({ label: "Workspace Accessor" });
  const code = form.getByRole("tabpanel");
  await expect(code).toContainText("does not accept the role Workspace Accessor");
  await form.getByRole("combobox", { name: "Role" }).selectOption({ label: "Workspace Author" });
  await expect(code).toContainText("astro workspace token create");
  await expect(code).toContainText(`--workspace-id ${id}`);
  await addFurther(form, "Deployment", { id: deployment, name: called(deployment) }, "Deployment Admin");
  const next = form.getByRole("combobox", { name: "Deployment", exact: true });
  await expect(next).toHaveValue("");
  await next.press("ArrowDown");
  await expect(page.getByRole("option").filter({ hasText: "Deployment in" })).toHaveCount(inside(all, id).length);
  await next.press("Escape");
  await pickById(form, "Deployment", other, called(other));
  await expect(form.getByRole("button", { name: "Create token" })).toHaveAccessibleDescription(/further role that is chosen/);
  await form.getByRole("button", { name: "Clear", exact: true }).click();
  await expect(code).toContainText("astro deployment token workspace-token add new-token-id");
  await form.getByRole("tab", { name: "curl" }).click();
  await expect(code).toContainText("/tokens/new-token-id/roles");
  expect(await accessibilityViolations(page)).toEqual([]);
  await watch.fault({ method: "POST", path: `/v1/organizations/${organizationId}/tokens/*/roles`, status: 403 });
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(dialog(page).getByText("The further grants are not saved", { exact: true })).toBeVisible();
  await expect(dialog(page).getByRole("listitem").filter({ hasText: `Deployment ${called(deployment)} lacks Deployment Admin` })).toBeVisible();
  await expect(dialog(page).getByRole("button", { name: "Delete the new token…" })).toBeVisible();
  const value = await revealed(page, NAME);
  expect(await isAccepted(emulator, value)).toBe(true);
  const home = { entityType: "WORKSPACE", entityId: id, role: "WORKSPACE_AUTHOR" };
  expect((await tokensOfName(emulator, NAME)).map(({ roles }) => roles)).toEqual([[home]]);
  await dialog(page).getByRole("button", { name: "Finish" }).click();
  await expect(dialog(page).getByText("The further grants are saved", { exact: true })).toBeVisible();
  const [made] = await tokensOfName(emulator, NAME);
  expect(made).toMatchObject({ scope: "WORKSPACE", kind: "STANDARD", expiryPeriodInDays: 90 });
  expect(made!.roles).toHaveLength(2);
  expect(made!.roles).toEqual(expect.arrayContaining([home, { entityType: "DEPLOYMENT", entityId: deployment, role: "DEPLOYMENT_ADMIN" }]));
  await storeSecret(page, NAME);
  await searchField(page).fill(NAME);
  await expectRows(page, [made!.id]);
  await expect(table(page)).toContainText("This Workspace");
});

test("from the Organization the home is chosen by keyboard, and half-made tokens can be deleted", async ({ page, emulator, signIn, watch }) => {
  const all = await organization(emulator, OWNER);
  const { id, name } = ground(all);
  await signIn(OWNER);
  await allLoaded(page);
  await page.getByRole("button", { name: "Create token" }).click();
  const form = dialog(page, "Create API token");
  await form.getByRole("textbox", { name: "Name" }).fill(NAME);
  await form.getByRole("radio", { name: "Organization" }).focus();
  await page.keyboard.press("ArrowRight");
  await expect(form.getByRole("radio", { name: "Workspace" })).toBeChecked();
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(form.getByText("Choose a Workspace or Deployment.")).toBeVisible();
  const home = form.getByRole("combobox", { name: "Home Workspace" });
  await expect(home).toBeFocused();
  await home.fill(name);
  await home.press("ArrowDown");
  await home.press("Enter");
  await expect(home).toHaveValue(name);
  await form.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: "Workspace Operator" });
  await form.getByRole("tab", { name: "curl" }).click();
  await expect(form.getByRole("tabpanel")).toContainText(`"entityId":"${id}"`);
  // What is legal for one home is left out of another.
  await form.getByRole("radio", { name: "Organization" }).check();
  await form.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: "Organization Member" });
  await addFurther(form, "Workspace", { id, name }, "Workspace Member");
  await expect(form.getByRole("list", { name: "Further grants that are chosen" })).toContainText(`Workspace ${name} · Workspace Member`);
  await watch.fault({ method: "POST", path: `/v1/organizations/*/tokens/*/roles`, status: 500 });
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(dialog(page).getByText("The further grants are not saved, so far", { exact: true })).toBeVisible();
  await revealed(page, NAME);
  await dialog(page).getByRole("button", { name: "Delete the new token…" }).click();
  await dialog(page).getByRole("button", { name: "Delete it for good" }).click();
  await expect.poll(() => tokensOfName(emulator, NAME)).toEqual([]);
});

test.describe("with less than an Owner's rights", () => {
  /** Opens the page as this caller, and holds it against what Astro lets it do. */
  async function open(page: Page, emulator: Parameters<typeof organization>[0], value: string, here: Here): Promise<void> {
    await page.goto(emulator.page + pathOf(organizationOf(emulator), here));
    await connectWith(page, value);
    await allLoaded(page);
    const all = await organization(emulator, OWNER);
    const caller = JSON.parse(Buffer.from(value.split(".")[1]!, "base64url").toString()).apiTokenId as string;
    const { ids } = await emulator.readable({ tokenId: caller });
    const seen = tokensOf(all, here).filter(({ id }) => ids.includes(id));
    if (seen.length > 0) await expect.poll(async () => (await mounted(page)).map(([, id]) => id).toSorted()).toEqual(seen.map(({ id }) => id).toSorted());
    else await expect(table(page)).toHaveCount(0);
    const may = (await creates(emulator, value, organizationOf(emulator), here)) === 200;
    if (may) await expect(addButton(page)).not.toHaveAttribute("aria-disabled");
    else if (await addButton(page).isVisible()) await expect(addButton(page)).toHaveAccessibleDescription(/^This needs Workspace Owner here/);
  }

  test.beforeEach(({ watch }) => watch.expectStatus(403, "/v1/organizations/*/tokens"));

  test("a Workspace Owner may change what it sees; in its form the home is its own Workspace", async ({ page, emulator }) => {
    const all = await organization(emulator, OWNER);
    const { entityId: own } = all.tokens.find(({ id }) => id === tokenIdOf(emulator, "Workspace Owner"))!.roles[0]!;
    await open(page, emulator, emulator.token("Workspace Owner"), at(own));
    await expect(page.getByText("Tokens that reach it from above, as those of Organization Owners do, may be out of sight.")).toBeVisible();
    await expect(page.getByText("can change none of them")).toHaveCount(0);
    await expect(page.getByText("can act here")).toHaveCount(0);
    await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link").first().click();
    await page.getByRole("button", { name: "Create token" }).click();
    const form = dialog(page, "Create API token");
    await expect(form.getByRole("combobox", { name: "Home Workspace" })).toHaveValue(all.workspaces.get(own)!);
    await form.getByRole("radio", { name: "Organization" }).check();
    await expect(form.getByRole("button", { name: "Create token" })).toHaveAccessibleDescription(/^This needs Organization Owner/);
    const [, foreign] = [...all.workspaces.keys()].filter((id) => id !== own);
    await page.goto(emulator.page + pathOf(organizationOf(emulator), at(foreign!)));
    await expect(page.getByRole("heading", { name: "This Workspace is out of sight" })).toBeVisible();
    await expect(addButton(page)).toHaveCount(0);
  });

  test("a Workspace Member may look only, and a Deployment of it keeps its tokens to itself", async ({ page, emulator }) => {
    const all = await organization(emulator, OWNER);
    const { entityId: own } = all.tokens.find(({ id }) => id === tokenIdOf(emulator, "Workspace Member"))!.roles[0]!;
    await open(page, emulator, emulator.token("Workspace Member"), at(own));
    await expect(page.getByText("can change none of them: that needs Workspace Owner here.")).toBeVisible();
    // Who uses the keyboard and sees is told why as well.
    const reason = () => addButton(page).evaluate((button) => getComputedStyle(button, "::after").content);
    expect(await reason()).toBe("none");
    await addButton(page).focus();
    await page.keyboard.press("Shift");
    expect(await reason()).toContain("This needs Workspace Owner here");
    await rows(page).first().getByRole("button", { name: /^Actions for/ }).click();
    await expect(page.getByRole("menuitem", { name: "Edit…" })).toHaveAttribute("aria-disabled", "true");
    await page.keyboard.press("Escape");
    await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link").first().click();
    await expect(page.getByRole("button", { name: "Create token" })).toHaveAccessibleDescription(/may create none/);
    await page.goto(emulator.page + `${pathOf(organizationOf(emulator), at(own))}/deployments`);
    const deployments = page.getByRole("table", { name: "Deployments, sorted by name" });
    await expect(deployments).toContainText("out of sight of this token");
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test("a Deployment Admin sees the Workspace around it, and is told that its tokens are out of reach", async ({ page, emulator }) => {
    const all = await organization(emulator, OWNER);
    const admin = tokenIdOf(emulator, "Deployment Admin");
    const { entityId: own } = all.tokens.find(({ id }) => id === admin)!.roles[0]!;
    const { workspaceId } = all.deployments.get(own)!;
    const { ids } = await emulator.readable({ tokenId: admin });
    const seen = tokensOf(all, at(workspaceId)).filter(({ id }) => ids.includes(id));
    expect(seen.length).toBeGreaterThan(0);
    await open(page, emulator, emulator.token("Deployment Admin"), at(workspaceId));
    const main = page.getByRole("main");
    await expect(heading(page, all.workspaces.get(workspaceId)!)).toBeVisible();
    await expect(main.getByText("Not all tokens of this Workspace are in sight", { exact: true })).toBeVisible();
    await expect(
      main.getByText(
        "The token that you are signed in with has no role in the Workspace itself, so it can’t list its tokens. Those that it can see elsewhere are here. " +
          "The token that you are signed in with can change none of them: that needs Workspace Owner here.",
        { exact: true },
      ),
    ).toBeVisible();
    await expect(main.getByText(`${seen.length} in sight: ${origins(seen, at(workspaceId))}`)).toBeVisible();
    // How many there are is not known.
    await expect(placeTab(page, "Tokens")).toHaveText("Tokens");
    await expect(placeTab(page, "Deployments")).toHaveText("Deployments");
    await placeTab(page, "Deployments").click();
    await expect(main.getByText("The Workspace may have others, which it can’t see.")).toBeVisible();
    await expect(page.getByRole("table", { name: /^Deployments/ })).toBeVisible();
    expect(await accessibilityViolations(page)).toEqual([]);
    await placeTab(page, "Tokens").click();
    await expect(main.getByText("Not all tokens of this Workspace are in sight", { exact: true })).toBeVisible();
    expect(await accessibilityViolations(page)).toEqual([]);

    // Without a role on its Deployment none of them is in sight.
    for (const { id, roles } of seen) await setRoles(emulator, id, roles.filter(({ entityId, deploymentId }) => entityId !== own && deploymentId !== own));
    await page.reload();
    await allLoaded(page);
    const title = page.getByRole("heading", { name: "This token can see this Workspace, but not its tokens", exact: true });
    await expect(title).toBeVisible();
    await expect(main.getByText("It has a role on a Deployment in it, and none in the Workspace itself. Someone with Workspace Owner can give it one.", { exact: true })).toBeVisible();
    await expect(main.getByText("Not all tokens of this Workspace are in sight")).toHaveCount(0);
    await expect(table(page)).toHaveCount(0);
    await expect(addButton(page)).toHaveAccessibleDescription(/^This needs Workspace Owner here/);
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test("an Organization Member without any Workspace is told so on every page", async ({ page, emulator }) => {
    const all = await organization(emulator, OWNER);
    const { id } = ground(all);
    await open(page, emulator, emulator.token("Organization Member"), at(id));
    const title = page.getByRole("heading", { name: "This token has no role in any Workspace" });
    await expect(title).toBeVisible();
    await placeTab(page, "Deployments").click();
    await expect(title).toBeVisible();
    await page.goto(emulator.page + pathOf(organizationOf(emulator), deployed(inside(all, id)[0]!)));
    await expect(title).toBeVisible();
    await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link").first().click();
    await expect(page.getByRole("button", { name: "Create token" })).toHaveAccessibleDescription(/may create none/);
  });

  test("a Workspace Accessor sees no Deployments and is told why", async ({ page, emulator }) => {
    const all = await organization(emulator, OWNER);
    const { id } = ground(all);
    const organizationId = organizationOf(emulator);
    const answer = await fetch(`${emulator.api}/organizations/${organizationId}/tokens`, {
      method: "POST",
      headers: { authorization: `Bearer ${emulator.token(OWNER)}`, "content-type": "application/json" },
      body: JSON.stringify({ name: "accessor", scope: "WORKSPACE", entityId: id, role: "WORKSPACE_ACCESSOR" }),
    });
    const { token } = (await answer.json()) as { token: string };
    await open(page, emulator, token, at(id));
    await placeTab(page, "Deployments").click();
    await expect(page.getByRole("heading", { name: "A Workspace Accessor sees no Deployments" })).toBeVisible();
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});

test("a Workspace that is gone is said to be; Deployments that fail can be read again", async ({ page, emulator, signIn, watch }) => {
  const organizationId = (await callerOf(emulator, OWNER)).organizationId;
  const all = await organization(emulator, OWNER);
  const { id } = ground(all);
  await watch.fault({ method: "GET", path: `/v1/organizations/${organizationId}/deployments`, status: 500 });
  await signIn(OWNER, `${emulator.page}${pathOf(organizationId, at(id))}/deployments`);
  await expect(page.getByText("The Deployments could not be loaded.")).toBeVisible();
  await page.getByRole("region", { name: "What could not be loaded" }).getByRole("button", { name: "Retry" }).click();
  await expectDeployments(page, all, id);
  watch.expectStatus(404, `/v1/organizations/${organizationId}/tokens`);
  await page.goto(emulator.page + pathOf(organizationId, at("cmnowhere000000000000000x")));
  await expect(page.getByRole("heading", { name: "There is no Workspace by this ID" })).toBeVisible();
  await expect(addButton(page)).toHaveCount(0);
});
