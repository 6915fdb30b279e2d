// Each role that a new token can have at home in a Workspace or on a Deployment, given by the dialog: what is stored has exactly
// that role, scope and kind, and no other token changed.

import type { Page } from "@playwright/test";
import { allLoaded, claimsOf } from "../support/console.ts";
import type { Emulator } from "../support/emulator.ts";
import { expect, test } from "../support/fixtures.ts";
import { asSet, deploymentPath, groundOf, restrictedRole, storedOfOthers, workspacePath } from "../support/grants.ts";
import { addButton, pickById } from "../support/place.ts";
import { Sample } from "../support/sample.ts";
import { dialog, revealed, sent, storeSecret, tokensOfName } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });
test.setTimeout(90_000);

const OWNER = "Organization Owner";
const form = (page: Page) => dialog(page, "Create API token");
const roleField = (page: Page) => form(page).getByRole("combobox", { name: "Role", exact: true });

interface Wanted {
  scope: "WORKSPACE" | "DEPLOYMENT";
  entityId: string;
  kind: "STANDARD" | "DIRECT_ACCESS";
  /** As the choice shows it. */
  label: string;
  role: string;
}

/** Creates these one after the other on the page of their home, and holds each against what is stored. */
async function createEach(page: Page, emulator: Emulator, wanted: Wanted[]): Promise<void> {
  const others = await storedOfOthers(emulator);
  const made: string[] = [];
  for (const { scope, entityId, kind, label, role } of wanted) {
    const name = `${label}, ${kind}`;
    await test.step(name, async () => {
      await addButton(page).click();
      await form(page).getByRole("textbox", { name: "Name" }).fill(name);
      await roleField(page).selectOption({ label });
      await form(page).getByRole("radio", { name: kind === "STANDARD" ? /^Standard/ : /^Direct Access/ }).check();
      await form(page).getByRole("button", { name: "Create token" }).click();
      const { apiTokenId } = claimsOf(await revealed(page, name));
      const [token, ...more] = await tokensOfName(emulator, name);
      expect(more).toEqual([]);
      expect(token).toMatchObject({ id: apiTokenId, scope, kind });
      expect(asSet(token!.roles)).toEqual(asSet([{ entityType: scope, entityId, role }]));
      made.push(token!.id);
      await storeSecret(page, name);
    });
  }
  expect(await storedOfOthers(emulator, ...made)).toEqual(others);
  expect(await sent(emulator, "POST", /\/tokens$/)).toBe(wanted.length);
}

test("each Workspace role", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  await signIn(OWNER, workspacePath(ground));
  await allLoaded(page);
  const words = ["Owner", "Operator", "Author", "Member", "Accessor"];
  await createEach(
    page,
    emulator,
    words.map((word) => ({ scope: "WORKSPACE", entityId: ground.workspace.id, kind: "STANDARD", label: `Workspace ${word}`, role: `WORKSPACE_${word.toUpperCase()}` })),
  );
});

test("Deployment Admin, a custom role, and one that its Workspace has for itself, each Standard and Direct Access", async ({ page, emulator, signIn }) => {
  const ground = await groundOf(emulator);
  const { name: restricted, inside } = await restrictedRole(emulator, ground.sample);
  await signIn(OWNER, deploymentPath({ ...ground, deployment: inside }));
  await allLoaded(page);
  const roles = [["Deployment Admin", "DEPLOYMENT_ADMIN"], [ground.customRole, ground.customRole], [restricted, restricted]] as const;
  await createEach(
    page,
    emulator,
    roles.flatMap(([label, role]) => (["STANDARD", "DIRECT_ACCESS"] as const).map((kind) => ({ scope: "DEPLOYMENT", entityId: inside.id, kind, label, role }))),
  );
});

test("a role that other Workspaces have for themselves is not offered, nor kept when the home changes", async ({ page, emulator, signIn }) => {
  const { name: restricted, inside, outside } = await restrictedRole(emulator, await Sample.read(emulator));
  const others = await storedOfOthers(emulator);
  await signIn(OWNER);
  await allLoaded(page);
  await page.getByRole("button", { name: "Create token" }).click();
  await form(page).getByRole("textbox", { name: "Name" }).fill("at home elsewhere");
  await form(page).getByRole("radio", { name: "Deployment", exact: true }).check();
  const offered = () => roleField(page).getByRole("option", { name: restricted, exact: true });
  await pickById(form(page), "Home Deployment", inside.id, inside.name);
  await expect(offered()).toHaveCount(1);
  await roleField(page).selectOption({ label: restricted });
  await pickById(form(page), "Home Deployment", outside.id, outside.name);
  await expect(offered()).toHaveCount(0);
  await expect(roleField(page)).toHaveValue("");
  await form(page).getByRole("button", { name: "Create token" }).click();
  await expect(form(page).getByText("Choose a role.")).toBeVisible();
  expect(await sent(emulator, "POST", /\/tokens$/)).toBe(0);
  expect(await storedOfOthers(emulator)).toEqual(others);
});
