// Tokens of one scope in another: add, list, update, remove as the astro CLI has them, each on a token that holds every level
// its home allows, and held against its whole stored set.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, connectButton, organizationOf, tokenIdOf } from "../support/console.ts";
import { add, asSet, deploymentPath, fromRow, fullToken, type Ground, groundOf, setRoles, stored, withRole, workspacePath } from "../support/grants.ts";
import { noMouse, tabTo } from "../support/keyboard.ts";
import { leaks } from "../support/leaks.ts";
import type { Role, StateToken } from "../support/sample.ts";
import { dialog, tokenNow } from "../support/writes.ts";
import type { Emulator } from "../support/emulator.ts";

test.use({ emulatorOptions: { tokens: 700 } });

const send = (page: Page) => dialog(page).getByRole("button", { name: /^(Add token|Change role|Remove from (Workspace|Deployment)|Try again.*|Asking.*)$/ });
const row = (page: Page, token: StateToken) => page.getByRole("table").getByRole("link", { name: new RegExp(`^${token.name}`) });

interface Family {
  command: string;
  scope: "ORGANIZATION" | "WORKSPACE";
  entry: string;
  label: string;
  place: (ground: Ground) => { entityType: string; entityId: string };
  path: (ground: Ground) => string;
  role: string;
  /** As the choice shows it. */
  shown: string;
  /** The one it is changed to: as the choice shows it, and as it is stored. */
  other: (ground: Ground) => [label: string, role: string];
  remove: RegExp;
}

const FAMILIES: Family[] = [
  {
    command: "workspace token organization-token",
    scope: "ORGANIZATION",
    entry: "Add Organization token",
    label: "Workspace role",
    place: ({ workspace }) => ({ entityType: "WORKSPACE", entityId: workspace.id }),
    path: workspacePath,
    role: "WORKSPACE_ACCESSOR",
    shown: "Workspace Accessor",
    other: () => ["Workspace Operator", "WORKSPACE_OPERATOR"],
    remove: /^Remove from this Workspace/,
  },
  {
    command: "deployment token organization-token",
    scope: "ORGANIZATION",
    entry: "Assign Organization token",
    label: "Deployment role",
    place: ({ deployment }) => ({ entityType: "DEPLOYMENT", entityId: deployment.id }),
    path: deploymentPath,
    role: "DEPLOYMENT_ADMIN",
    shown: "Deployment Admin",
    other: ({ customRole }) => [customRole, customRole],
    remove: /^Remove from this Deployment/,
  },
  {
    command: "deployment token workspace-token",
    scope: "WORKSPACE",
    entry: "Assign Workspace token",
    label: "Deployment role",
    place: ({ deployment }) => ({ entityType: "DEPLOYMENT", entityId: deployment.id }),
    path: deploymentPath,
    role: "DEPLOYMENT_ADMIN",
    shown: "Deployment Admin",
    other: ({ customRole }) => [customRole, customRole],
    remove: /^Remove from this Deployment/,
  },
];

const stays = (emulator: Emulator, token: StateToken, set: string[]) => expect.poll(() => stored(emulator, token.id)).toEqual(set);

for (const { command, scope, entry, label, place, path, role, shown, other, remove } of FAMILIES) {
  test(`${command} add, list, update, remove`, async ({ page, emulator, signIn }) => {
    test.setTimeout(60_000);
    const ground = await groundOf(emulator);
    const token = await fullToken(emulator, ground, scope, "every-level");
    const before = asSet(token.roles);
    const here = place(ground);
    await signIn("Organization Owner", path(ground));
    await allLoaded(page);

    await test.step("add", async () => {
      await expect(row(page, token)).toHaveCount(0);
      const form = await add(page, entry);
      await form.getByRole("combobox", { name: /token$/ }).fill(token.id);
      await expect(form.getByRole("combobox", { name: /token$/ })).toHaveValue(token.name);
      await form.getByRole("combobox", { name: label }).selectOption({ label: shown });
      await expect(form.getByRole("tabpanel")).toContainText(`astro ${command} add ${token.id}`);
      await send(page).click();
      await expect(dialog(page)).toBeHidden();
      await stays(emulator, token, withRole(before, here, role));
    });
    await test.step("list", async () => {
      await page.getByRole("searchbox", { name: "Search tokens" }).fill(token.id);
      await expect(row(page, token)).toBeVisible();
      await page.reload();
      await allLoaded(page);
      await expect(row(page, token)).toBeVisible();
    });
    await test.step("update", async () => {
      const [otherLabel, otherRole] = other(ground);
      const form = await fromRow(page, token, /^Change role here/);
      await form.getByRole("combobox", { name: label }).selectOption({ label: otherLabel });
      await expect(form.getByRole("tabpanel")).toContainText(`astro ${command} update ${token.id}`);
      await send(page).click();
      await expect(dialog(page)).toBeHidden();
      await stays(emulator, token, withRole(before, here, otherRole));
      await page.getByRole("button", { name: "Undo" }).last().click();
      await stays(emulator, token, withRole(before, here, role));
    });
    await test.step("remove", async () => {
      await fromRow(page, token, remove);
      await expect(dialog(page).getByRole("tabpanel")).toContainText(`astro ${command} remove ${token.id}`);
      await send(page).click();
      await expect(dialog(page)).toBeHidden();
      await stays(emulator, token, before);
      await expect(row(page, token)).toHaveCount(0);
      await page.getByRole("button", { name: "Undo" }).last().click();
      await stays(emulator, token, withRole(before, here, role));
      await expect(row(page, token)).toBeVisible();
    });
  });
}

