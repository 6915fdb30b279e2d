// What the page of a Workspace or Deployment must show, worked out from the emulator's state by rules written down a second
// time: who has a role there, where it comes from, who can act there, and who may create there.

import { expect, type Locator, type Page } from "@playwright/test";
import { rows } from "./console.ts";
import type { Emulator } from "./emulator.ts";
import { type ApiToken, type Here, homeGrant, isExpired, type Organization, rolesHere } from "./expected-order.ts";

export const pathOf = (organizationId: string, here: Here): string =>
  `organizations/${organizationId}/${here.entityType === "WORKSPACE" ? "workspaces" : "deployments"}/${here.entityId}`;

/** Tokens with a role on the place itself. */
export const tokensOf = (all: Organization, here: Here): ApiToken[] => all.tokens.filter((token) => rolesHere(token, here).length > 0);

export const isOwn = (token: ApiToken, here: Here): boolean => token.scope === here.entityType && homeGrant(token)?.entityId === here.entityId;

/** Whether it has a role there, held or implied. */
export function reaches(token: ApiToken, here: Here, all: Organization): boolean {
  const workspace = here.entityType === "WORKSPACE" ? undefined : all.deployments.get(here.entityId)?.workspaceId;
  return (
    rolesHere(token, here).length > 0 ||
    token.roles.some(({ role }) => role === "ORGANIZATION_OWNER") ||
    token.roles.some(({ entityType, entityId, role }) => entityType === "WORKSPACE" && entityId === workspace && role !== "WORKSPACE_ACCESSOR")
  );
}

/** “9 tokens can act here, 2 of them from above” */
export function canAct(all: Organization, here: Here): string {
  const acting = all.tokens.filter((token) => !isExpired(token, all.now) && Date.parse(token.startAt) <= all.now && reaches(token, here, all));
  const above = acting.filter((token) => rolesHere(token, here).length === 0).length;
  return `${acting.length} ${acting.length === 1 ? "token" : "tokens"} can act here${above === 0 ? "" : `, ${above} of them from above`}`;
}

/** “5 created here, 3 assigned from the Organization” */
export function origins(tokens: ApiToken[], here: Here): string {
  const own = tokens.filter((token) => isOwn(token, here));
  const from = (scope: string) => tokens.filter((token) => !isOwn(token, here) && token.scope === scope);
  return [
    [own.length, "created here"],
    [from("WORKSPACE").length, "assigned from the Workspace"],
    [from("ORGANIZATION").length, "assigned from the Organization"],
  ]
    .filter(([count]) => count !== 0)
    .map(([count, words]) => `${count} ${words}`)
    .join(", ");
}

const SCOPES: Record<string, string> = { ORGANIZATION: "Organization", WORKSPACE: "Workspace", DEPLOYMENT: "Deployment" };
const LABELS: Record<string, string> = {
  WORKSPACE_OWNER: "Owner",
  WORKSPACE_OPERATOR: "Operator",
  WORKSPACE_AUTHOR: "Author",
  WORKSPACE_MEMBER: "Member",
  WORKSPACE_ACCESSOR: "Accessor",
  DEPLOYMENT_ADMIN: "Admin",
};

const KINDS: Record<string, string[]> = { STANDARD: [], DIRECT_ACCESS: ["Direct Access"] };

/** Every row in the document says of its token what the emulator holds: short token, ID, description, kind, origin, roles there, creator. */
export async function expectCells(page: Page, all: Organization, here: Here): Promise<void> {
  const found = await rows(page).evaluateAll((all) =>
    all.map((row) => {
      const text = (label: string): string[] => [...row.querySelectorAll<HTMLElement>(`[data-label="${label}"] .cell > *`)].map((line) => line.innerText.trim());
      const link = row.querySelector<HTMLAnchorElement>("th a[href]")!;
      return {
        id: link.pathname.split("/").at(-1)!,
        ids: row.querySelector<HTMLElement>("th .cell > :nth-child(2)")!.innerText.trim(),
        description: row.querySelector<HTMLElement>("th .cell__about")?.textContent ?? "",
        // What is usual has no words of its own.
        kind: [...row.querySelectorAll<HTMLElement>("th .cell__name .badge")].map((badge) => badge.innerText.trim()).filter((words) => words !== "You"),
        origin: text("Origin"),
        role: text("Role")[0],
        created: row.querySelector("[data-label=Created] time")!.getAttribute("datetime"),
        // Exact on hover, and to a screen reader, which hears the age as well.
        exact: [...row.querySelectorAll<HTMLElement>("time")].map((time) => time.title !== "" && time.querySelector(".vh")!.textContent!.endsWith(time.title)),
        age: /ago|just now/i.test(text("Created")[0]!),
        used: row.querySelector("[data-label='Last used'] time")?.getAttribute("datetime")?.slice(0, 19) ?? text("Last used")[0],
        expires: row.querySelector("[data-label=Expires] time")?.getAttribute("datetime")?.slice(0, 19) ?? text("Expires")[1],
        by: text("Created")[1],
      };
    }),
  );
  expect(found.length).toBeGreaterThan(0);
  for (const row of found) {
    const token = all.tokens.find(({ id }) => id === row.id)!;
    const by = token.createdBy;
    expect(row).toEqual({
      id: token.id,
      ids: `…${token.shortToken} ${token.id}`,
      description: token.description,
      kind: KINDS[token.kind],
      origin: isOwn(token, here) ? [`This ${SCOPES[here.entityType]}`, "Created here"] : [SCOPES[token.scope], "Assigned"],
      role: rolesHere(token, here).map((role) => LABELS[role] ?? role).join(", "),
      created: expect.stringContaining(token.createdAt.slice(0, 19)),
      exact: row.exact.map(() => true),
      age: true,
      used: token.lastUsedAt?.slice(0, 19) ?? "Never",
      expires: Date.parse(token.startAt) > all.now ? expect.stringMatching(/^starts /) : (token.endAt?.slice(0, 19) ?? "no end date"),
      by: by ? by.fullName || by.apiTokenName || by.username || by.id : "",
    });
  }
}

/** The status that Astro answers to this caller who creates a token there. The token stays. */
export async function creates(emulator: Emulator, value: string, organizationId: string, here: Here): Promise<number> {
  const role = here.entityType === "WORKSPACE" ? "WORKSPACE_MEMBER" : "DEPLOYMENT_ADMIN";
  const answer = await fetch(`${emulator.api}/organizations/${organizationId}/tokens`, {
    method: "POST",
    headers: { authorization: `Bearer ${value}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "tried", scope: here.entityType, entityId: here.entityId, role }),
  });
  return answer.status;
}

export const addButton = (page: Page): Locator => page.getByRole("main").getByRole("button", { name: "Add token", exact: true });
export const placeTab = (page: Page, name: "Tokens" | "Deployments"): Locator =>
  page.getByRole("navigation", { name: "Workspace" }).getByRole("link", { name: new RegExp(`^${name}`) });
/** Picks one of a combobox by its id, which chooses it at once. */
export async function pickById(form: Locator, name: string, id: string, shown: string): Promise<void> {
  const field = form.getByRole("combobox", { name, exact: true });
  await field.fill(id);
  await expect(field).toHaveValue(shown);
}
