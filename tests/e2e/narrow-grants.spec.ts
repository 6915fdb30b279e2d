// Callers below Organization Owner under `narrowGrants`: they see the grants that they may write, and a role update drops the others.
// Once a token shows that some are hidden, no save of grants leaves the pages of a Workspace and a Deployment: each says why, and the
// whole stored sets of all tokens stay as they were. Where nothing shows it either way, the person is asked.

import type { Locator, Page } from "@playwright/test";
import { off, pending, remove, role } from "../support/access.ts";
import { allCounted, allLoaded, connectWith, organizationOf, rotate, searchField, tokenField, tokenTab } from "../support/console.ts";
import type { Emulator } from "../support/emulator.ts";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { add, deploymentPath, elsewhere, fromRow, fullToken, type Ground, growthGround, setRoles, stored, storedOfOthers, withRole, workspacePath } from "../support/grants.ts";
import { placeTab } from "../support/place.ts";
import type { StateToken } from "../support/sample.ts";
import { dialog, pressOff, sent, tokenNow, tokensNow } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const UNTOLD = "Its grants don’t tell where it was created";
const UNTOLD_ROLE = "Its grants don’t tell which role it has in the Organization";

interface Tokens {
  /** Of the Organization, with roles in the Workspace, on the Deployment, and elsewhere. */
  above: StateToken;
  /** Of the Workspace. */
  middle: StateToken;
  /** Of the Deployment. */
  below: StateToken;
}

async function prepare(emulator: Emulator): Promise<{ ground: Ground; tokens: Tokens }> {
  const ground = await growthGround(emulator);
  const above = await fullToken(emulator, ground, "ORGANIZATION", "from-above");
  const here = [
    { entityType: "WORKSPACE", entityId: ground.workspace.id, role: "WORKSPACE_MEMBER" },
    { entityType: "DEPLOYMENT", entityId: ground.deployment.id, role: "DEPLOYMENT_ADMIN" },
    { entityType: "DAG", entityId: "hourly", role: "DAG_VIEWER", deploymentId: ground.deployment.id },
  ];
  await setRoles(emulator, above.id, [...above.roles, ...here]);
  const middle = await fullToken(emulator, ground, "WORKSPACE", "of-the-workspace");
  const below = await fullToken(emulator, ground, "DEPLOYMENT", "of-the-deployment");
  return { ground, tokens: { above: (await tokenNow(emulator, above.id))!, middle, below } };
}

/** In the menu of its row neither its role can be changed nor can it be removed, and each says why. */
async function expectFenced(page: Page, token: StateToken, ...reasons: RegExp[]): Promise<void> {
  await searchField(page).fill(token.id);
  await page.getByRole("button", { name: `Actions for ${token.name}, …${token.shortToken}` }).click();
  for (const entry of [/^(Change role|Give it a role) here/, /^Remove from this/]) {
    const item = page.getByRole("menuitem", { name: entry });
    for (const reason of reasons) await expect(item).toContainText(reason);
    await pressOff(item);
  }
  await expect(dialog(page)).toHaveCount(0);
  await page.keyboard.press("Escape");
}

const settled = (page: Page) => expect(dialog(page)).toBeHidden();

