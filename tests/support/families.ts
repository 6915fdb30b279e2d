// The command families of the astro CLI by which a token of one scope gets a role on a place of another.

import type { Here } from "./expected-order.ts";
import { deploymentPath, type Ground, workspacePath } from "./grants.ts";

export interface Family {
  command: string;
  scope: "ORGANIZATION" | "WORKSPACE";
  entry: string;
  label: string;
  place: (ground: Ground) => Here;
  path: (ground: Ground) => string;
  role: string;
  /** As the choice shows it. */
  shown: string;
  /** The one it is changed to: as the choice shows it, and as it is stored. */
  other: (ground: Ground) => [label: string, role: string];
  remove: RegExp;
}

export const FAMILIES: Family[] = [
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