/** A token of the Organization with roles in the Workspace, on one of its Deployments, and on Dags there. */
async function branch(emulator: Emulator, ground: Ground): Promise<StateToken> {
  const token = await fullToken(emulator, ground, "ORGANIZATION", "with-a-branch");
  const below: Role[] = [
    { entityType: "WORKSPACE", entityId: ground.workspace.id, role: "WORKSPACE_AUTHOR" },
    { entityType: "DEPLOYMENT", entityId: ground.deployment.id, role: ground.customRole },
    { entityType: "DAG", entityId: "hourly", role: "DAG_VIEWER", deploymentId: ground.deployment.id },
  ];
  await setRoles(emulator, token.id, [...token.roles, ...below]);
  return (await tokenNow(emulator, token.id))!;
}

test("removing from a Workspace drops what is below it, or leaves it, as ticked", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const places = [
    { entityType: "WORKSPACE", entityId: ground.workspace.id },
    { entityType: "DEPLOYMENT", entityId: ground.deployment.id },
    { entityType: "DAG", entityId: "hourly", deploymentId: ground.deployment.id },
  ];
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  await fromRow(page, token, /^Remove from this Workspace/);
  const below = dialog(page).getByRole("checkbox", { name: "Drop its roles on 1 Deployment, 1 Dag as well" });
  await expect(below).toBeChecked();
  await expect(dialog(page).getByText("Removed: hourly on ", { exact: false })).toBeVisible();
  await expect(dialog(page).getByText("1 Dag", { exact: true })).toBeVisible();
  await expect(dialog(page).getByRole("tabpanel")).toContainText("none for Dags");
  await expect(dialog(page).getByRole("tabpanel")).toContainText(`astro deployment token organization-token remove ${token.id}`);
  await below.uncheck();
  await expect(dialog(page).getByText("1 Dag", { exact: true })).toBeHidden();
  await below.check();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, places.reduce((set, place) => withRole(set, place), before));
  await page.getByRole("button", { name: "Undo" }).last().click();
  await stays(emulator, token, before);
  await fromRow(page, token, /^Remove from this Workspace/);
  await below.uncheck();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, places[0]!));
  await page.getByRole("button", { name: "Journal of this session: 3 changes" }).click();
  const entries = dialog(page, "Changes of this session").getByRole("listitem");
  await expect(entries).toHaveCount(3);
  for (const at of [0, 1, 2]) {
    await expect(entries.nth(at)).toContainText(token.name);
    await expect(entries.nth(at).getByText("Done", { exact: true })).toBeVisible();
  }
});

test("as long as tokens are being loaded, or some could not be, the choice says that it may lack some", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const list = `/v1/organizations/${organizationOf(emulator)}/tokens`;
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  await watch.fault({ method: "GET", path: list, delayMs: 4_000, status: 500 });
  await page.getByRole("button", { name: "Load everything again" }).click();
  const form = await add(page, "Add Organization token");
  const field = form.getByRole("combobox", { name: /token$/ });
  await expect(field).toHaveAccessibleDescription(/^Tokens are still being loaded/);
  await expect(field).toHaveAccessibleDescription(/^Some tokens could not be loaded/);
});