for (const caller of ["Workspace Owner", "Owner of one Workspace, Member of the Organization", "Deployment Admin"]) {
  test(`${caller}: no save of grants leaves a Workspace and a Deployment where some are hidden, and each says why`, async ({ page, emulator, watch }) => {
    const { ground, tokens } = await prepare(emulator);
    const { above, middle, below } = tokens;
    const workspace = { entityType: "WORKSPACE", entityId: ground.workspace.id };
    const deployment = { entityType: "DEPLOYMENT", entityId: ground.deployment.id };
    const isAdmin = caller === "Deployment Admin";
    if (isAdmin) await setRoles(emulator, middle.id, [...middle.roles, { ...deployment, role: ground.customRole }]);
    let value = isAdmin || caller === "Workspace Owner" ? emulator.token(caller) : "";
    if (!value) {
      const { id } = await elsewhere<{ id: string }>(emulator, "POST", "/tokens", { name: "member and owner", scope: "ORGANIZATION", role: "ORGANIZATION_MEMBER" });
      await setRoles(emulator, id, [
        { entityType: "ORGANIZATION", entityId: organizationOf(emulator), role: "ORGANIZATION_MEMBER" },
        { ...workspace, role: "WORKSPACE_OWNER" },
        { entityType: "WORKSPACE", entityId: ground.otherWorkspace.id, role: "WORKSPACE_MEMBER" },
      ]);
      value = await emulator.sign({ tokenId: id });
    }
    // What no contract version of this caller tells stays by itself.
    await emulator.switches({ newerContract: false, narrowGrants: true });
    watch.expectStatus(403, "/v1/organizations/*/tokens");
    const whole = await storedOfOthers(emulator);
    const writes = await sent(emulator, "POST", /./);
    const nothingWritten = async () => {
      expect(await sent(emulator, "POST", /./)).toBe(writes);
      expect(await storedOfOthers(emulator)).toEqual(whole);
    };
    /** The save is off and says why, nothing is sent, and the dialog is left. */
    const refused = async (form: Locator, name: string) => {
      const save = form.getByRole("button", { name, exact: true });
      await expect(save).toHaveAccessibleDescription(/^Astro hides grants from you/);
      await pressOff(save);
      await page.keyboard.press("Escape");
      const discard = page.getByRole("button", { name: /^Discard/ });
      await expect.poll(async () => (await discard.isVisible()) || !(await dialog(page).count())).toBe(true);
      if (await discard.isVisible()) await discard.click();
      await settled(page);
      await nothingWritten();
    };
    const edit = async (token: StateToken, label: string) => {
      const form = await fromRow(page, token, /^Edit…/);
      await form.getByRole("combobox", { name: / role$/ }).selectOption({ label });
      await refused(form, "Save");
    };

    await page.goto(isAdmin ? deploymentPath(ground) : workspacePath(ground));
    await connectWith(page, value);
    await allLoaded(page);
    await expectFenced(page, above, new RegExp(UNTOLD_ROLE));
    if (isAdmin) {
      await expectFenced(page, middle, new RegExp(UNTOLD));
    } else {
      const form = await add(page, "Add Organization token");
      await form.getByRole("combobox", { name: /token$/ }).fill(above.id);
      await expect(form.getByRole("combobox", { name: /token$/ })).toHaveAccessibleDescription(new RegExp(UNTOLD_ROLE));
      await pressOff(form.getByRole("button", { name: "Add token" }));
      await form.getByRole("button", { name: "Cancel" }).click();
      await settled(page);

      await edit(middle, "Workspace Author");

      await page.goto(deploymentPath(ground));
      await allLoaded(page);
      await expectFenced(page, above, new RegExp(UNTOLD_ROLE));
      const assign = await add(page, "Assign Workspace token");
      await assign.getByRole("combobox", { name: /token$/ }).fill(middle.id);
      await assign.getByRole("combobox", { name: "Deployment role" }).selectOption({ label: "Deployment Admin" });
      await refused(assign, "Add token");
    }
    await edit(below, ground.customRole);
    await nothingWritten();
  });
}

test("where nothing tells whether grants are hidden, the save is held back until the person answers for it, once", async ({ page, emulator, watch }) => {
  const { ground, tokens } = await prepare(emulator);
  const { below } = tokens;
  const { id: workspaceId } = ground.workspace;
  const { id: deploymentId } = ground.deployment;
  const inside = new Set(ground.sample.deployments.filter((place) => place.workspaceId === workspaceId).map(({ id }) => id));
  // Every token that reaches into the Workspace from outside would tell.
  for (const token of await tokensNow(emulator)) {
    const reaches = token.roles.some(({ entityType, entityId }) => (entityType === "WORKSPACE" && entityId === workspaceId) || (entityType === "DEPLOYMENT" && inside.has(entityId)));
    if (reaches && token.scope === "ORGANIZATION") await setRoles(emulator, token.id, token.roles.filter(({ entityType }) => entityType === "ORGANIZATION"));
  }
  const { id: own } = await elsewhere<{ id: string }>(emulator, "POST", "/tokens", { name: "owner of one", scope: "WORKSPACE", entityId: workspaceId, role: "WORKSPACE_OWNER" });
  await emulator.switches({ newerContract: false, narrowGrants: true });
  watch.expectStatus(403, "/v1/organizations/*/tokens");
  const whole = await storedOfOthers(emulator);
  const writes = () => sent(emulator, "POST", /./);
  const before = await writes();
  const expectAll = async (expected: Record<string, string[]>) => expect(await storedOfOthers(emulator)).toEqual(expected);
  await page.goto(deploymentPath(ground));
  await connectWith(page, await emulator.sign({ tokenId: own }));
  await allLoaded(page);
  const form = await fromRow(page, below, /^Edit…/);
  await form.getByRole("combobox", { name: / role$/ }).selectOption({ label: ground.customRole });
  await form.getByRole("button", { name: "Save", exact: true }).click();
  await expect(form).toContainText("Nothing tells whether Astro shows you every grant of a token");
  await expectAll(whole);
  expect(await writes()).toBe(before);
  await form.getByRole("button", { name: "Save all the same" }).click();
  await settled(page);
  const home = { entityType: "DEPLOYMENT", entityId: deploymentId };
  await expectAll({ ...whole, [below.id]: withRole(whole[below.id]!, home, ground.customRole) });
  const again = await fromRow(page, below, /^Edit…/);
  await again.getByRole("combobox", { name: / role$/ }).selectOption({ label: "Deployment Admin" });
  await again.getByRole("button", { name: "Save", exact: true }).click();
  await settled(page);
  await expectAll({ ...whole, [below.id]: withRole(whole[below.id]!, home, "DEPLOYMENT_ADMIN") });
  expect(await writes()).toBe(before + 2);
});

