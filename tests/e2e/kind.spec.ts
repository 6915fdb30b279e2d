// A Direct Access token is told from a standard one wherever it is decided on.

import type { Page } from "@playwright/test";
import { allLoaded, heading } from "../support/console.ts";
import type { Emulator } from "../support/emulator.ts";
import { expect, test } from "../support/fixtures.ts";
import { elsewhere, fromRow, type Ground, groundOf, setRoles, workspacePath } from "../support/grants.ts";
import type { StateToken } from "../support/sample.ts";
import { dialog, tokenNow } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 400 } });

const MEANS = ": reaches Airflow on Deployments without Astro’s API";
const fact = (page: Page, name: string) => page.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) }).locator("dd");

/** A token of the Organization of this kind with a role in the Workspace. */
async function tokenOf(emulator: Emulator, { sample, workspace }: Ground, kind: string): Promise<StateToken> {
  const role = { entityType: "ORGANIZATION", entityId: sample.organizationId, role: "ORGANIZATION_MEMBER" };
  const { id } = await elsewhere<{ id: string }>(emulator, "POST", "/tokens", { name: `of kind ${kind}`, scope: "ORGANIZATION", kind, role: role.role });
  await setRoles(emulator, id, [role, { entityType: "WORKSPACE", entityId: workspace.id, role: "WORKSPACE_MEMBER" }]);
  const token = (await tokenNow(emulator, id))!;
  expect(token.kind).toBe(kind);
  return token;
}

for (const [kind, words] of [
  ["STANDARD", "Standard"],
  ["DIRECT_ACCESS", "Direct Access"],
] as const) {
  test(`${words}: on its page, and in the Remove and Delete dialogs`, async ({ page, emulator, signIn }) => {
    const ground = await groundOf(emulator);
    const token = await tokenOf(emulator, ground, kind);
    const isDirect = kind === "DIRECT_ACCESS";
    await signIn("Organization Owner", workspacePath(ground));
    await allLoaded(page);
    const expectKind = async () => {
      const line = dialog(page).getByRole("listitem").filter({ has: page.getByText(`Kind ${words}`, { exact: true }) });
      await expect(line).toHaveText(`Kind ${words}${isDirect ? MEANS : ""}`);
      await dialog(page).getByRole("button", { name: "Cancel" }).click();
      await expect(dialog(page)).toBeHidden();
    };
    await fromRow(page, token, /^Remove from this Workspace/);
    await expectKind();

    await page.getByRole("table").getByRole("link", { name: new RegExp(`^${token.name}`) }).click();
    await expect(heading(page, token.name)).toBeVisible();
    await expect(fact(page, "Kind")).toHaveText(words);
    await expect(heading(page).locator("..").getByText("Direct Access", { exact: true })).toHaveCount(isDirect ? 1 : 0);
    await page.getByRole("button", { name: "Delete", exact: true }).click();
    await expectKind();

    await page.getByRole("navigation", { name: "Breadcrumb" }).getByRole("link").first().click();
    await fromRow(page, token, /^Delete…/);
    await expectKind();
  });
}