test("removing goes by what the token holds now, and not by what was loaded", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const here = { entityType: "DEPLOYMENT", entityId: ground.deployment.id };
  const later = { entityType: "DAG_TAG", entityId: "added-later", deploymentId: ground.deployment.id };
  await signIn("Organization Owner", deploymentPath(ground));
  await allLoaded(page);
  await setRoles(emulator, token.id, [...token.roles, { ...later, role: "DAG_VIEWER" }]);
  await fromRow(page, token, /^Remove from this Deployment/);
  await expect(dialog(page).getByRole("checkbox", { name: "Drop its roles on 1 Dag, 1 Dag tag as well" })).toBeChecked();
  await expect(dialog(page).getByText("Removed: added-later on ", { exact: false })).toBeVisible();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  const hourly = { entityType: "DAG", entityId: "hourly", deploymentId: ground.deployment.id };
  await stays(emulator, token, withRole(withRole(before, here), hourly));
  // Where it can't be read, the dialog says how old its words are.
  await setRoles(emulator, token.id, token.roles);
  await page.reload();
  await allLoaded(page);
  await watch.fault({ method: "GET", path: `/v1/organizations/*/tokens/${token.id}`, status: 500 });
  await fromRow(page, token, /^Remove from this Deployment/);
  await expect(dialog(page).getByText(/^It could not be read just now: this is as it was loaded/)).toBeVisible();
});

test("others: a conflict is asked by name, and what a race lost is named and applied again", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const here = { entityType: "WORKSPACE", entityId: ground.workspace.id };
  const roles = (set: string[]) => set.map((text) => JSON.parse(text) as Role);
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);

  const form = await fromRow(page, token, /^Change role here/);
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_OPERATOR");
  await setRoles(emulator, token.id, roles(withRole(before, here, "WORKSPACE_MEMBER")));
  await send(page).click();
  const choice = form.getByRole("group", { name: `Which role shall stand: Workspace ${ground.workspace.name}?` });
  await expect(choice.getByRole("radio", { name: /^Workspace Member/ })).toBeVisible();
  await expect(send(page)).toHaveAttribute("aria-disabled", "true");
  // Neither looks chosen before one is.
  const unchosen = await choice.getByRole("radio").evaluateAll((radios) => radios.map((radio) => getComputedStyle(radio, "::before").content));
  expect(unchosen).toEqual(["none", "none"]);
  // What is wanted by now is asked about anew.
  await choice.getByRole("radio", { name: /^Workspace Operator/ }).check();
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_ACCESSOR");
  await expect(choice).toHaveCount(0);
  await send(page).click();
  await choice.getByRole("radio", { name: /^Workspace Accessor/ }).check();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, here, "WORKSPACE_ACCESSOR"));

  // Left to the other, and said so.
  await fromRow(page, token, /^Change role here/);
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_AUTHOR");
  await setRoles(emulator, token.id, roles(withRole(before, here, "WORKSPACE_MEMBER")));
  await send(page).click();
  await choice.getByRole("radio", { name: /^Workspace Member/ }).check();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByRole("region", { name: "Notifications" }).getByText(`Left ${token.name} as someone else set it`)).toBeVisible();
  await stays(emulator, token, withRole(before, here, "WORKSPACE_MEMBER"));

  await fromRow(page, token, /^Change role here/);
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_OWNER");
  const path = `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}/roles`;
  await watch.fault({ method: "POST", path, meanwhile: [{ when: "after", method: "POST", path, body: { roles: roles(withRole(before, here)) } }] });
  await send(page).click();
  await expect(form.getByText(`Workspace ${ground.workspace.name}: Workspace Owner was sent, it has no role now.`)).toBeVisible();
  expect(await stored(emulator, token.id)).toEqual(withRole(before, here));
  await form.getByRole("button", { name: "Apply again" }).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, here, "WORKSPACE_OWNER"));
});

test("removing from a Deployment drops its Dags; applying again after a lost race sends what is ticked by then", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  const before = asSet(token.roles);
  const here = { entityType: "DEPLOYMENT", entityId: ground.deployment.id };
  await signIn("Organization Owner", deploymentPath(ground));
  await allLoaded(page);
  await fromRow(page, token, /^Remove from this Deployment/);
  const below = dialog(page).getByRole("checkbox", { name: "Drop its roles on 1 Dag as well" });
  await expect(below).toBeChecked();
  await expect(dialog(page).getByText(/^Last used|^Never used|^Expired/)).toBeVisible();
  const path = `/v1/organizations/${organizationOf(emulator)}/tokens/${token.id}/roles`;
  await watch.fault({ method: "POST", path, meanwhile: [{ when: "after", method: "POST", path, body: { roles: token.roles } }] });
  await send(page).click();
  await expect(dialog(page).getByText("Written, but someone else wrote right after it")).toBeVisible();
  await below.uncheck();
  await dialog(page).getByRole("button", { name: "Apply again" }).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, withRole(before, here));
});

