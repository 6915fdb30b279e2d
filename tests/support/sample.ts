// The emulator's own state, as its control API tells it: what a page must show is worked out from this.

import type { Emulator } from "./emulator.ts";

export interface Role {
  entityType: string;
  entityId: string;
  role: string;
  deploymentId?: string;
}

export interface Person {
  id: string;
  subjectType?: string;
  fullName?: string;
  username?: string;
  apiTokenName?: string;
}

export interface StateToken {
  id: string;
  name: string;
  description: string;
  kind: string;
  scope: string;
  shortToken: string;
  organizationId: string;
  startAt: string;
  endAt?: string;
  expiryPeriodInDays?: number;
  lastUsedAt?: string;
  lastRotatedAt?: string;
  createdAt: string;
  createdBy?: Person;
  updatedAt: string;
  updatedBy?: Person;
  roles: Role[];
}

export interface Place {
  id: string;
  name: string;
  workspaceId?: string;
}

/** The Organization of the printed tokens, with every token in it and what an Owner sees around them. */
export class Sample {
  private constructor(
    readonly organizationId: string,
    readonly organizationName: string,
    readonly tokens: StateToken[],
    /** Tokens of other Organizations. */
    readonly foreign: StateToken[],
    readonly workspaces: Place[],
    readonly deployments: Place[],
  ) {}

  static async read(emulator: Emulator): Promise<Sample> {
    const owner = emulator.token("Organization Owner");
    const { organizations } = await emulator.call<{ organizations: Place[] }>(owner, "/organizations");
    const [{ id, name }] = organizations as [Place];
    const state = await emulator.control<{ tokens: StateToken[] }>("GET", "state");
    const all = async (kind: "workspaces" | "deployments") => {
      const places: Place[] = [];
      for (;;) {
        const page = await emulator.call<Record<string, Place[]> & { totalCount: number }>(owner, `/organizations/${id}/${kind}?limit=1000&offset=${places.length}`);
        places.push(...page[kind]!);
        if (places.length >= page.totalCount || page[kind]!.length === 0) return places;
      }
    };
    const inside = (token: StateToken) => token.organizationId === id;
    return new Sample(id, name, state.tokens.filter(inside), state.tokens.filter((token) => !inside(token)), await all("workspaces"), await all("deployments"));
  }

  /** Address of a token's page, below the origin. */
  path(token: { id: string }, tab = ""): string {
    return `/organizations/${this.organizationId}/tokens/${token.id}${tab}`;
  }

  /** The first token for which this holds. */
  find(what: string, holds: (token: StateToken) => boolean): StateToken {
    const found = this.tokens.find(holds);
    if (!found) throw new Error(`the sample has no token ${what}`);
    return found;
  }

  /** What has the id, by name. */
  name(id: string): string | undefined {
    if (id === this.organizationId) return this.organizationName;
    return [...this.workspaces, ...this.deployments].find((place) => place.id === id)?.name;
  }
}

/** Id of the token that is printed under this name, as its claims have it. */
export function tokenId(emulator: Emulator, name: string): string {
  const claims = JSON.parse(Buffer.from(emulator.token(name).split(".")[1]!, "base64url").toString()) as { apiTokenId: string };
  return claims.apiTokenId;
}
