// What the list must show, computed from the emulator's own state and by rules written down a second time: the order
// by each column, and what the counts count.

import type { Emulator, Readable } from "./emulator.ts";

export interface Grant {
  entityType: string;
  entityId: string;
  role: string;
  deploymentId?: string;
}

export interface ApiToken {
  id: string;
  name: string;
  description: string;
  kind: string;
  scope: string;
  shortToken: string;
  startAt: string;
  endAt?: string;
  lastUsedAt?: string;
  lastRotatedAt?: string;
  createdAt: string;
  createdBy?: { id?: string; fullName?: string; apiTokenName?: string; username?: string };
  roles: Grant[];
}

export interface Organization {
  now: number;
  tokens: ApiToken[];
  organizations: Map<string, string>;
  workspaces: Map<string, string>;
  deployments: Map<string, { name: string; workspaceId: string }>;
}

/** Grants on anything else are held, but sent only under the switch `newerContract`. */
const LEVELS = ["ORGANIZATION", "WORKSPACE", "DEPLOYMENT", "DAG", "DAG_TAG"];

interface Page {
  totalCount: number;
  workspaces?: { id: string; name: string }[];
  deployments?: { id: string; name: string; workspaceId: string }[];
}

/** What the token that is printed under this name may read, and who it is. */
export async function callerOf(emulator: Emulator, name: string): Promise<Readable> {
  const [, claims] = emulator.token(name).split(".");
  const { apiTokenId } = JSON.parse(Buffer.from(claims!, "base64url").toString()) as { apiTokenId: string };
  return emulator.readable({ tokenId: apiTokenId });
}

/** Everything that the holder of `owner` may read. */
export async function organization(emulator: Emulator, owner: string): Promise<Organization> {
  const state = await emulator.control<{
    now: string;
    organizations: { id: string; name: string }[];
    tokens: (ApiToken & { organizationId: string })[];
  }>("GET", "state");
  const { organizationId } = await callerOf(emulator, owner);
  const value = emulator.token(owner);
  const all = async (what: "workspaces" | "deployments"): Promise<Page> =>
    emulator.call<Page>(value, `/organizations/${organizationId}/${what}?limit=1000`);
  const [{ workspaces = [] }, { deployments = [] }] = await Promise.all([all("workspaces"), all("deployments")]);
  return {
    now: Date.parse(state.now),
    tokens: state.tokens
      .filter((token) => token.organizationId === organizationId)
      .map((token) => ({ ...token, roles: token.roles.filter((grant) => LEVELS.includes(grant.entityType)) })),
    organizations: new Map(state.organizations.map(({ id, name }) => [id, name])),
    workspaces: new Map(workspaces.map(({ id, name }) => [id, name])),
    deployments: new Map(deployments.map(({ id, name, workspaceId }) => [id, { name, workspaceId }])),
  };
}

const ROLES = [
  "ORGANIZATION_OWNER", "ORGANIZATION_OBSERVE_ADMIN", "ORGANIZATION_OBSERVE_MEMBER", "ORGANIZATION_BILLING_ADMIN", "ORGANIZATION_MEMBER",
  "WORKSPACE_OWNER", "WORKSPACE_OPERATOR", "WORKSPACE_AUTHOR", "WORKSPACE_MEMBER", "WORKSPACE_ACCESSOR",
  "DEPLOYMENT_ADMIN", "DAG_AUTHOR", "DAG_VIEWER",
];

/** The grant that tells the home, as long as there is only one entity at the level of the scope. */
export function homeGrant(token: ApiToken): Grant | undefined {
  const atHome = token.roles.filter((grant) => grant.entityType === token.scope);
  if (new Set(atHome.map((grant) => grant.entityId)).size !== 1) return undefined;
  return atHome.toSorted((one, other) => (one.role < other.role ? -1 : 1))[0];
}

const lower = (text: string): string => Array.from(text, (letter) => letter.toLowerCase()).join("");
const instant = (text: string | undefined, absent: number): number => (text === undefined ? absent : Date.parse(text));

type Key = [number, string];