test("a caller below Owner: what leaves its sight leaves the list, without a way back; and the picker says whom it finds", async ({ page, emulator, signIn, watch }) => {
  watch.expectStatus(403, "/v1/organizations/*/tokens");
  watch.expectStatus(403, "/v1/organizations/*/tokens/*");
  const ground = await groundOf(emulator);
  const caller = (await tokenNow(emulator, tokenIdOf(emulator, "Workspace Owner")))!;
  const home = caller.roles.find(({ entityType }) => entityType === "WORKSPACE")!;
  const token = await fullToken(emulator, ground, "ORGANIZATION", "only-here");
  const atHome = token.roles.find(({ entityType }) => entityType === "ORGANIZATION")!;
  await setRoles(emulator, token.id, [atHome, { ...home, role: "WORKSPACE_MEMBER" }]);
  await signIn("Workspace Owner", `/organizations/${ground.sample.organizationId}/workspaces/${home.entityId}`);
  await allLoaded(page);
  await fromRow(page, token, /^Remove from this Workspace/);
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, asSet([atHome]));
  await expect(row(page, token)).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Notifications" })).toContainText("Removed only-here from");
  await expect(page.getByRole("button", { name: "Undo" })).toHaveCount(0);
  const form = await add(page, "Add Organization token");
  const field = form.getByRole("combobox", { name: "Organization token" });
  await expect(field).toHaveAccessibleDescription(/Only tokens that you can see are found/);
  await field.fill(caller.id);
  await expect(form.getByText(/was created here, and has its role here already/)).toBeVisible();
});

test("picking: a pasted value finds its token and is not kept, a token of the wrong home is refused, keys walk the list", async ({ page, emulator, signIn, watch }) => {
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "every-level");
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  const form = await add(page, "Add Organization token");
  const field = form.getByRole("combobox", { name: /token$/ });
  const value = emulator.token("Organization Member");
  await field.fill(`Bearer ${value}`);
  const member = (await tokenNow(emulator, tokenIdOf(emulator, "Organization Member")))!;
  await expect(field).toHaveValue(member.name);
  // What came of one token is not taken for what came of the next.
  await watch.fault({ method: "POST", path: `/v1/organizations/*/tokens/${member.id}/roles`, status: 403 });
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_ACCESSOR");
  await send(page).click();
  await expect(form.getByText("The role is not saved", { exact: true })).toBeVisible();
  await field.fill(token.id);
  await expect(form.getByText("The role is not saved", { exact: true })).toBeHidden();
  await field.fill(`Bearer ${value}`);
  await expect(field).toHaveValue(member.name);
  expect(await leaks(value, { page, watch, emulator, signedIn: true })).toEqual([]);

  await field.fill(tokenIdOf(emulator, "Deployment Admin"));
  await expect(form.getByText(/can’t be given a role here/)).toBeVisible();
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(send(page)).toHaveAttribute("aria-disabled", "true");

  await field.fill("every");
  const list = page.getByRole("listbox", { name: "Organization token" });
  await expect(list.getByRole("option")).toHaveCount(1);
  await field.fill("");
  await expect(list.getByRole("option")).toHaveCount(40);
  await expect(page.getByText(/^40 options, \d+ more: type to narrow$/).first()).toBeVisible();
  const active = list.locator("[aria-selected=true]");
  const isActive = async (index: number) => {
    await expect(active).toHaveCount(1);
    const id = await list.getByRole("option").nth(index).getAttribute("id");
    await expect(field).toHaveAttribute("aria-activedescendant", id!);
    await expect(active).toBeInViewport();
  };
  await field.press("ArrowDown");
  await isActive(0);
  await field.press("ArrowUp");
  await isActive(39);
  await field.press("Home");
  await isActive(0);
  await field.press("End");
  await isActive(39);
  await field.press("Escape");
  await expect(list).toBeHidden();
  await expect(form).toBeVisible();
  await expect(field).toHaveAttribute("aria-expanded", "false");
  await field.fill(token.description);
  await field.press("ArrowDown");
  await field.press("Enter");
  await expect(field).toHaveValue(token.name);
  await expect(list).toBeHidden();
});

