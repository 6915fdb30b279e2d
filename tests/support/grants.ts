// Tokens that hold every level of grant which their home allows, and one of a type that this console does not know; and the
// whole stored set, to compare before and after.

import { expect, type Locator, type Page } from "@playwright/test";
import type { Emulator } from "./emulator.ts";
import { placeOf } from "./access.ts";
import { organizationOf } from "./console.ts";
import { pickById } from "./place.ts";
import { type Place, type Role, Sample, type StateToken } from "./sample.ts";
import { dialog, tokenNow, tokensNow } from "./writes.ts";

/** One call of the API as the Organization Owner, past the page. */
export async function elsewhere<T>(emulator: Emulator, method: string, path: string, body?: unknown): Promise<T> {
  const answer = await fetch(`${emulator.api}/organizations/${organizationOf(emulator)}${path}`, {
    method,
    headers: { authorization: `Bearer ${emulator.token("Organization Owner")}`, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  expect(answer.ok, `${method} ${path} answered ${answer.status}`).toBe(true);
  return (answer.status === 204 ? undefined : await answer.json()) as T;
}

export const setRoles = (emulator: Emulator, token: string, roles: Role[]): Promise<unknown> => elsewhere(emulator, "POST", `/tokens/${token}/roles`, { roles });

/** Where the specs of grants act: a Workspace with two Deployments, another Workspace with one, and a custom role. */
export interface Ground {
  sample: Sample;
  workspace: Place;
  deployment: Place;
  sibling: Place;
  otherWorkspace: Place;
  otherDeployment: Place;
  customRole: string;
}

/** A custom role for Deployments. */
export interface CustomRole {
  name: string;
  scopeType: string;
  restrictedWorkspaceIds?: string[];
}

export async function customRoles(emulator: Emulator): Promise<CustomRole[]> {
  const { roles } = await elsewhere<{ roles: CustomRole[] }>(emulator, "GET", "/roles?limit=1000");
  return roles.filter(({ scopeType }) => scopeType === "DEPLOYMENT");
}

/** Whether it can be given in that Workspace. */
export const isUsable = ({ restrictedWorkspaceIds: only }: CustomRole, workspaceId: string): boolean => !only?.length || only.includes(workspaceId);

/** A custom role that some Workspaces have for themselves, with a Deployment inside one of them and one outside. */
export async function restrictedRole(emulator: Emulator, { deployments }: Sample): Promise<{ name: string; inside: Place; outside: Place }> {
  const restricted = (await customRoles(emulator)).find(({ restrictedWorkspaceIds: only }) => only?.length);
  const inside = deployments.find(({ workspaceId }) => restricted && isUsable(restricted, workspaceId!));
  const outside = deployments.find(({ workspaceId }) => restricted && !isUsable(restricted, workspaceId!));
  if (!restricted || !inside || !outside) throw new Error("the sample has no restricted role with a Deployment inside and one outside");
  return { name: restricted.name, inside, outside };
}

export async function groundOf(emulator: Emulator): Promise<Ground> {
  const sample = await Sample.read(emulator);
  const inside = (workspace: Place) => sample.deployments.filter(({ workspaceId }) => workspaceId === workspace.id);
  const workspace = sample.workspaces.find((place) => inside(place).length > 1);
  const otherWorkspace = sample.workspaces.find((place) => place !== workspace && inside(place).length > 0);
  if (!workspace || !otherWorkspace) throw new Error("the sample has no two Workspaces with Deployments");
  const custom = (await customRoles(emulator)).find(({ restrictedWorkspaceIds: only }) => !only?.length);
  if (!custom) throw new Error("the sample has no custom role for every Deployment");
  const [deployment, sibling] = inside(workspace);
  return { sample, workspace, deployment: deployment!, sibling: sibling!, otherWorkspace, otherDeployment: inside(otherWorkspace)[0]!, customRole: custom.name };
}

/** The same in Workspaces that are known by name: Growth analytics, and Finance marts as the other. */
export async function growthGround(emulator: Emulator): Promise<Ground> {
  const found = await groundOf(emulator);
  const place = (kind: "workspaces" | "deployments", name: string, workspace?: string) => {
    const id = placeOf(found.sample, kind, name, workspace);
    return found.sample[kind].find((place) => place.id === id)!;
  };
  const workspace = place("workspaces", "Growth analytics");
  const otherWorkspace = place("workspaces", "Finance marts");
  return {
    ...found,
    workspace,
    deployment: place("deployments", "attribution", workspace.id),
    sibling: place("deployments", "ad-spend", workspace.id),
    otherWorkspace,
    otherDeployment: found.sample.deployments.find(({ workspaceId }) => workspaceId === otherWorkspace.id)!,
  };
}

export type HomeScope = "ORGANIZATION" | "WORKSPACE" | "DEPLOYMENT";

/**
 * A new token of the Organization, of `ground.workspace` or of `ground.deployment`, with every level that its home allows: above a
 * Deployment elsewhere than on `ground.workspace` and `ground.deployment`.
 */
export async function fullToken(emulator: Emulator, ground: Ground, scope: HomeScope, name: string): Promise<StateToken> {
  await emulator.switches({ newerContract: true });
  const homes = {
    ORGANIZATION: { entityId: ground.sample.organizationId, role: "ORGANIZATION_MEMBER", near: ground.otherDeployment.id },
    WORKSPACE: { entityId: ground.workspace.id, role: "WORKSPACE_MEMBER", near: ground.sibling.id },
    DEPLOYMENT: { entityId: ground.deployment.id, role: "DEPLOYMENT_ADMIN", near: ground.deployment.id },
  };
  const { entityId, role, near } = homes[scope];
  const { id } = await elsewhere<{ id: string }>(emulator, "POST", "/tokens", { name, description: "holds every level", scope, role, ...(scope === "ORGANIZATION" ? {} : { entityId }) });
  const roles: Role[] = [
    { entityType: scope, entityId, role },
    ...(scope === "ORGANIZATION" ? [{ entityType: "WORKSPACE", entityId: ground.otherWorkspace.id, role: "WORKSPACE_ACCESSOR" }] : []),
    ...(scope === "DEPLOYMENT" ? [] : [{ entityType: "DEPLOYMENT", entityId: near, role: ground.customRole }]),
    { entityType: "DAG", entityId: "daily", role: "DAG_AUTHOR", deploymentId: near },
    { entityType: "DAG_TAG", entityId: "finance", role: "DAG_VIEWER", deploymentId: near },
    { entityType: "CLUSTER", entityId: "shared-eu", role: "CLUSTER_OPERATOR" },
  ];
  await setRoles(emulator, id, roles);
  return (await tokenNow(emulator, id))!;
}

/** A token of the Organization with roles in the Workspace, on one of its Deployments, and on Dags there. */
export async function branch(emulator: Emulator, ground: Ground): Promise<StateToken> {
  const token = await fullToken(emulator, ground, "ORGANIZATION", "with-a-branch");
  const below: Role[] = [
    { entityType: "WORKSPACE", entityId: ground.workspace.id, role: "WORKSPACE_AUTHOR" },
    { entityType: "DEPLOYMENT", entityId: ground.deployment.id, role: ground.customRole },
    { entityType: "DAG", entityId: "hourly", role: "DAG_VIEWER", deploymentId: ground.deployment.id },
  ];
  await setRoles(emulator, token.id, [...token.roles, ...below]);
  return (await tokenNow(emulator, token.id))!;
}

/** The whole stored set, in one order. */
export async function stored(emulator: Emulator, id: string): Promise<string[]> {
  const token = await tokenNow(emulator, id);
  return asSet(token!.roles);
}

/** The whole stored set becomes this one. */
export const stays = (emulator: Emulator, token: { id: string }, set: string[]): Promise<void> => expect.poll(() => stored(emulator, token.id)).toEqual(set);

/** The whole stored sets of all tokens but these, by id. */
export async function storedOfOthers(emulator: Emulator, ...but: string[]): Promise<Record<string, string[]>> {
  const others = (await tokensNow(emulator)).filter(({ id }) => !but.includes(id));
  return Object.fromEntries(others.map(({ id, roles }) => [id, asSet(roles)]));
}

/** Each grant with all its fields, whatever their order. */
export const asSet = (roles: Role[]): string[] => roles.map((role) => JSON.stringify(Object.fromEntries(Object.entries(role).sort()))).sort();

/** A set as it is sent. */
export const rolesOf = (set: string[]): Role[] => set.map((text) => JSON.parse(text) as Role);

/** The set with this role there, in place of whatever is held there; without a role, with none. */
export function withRole(set: string[], place: { entityType: string; entityId: string; deploymentId?: string }, role?: string): string[] {
  const others = rolesOf(set).filter(({ entityType, entityId, deploymentId }) => entityType !== place.entityType || entityId !== place.entityId || deploymentId !== place.deploymentId);
  return asSet(role === undefined ? others : [...others, { entityType: place.entityType, entityId: place.entityId, role, ...(place.deploymentId ? { deploymentId: place.deploymentId } : {}) }]);
}

export const workspacePath = (ground: Ground): string => `/organizations/${ground.sample.organizationId}/workspaces/${ground.workspace.id}`;
export const deploymentPath = (ground: Ground): string => `/organizations/${ground.sample.organizationId}/deployments/${ground.deployment.id}`;

/** The row of a token, by its name. */
export const tokenRow = (page: Page, token: StateToken): Locator => page.getByRole("table").getByRole("link", { name: new RegExp(`^${token.name}`) });

/** The button that saves what a dialog of these has. */
export const send = (page: Page): Locator => dialog(page).getByRole("button", { name: /^(Add token|Change role|Remove from (Workspace|Deployment)|Try again.*|Asking.*)$/ });

/** Opens an entry of the Add menu in the head of the page. */
export async function add(page: Page, entry: string): Promise<Locator> {
  await page.getByRole("button", { name: "More ways to add" }).click();
  await page.getByRole("menuitem", { name: entry }).click();
  const form = dialog(page, /^Add an? .* token to /);
  await expect(form.getByRole("combobox", { name: /token$/ })).toBeFocused();
  return form;
}

/** Opens an entry of the menu of a token's row. */
export async function fromRow(page: Page, token: StateToken, entry: RegExp): Promise<Locator> {
  await page.getByRole("searchbox", { name: "Search tokens" }).fill(token.id);
  await page.getByRole("button", { name: `Actions for ${token.name}, …${token.shortToken}` }).click();
  await page.getByRole("menuitem", { name: entry }).click();
  await expect(dialog(page)).toBeVisible();
  return dialog(page);
}

export type Level = "Workspace" | "Deployment" | "Dags by ID" | "Dags by tag";

/** Chooses further grants of a new token. `place`: none where the home is the only one. `ids`: of Dags, or tags. */
export async function addFurther(form: Locator, level: Level, place: Place | undefined, label: string, ids?: string): Promise<void> {
  const open = form.getByRole("button", { name: "Give it further grants…" });
  if (await open.isVisible()) await open.click();
  await form.getByRole("group", { name: "On what" }).getByRole("radio", { name: level, exact: true }).check();
  if (place) await pickById(form, level === "Workspace" ? "Workspace" : "Deployment", place.id, place.name);
  if (ids !== undefined) await form.getByRole("textbox", { name: /^Dag (IDs|tags)$/ }).fill(ids);
  await form.getByRole("combobox", { name: "Further role" }).selectOption({ label });
  await form.getByRole("button", { name: "Add this grant" }).click();
}