test("Workspace Member: tokens of which Astro shows no role are listed and counted all the same, and each page says so", async ({ page, emulator, watch }) => {
  const { ground } = await prepare(emulator);
  const { workspace } = ground;
  const { id } = await elsewhere<{ id: string }>(emulator, "POST", "/tokens", { name: "only a member", scope: "WORKSPACE", entityId: workspace.id, role: "WORKSPACE_MEMBER" });
  await emulator.switches({ newerContract: false, narrowGrants: true });
  watch.expectStatus(403, "/v1/organizations/*");
  const inside = (await tokensNow(emulator)).filter(({ roles }) => roles.some(({ entityType, entityId }) => entityType === "WORKSPACE" && entityId === workspace.id));
  expect(inside.length).toBeGreaterThan(2);
  await page.goto(workspacePath(ground));
  await connectWith(page, await emulator.sign({ tokenId: id }));
  await allLoaded(page);
  await expect(placeTab(page, "Tokens")).toContainText(String(inside.length));
  await expect(page.getByRole("treeitem", { name: workspace.name })).toContainText(String(inside.length));
  await expect(page.getByText(/Some of them Astro lists without showing you their role\./)).toBeVisible();
  await expect(page.getByText("No token has a role")).toHaveCount(0);
  const links = page.getByRole("table", { name: "API tokens" }).getByRole("link");
  const found = new Set<string>();
  for (const token of inside) {
    await searchField(page).fill(token.id);
    await expect(links).toHaveCount(1);
    await expect(page.getByRole("table", { name: "API tokens" }).getByRole("cell", { name: /^Not shown/ })).toBeVisible();
    found.add((await links.getAttribute("href"))!.split("/").at(-1)!);
  }
  expect(found).toEqual(new Set(inside.map(({ id }) => id)));
  expect(await accessibilityViolations(page)).toEqual([]);
  await links.click();
  await tokenTab(page, "Access").click();
  await expect(page.getByText("Astro shows you none of its roles")).toBeVisible();
  await expect(page.getByText("Astro lists no role of this token on anything.")).toHaveCount(0);
  // What the list no longer has is not kept by an earlier one.
  const gone = inside.find((token) => token.scope === "ORGANIZATION")!;
  await page.goto(workspacePath(ground));
  await allLoaded(page);
  await setRoles(emulator, gone.id, gone.roles.filter(({ entityId }) => entityId !== workspace.id));
  await page.getByRole("button", { name: "Load everything again" }).click();
  await expect(placeTab(page, "Tokens")).toContainText(String(inside.length - 1));
});

test("what is pending, and hidden from the token that goes on, is not taken for done", async ({ page, emulator, signIn, watch }) => {
  const { ground, tokens } = await prepare(emulator);
  const token = tokens.above;
  const before = await stored(emulator, token.id);
  await signIn("Organization Owner", ground.sample.path(token, "/access"));
  await allCounted(page);
  await remove(page, `Workspace ${ground.otherWorkspace.name}`).click();
  await role(page, `Workspace ${ground.workspace.name}`).selectOption({ label: "Workspace Owner" });
  await expect(pending(page)).toContainText("2 pending changes");
  await emulator.switches({ newerContract: false, narrowGrants: true });
  watch.expectStatus(401, "/v1/*");
  watch.expectStatus(403, "/v1/*");
  await rotate(emulator, "Organization Owner");
  await page.getByRole("button", { name: "Reload this token" }).click();
  const again = dialog(page, "Sign in again to go on");
  await tokenField(page).last().fill(emulator.token("Workspace Owner"));
  await again.getByRole("button", { name: "Sign in" }).click();
  await expect(again).toBeHidden();
  await expect(off(page)).toBeVisible();
  await expect(pending(page)).toContainText("2 pending changes");
  await expect(page.getByText(/stands? by now/)).toHaveCount(0);
  expect(await stored(emulator, token.id)).toEqual(before);
});