test("by keyboard alone: add, change, remove", async ({ page, emulator }) => {
  test.setTimeout(60_000);
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "ORGANIZATION", "every-level");
  const before = asSet(token.roles);
  const here = { entityType: "WORKSPACE", entityId: ground.workspace.id };
  const pickFromRow = async (entry: RegExp) => {
    await tabTo(page, /^Search tokens$/);
    await page.keyboard.press("Control+a");
    await page.keyboard.type(token.id);
    await tabTo(page, new RegExp(`^Actions for ${token.name}`));
    await page.keyboard.press("Enter");
    await tabTo(page, entry, "ArrowDown");
    await page.keyboard.press("Enter");
    await expect(dialog(page)).toBeVisible();
  };
  await noMouse(page);
  await page.goto(workspacePath(ground));
  await page.getByRole("textbox", { name: "API token" }).fill(emulator.token("Organization Owner"));
  await expect(connectButton(page)).toBeEnabled();
  await page.keyboard.press("Enter");
  await allLoaded(page);

  await tabTo(page, /^More ways to add$/);
  await page.keyboard.press("Enter");
  await tabTo(page, /^Add Organization token/, "ArrowDown");
  await page.keyboard.press("Enter");
  await expect(dialog(page).getByRole("combobox", { name: "Organization token" })).toBeFocused();
  await page.keyboard.type("every-l");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await tabTo(page, /^Workspace role$/);
  await page.keyboard.type("Workspace Me");
  await tabTo(page, /^Add token$/);
  await page.keyboard.press("Enter");
  await stays(emulator, token, withRole(before, here, "WORKSPACE_MEMBER"));
  await expect(dialog(page)).toBeHidden();

  await pickFromRow(/^Change role here/);
  await tabTo(page, /^Workspace role$/);
  await page.keyboard.type("Workspace Au");
  await tabTo(page, /^Change role$/);
  await page.keyboard.press("Enter");
  await stays(emulator, token, withRole(before, here, "WORKSPACE_AUTHOR"));
  await expect(dialog(page)).toBeHidden();

  await pickFromRow(/^Remove from this Workspace/);
  await tabTo(page, /^Remove from Workspace$/);
  await page.keyboard.press("Enter");
  await stays(emulator, token, before);
  await expect(dialog(page)).toBeHidden();
});

test("axe: each dialog, and the open list", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const token = await branch(emulator, ground);
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  const form = await add(page, "Add Organization token");
  await form.getByRole("combobox", { name: /token$/ }).press("ArrowDown");
  await expect(page.getByRole("listbox")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await form.getByRole("combobox", { name: /token$/ }).fill(token.id);
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_MEMBER");
  expect(await accessibilityViolations(page)).toEqual([]);
  await form.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(dialog(page)).toBeHidden();
  await fromRow(page, token, /^Remove from this Workspace/);
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("one's own role here takes an extra step, and its home is where a token is deleted", async ({ page, emulator, signIn, watch }) => {
  watch.expectStatus(403, "/v1/organizations/*/tokens");
  const ground = await groundOf(emulator);
  const caller = (await tokenNow(emulator, tokenIdOf(emulator, "Workspace Owner")))!;
  const home = caller.roles.find(({ entityType }) => entityType === "WORKSPACE")!;
  const workspace = ground.sample.workspaces.find(({ id }) => id === home.entityId)!;
  const inside = ground.sample.deployments.find(({ workspaceId }) => workspaceId === workspace.id)!;
  await setRoles(emulator, caller.id, [...caller.roles.filter(({ entityId }) => entityId !== inside.id), { entityType: "DEPLOYMENT", entityId: inside.id, role: "DEPLOYMENT_ADMIN" }]);
  const before = await stored(emulator, caller.id);
  await signIn("Workspace Owner", `/organizations/${ground.sample.organizationId}/deployments/${inside.id}`);
  await allLoaded(page);
  await fromRow(page, caller, /^Remove from this Deployment/);
  await send(page).click({ force: true });
  expect(await stored(emulator, caller.id)).toEqual(before);
  await dialog(page).getByRole("checkbox", { name: "I understand what follows" }).check();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, caller, withRole(before, { entityType: "DEPLOYMENT", entityId: inside.id }));
  await page.goto(`/organizations/${ground.sample.organizationId}/workspaces/${workspace.id}`);
  await allLoaded(page);
  await page.getByRole("searchbox", { name: "Search tokens" }).fill(caller.id);
  await page.getByRole("button", { name: `Actions for ${caller.name}, …${caller.shortToken}` }).click();
  await expect(page.getByRole("menuitem", { name: "Delete…" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: /^Remove from/ })).toHaveCount(0);
});