/** The place whose list it is: there a role is the most senior one that is held there. */
export interface Here {
  entityType: "WORKSPACE" | "DEPLOYMENT";
  entityId: string;
}

export const rolesHere = (token: ApiToken, here: Here): string[] =>
  token.roles
    .filter(({ entityType, entityId }) => entityType === here.entityType && entityId === here.entityId)
    .map(({ role }) => role)
    .toSorted((one, other) => roleKey(one)[0] - roleKey(other)[0] || byText(one, other));

const roleKey = (role: string): Key => (ROLES.includes(role) ? [ROLES.indexOf(role), ""] : [ROLES.length, lower(role)]);

function keyOf(column: string, token: ApiToken, { organizations, workspaces, deployments }: Organization, here?: Here): Key {
  const home = homeGrant(token);
  switch (column) {
    case "Token":
      return [0, lower(token.name)];
    case "Scope": {
      const level = ["ORGANIZATION", "WORKSPACE", "DEPLOYMENT"].indexOf(token.scope);
      if (!home) return [level, ""];
      const workspace = (id: string): string => lower(workspaces.get(id) ?? id);
      if (level === 0) return [level, lower(organizations.get(home.entityId) ?? home.entityId)];
      if (level === 1) return [level, workspace(home.entityId)];
      const deployment = deployments.get(home.entityId);
      return [level, `${deployment ? workspace(deployment.workspaceId) : ""}\t${lower(deployment?.name ?? home.entityId)}`];
    }
    case "Role": {
      const role = here ? rolesHere(token, here)[0] : home?.role;
      return role === undefined ? [Infinity, ""] : roleKey(role);
    }
    case "Last used":
      return [instant(token.lastUsedAt, -Infinity), ""];
    case "Expires":
      return [instant(token.endAt, Infinity), ""];
    case "Created":
      return [instant(token.createdAt, 0), ""];
    case "ID":
      return [0, token.id];
    case "Description":
      return [0, lower(token.description)];
    case "Kind":
      return [0, lower(token.kind)];
    case "Other grants":
      return [token.roles.length - (home ? 1 : 0), ""];
    case "Last rotated":
      return [instant(token.lastRotatedAt, -Infinity), ""];
    case "Created by": {
      const by = token.createdBy;
      return by ? [0, lower(by.fullName || by.apiTokenName || by.username || (by.id ?? ""))] : [1, ""];
    }
    default:
      throw new Error(`no column ${column}`);
  }
}

const byText = (one: string, other: string): number => Buffer.compare(Buffer.from(one), Buffer.from(other));

/** Ids in the order by a column; ties by id, whichever way round. */
export function ordered(all: Organization, tokens: ApiToken[], column: string, descending: boolean, here?: Here): string[] {
  const keyed = tokens.map((token) => ({ id: token.id, key: keyOf(column, token, all, here) }));
  const sign = descending ? -1 : 1;
  const byNumber = (one: number, other: number): number => (one === other ? 0 : one < other ? -1 : 1);
  return keyed
    .sort((one, other) => sign * (byNumber(one.key[0], other.key[0]) || byText(one.key[1], other.key[1])) || byText(one.id, other.id))
    .map(({ id }) => id);
}

const DAY = 24 * 60 * 60 * 1000;
export const isExpired = (token: ApiToken, now: number): boolean => instant(token.endAt, Infinity) <= now;

/** What each quick filter finds, by its name. */
export const COUNTS: Record<string, (token: ApiToken, now: number) => boolean> = {
  "Expired": isExpired,
  "Expire in 30 days": (token, now) => !isExpired(token, now) && instant(token.endAt, Infinity) <= now + 30 * DAY,
  "Never used": (token, now) => !isExpired(token, now) && !token.lastUsedAt && instant(token.createdAt, 0) < now - 30 * DAY,
  "Unused for 90 days": (token, now) => !isExpired(token, now) && instant(token.lastUsedAt, now) < now - 90 * DAY,
  "Never expire": (token) => !token.endAt,
  "Organization owners": (token, now) => !isExpired(token, now) && token.roles.some((grant) => grant.role === "ORGANIZATION_OWNER"),
};
