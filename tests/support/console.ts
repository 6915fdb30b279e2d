// What a person finds on the console's pages, by role and name, and what the specs of several places need of the API.

import { expect, type Locator, type Page } from "@playwright/test";
import type { Emulator } from "./emulator.ts";

/** The field of the sign-in page. */
export const tokenField = (page: Page): Locator => page.getByRole("textbox", { name: "API token" });
export const connectButton = (page: Page): Locator => page.getByRole("button", { name: "Connect", exact: true });
export const table = (page: Page): Locator => page.getByRole("table", { name: "API tokens" });
export const searchField = (page: Page): Locator => page.getByRole("searchbox", { name: "Search tokens" });
/** Rows in the document; the windowed table has gaps besides. */
export const rows = (page: Page): Locator => table(page).locator("tbody tr[aria-rowindex]");
export const heading = (page: Page, name?: string | RegExp): Locator =>
  page.getByRole("heading", { level: 1, ...(name === undefined ? {} : { name }) });
/** A tab of the token page. */
export const tokenTab = (page: Page, name: "Overview" | "Access"): Locator =>
  page.getByRole("navigation", { name: "Token" }).getByRole("link", { name: new RegExp(`^${name}`) });
export const signOutButton = (page: Page): Locator => page.getByRole("button", { name: "Sign out", exact: true });

/** Pastes a value on the sign-in page as it stands, and connects. */
export async function connectWith(page: Page, value: string): Promise<void> {
  await tokenField(page).fill(value);
  await connectButton(page).click();
}

/** Waits until every list of the inventory was read. `waitFor` looks more often than an expectation does. */
export async function allLoaded(page: Page): Promise<void> {
  await page.getByText(/^Loaded /).waitFor({ timeout: 60_000 });
}

/** The same on a page that has no list: the counts of the sidebar show once nothing is being read, which a rotation would refuse. */
export async function allCounted(page: Page): Promise<void> {
  await expect(page.getByRole("treeitem").first()).toHaveText(/\d$/, { timeout: 25_000 });
}

/** What a token says of itself. */
export interface Claims {
  apiTokenId?: string;
  permissions?: string[];
  exp?: number;
}

export function claimsOf(value: string): Claims {
  return JSON.parse(Buffer.from(value.split(".")[1]!, "base64url").toString()) as Claims;
}

/** Id of the sample Organization. */
export function organizationOf(emulator: Emulator): string {
  const prefix = "organizationId:";
  const permission = claimsOf(emulator.token("Organization Owner")).permissions?.find((text) => text.startsWith(prefix));
  if (!permission) throw new Error("the Organization Owner's token names no Organization");
  return permission.slice(prefix.length);
}

/** Id of the token that the emulator prints under this name. */
export function tokenIdOf(emulator: Emulator, name: string): string {
  const id = claimsOf(emulator.token(name)).apiTokenId;
  if (!id) throw new Error(`"${name}" is not an API token`);
  return id;
}

/** Ends what was pasted: from now on only a new value works. */
export async function rotate(emulator: Emulator, name: string): Promise<void> {
  const path = `/organizations/${organizationOf(emulator)}/tokens/${tokenIdOf(emulator, name)}/rotate`;
  const answer = await fetch(`${emulator.api}${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${emulator.token("Organization Owner")}` },
  });
  expect(answer.status).toBe(200);
}

/** Addresses of the places of the sample Organization, below the base of the page. */
export interface Places {
  tokens: string;
  token: string;
  access: string;
  workspace: string;
  deployment: string;
}

export async function placesOf(emulator: Emulator): Promise<Places> {
  const owner = emulator.token("Organization Owner");
  const organization = `/organizations/${organizationOf(emulator)}`;
  const first = async (list: "workspaces" | "deployments") => {
    const answer = await emulator.call<Record<string, { id: string }[]>>(owner, `${organization}/${list}?limit=1&sorts=name:asc`);
    return answer[list]![0]!.id;
  };
  const token = `${organization}/tokens/${tokenIdOf(emulator, "Workspace Owner")}`;
  return {
    tokens: `${organization}/tokens`,
    token,
    access: `${token}/access`,
    workspace: `${organization}/workspaces/${await first("workspaces")}`,
    deployment: `${organization}/deployments/${await first("deployments")}`,
  };
}

/** Path and query in the address bar. */
export const target = (page: Page): string => {
  const { pathname, search } = new URL(page.url());
  return pathname + search;
};
