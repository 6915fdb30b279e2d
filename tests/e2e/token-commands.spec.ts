// The seed commands `organization token`, `workspace token` and `deployment token`: list, create, update, rotate, delete, and roles
// of an Organization token. Each from the page of its scope, on a token that holds every level its home allows and a type that the
// console does not know; the whole stored set of every token is held against what it was.

import type { Locator, Page } from "@playwright/test";
import { grants as grantTable } from "../support/access.ts";
import { allLoaded, heading, searchField, table, tokenTab } from "../support/console.ts";
import { ordered, organization } from "../support/expected-order.ts";
import { expect, test } from "../support/fixtures.ts";
import { addFurther, asSet, deploymentPath, fromRow, fullToken, type Ground, groundOf, type HomeScope, type Level, stored, storedOfOthers, withRole, workspacePath } from "../support/grants.ts";
import { leaks } from "../support/leaks.ts";
import { expectRows } from "../support/listed.ts";
import { tokensOf } from "../support/place.ts";
import type { Place, Role } from "../support/sample.ts";
import { dialog, isAccepted, openRead, revealed, sent, storeSecret, tokenNow, tokensOfName } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });

/** 256 characters: markup, an address, what a shell would run, and words from right to left. */
const NAME = `<b>bold</b> &amp; ../%2e%2F?#\\ "quoted" 'it' $(id) \u05d3\u05d5\u05d7 \u05d9\u05d5\u05de\u05d9 `.padEnd(256, "long ").slice(0, 255) + ".";
const DESCRIPTION = `<img src=x onerror=alert(1)> \u05e9\u05dc\u05d5\u05dd 100% a/b`;

interface Further {
  level: Level;
  /** None where the home is the only one. */
  place?: Place;
  ids?: string;
  label: string;
  grants: Role[];
}

interface Seed {
  command: string;
  scope: HomeScope;
  path: (ground: Ground) => string;
  /** Opens the form for a new token. */
  entry: string;
  home: (ground: Ground) => { entityType: string; entityId: string };
  role: [label: string, role: string];
  /** What the role at home becomes. */
  other: [label: string, role: string] | ((ground: Ground) => [label: string, role: string]);
  further: (ground: Ground) => Further[];
}

const onDeployment = ({ deployment }: Ground): Further =>
  ({ level: "Deployment", place: deployment, label: "Deployment Admin", grants: [{ entityType: "DEPLOYMENT", entityId: deployment.id, role: "DEPLOYMENT_ADMIN" }] });
const DAGS = ["load/marts", "50% \u05d3\u05d5\u05d7"];
const onDags = ({ deployment }: Ground, isHome: boolean): Further => ({
  level: "Dags by ID",
  ...(isHome ? {} : { place: deployment }),
  ids: DAGS.join("\n"),
  label: "Dag Viewer",
  grants: DAGS.map((entityId) => ({ entityType: "DAG", entityId, deploymentId: deployment.id, role: "DAG_VIEWER" })),
});
const onTag = ({ deployment }: Ground): Further =>
  ({ level: "Dags by tag", ids: "<b>pii</b>", label: "dag-operator", grants: [{ entityType: "DAG_TAG", entityId: "<b>pii</b>", deploymentId: deployment.id, role: "dag-operator" }] });

const SEEDS: Seed[] = [
  {
    command: "organization token",
    scope: "ORGANIZATION",
    path: ({ sample }) => `/organizations/${sample.organizationId}/tokens`,
    entry: "Create token",
    home: ({ sample }) => ({ entityType: "ORGANIZATION", entityId: sample.organizationId }),
    role: ["Organization Member", "ORGANIZATION_MEMBER"],
    other: ["Organization Billing Admin", "ORGANIZATION_BILLING_ADMIN"],
    further: (ground) => [
      { level: "Workspace", place: ground.workspace, label: "Workspace Accessor", grants: [{ entityType: "WORKSPACE", entityId: ground.workspace.id, role: "WORKSPACE_ACCESSOR" }] },
      onDeployment(ground),
      onDags(ground, false),
    ],
  },
  {
    command: "workspace token",
    scope: "WORKSPACE",
    path: workspacePath,
    entry: "Add token",
    home: ({ workspace }) => ({ entityType: "WORKSPACE", entityId: workspace.id }),
    role: ["Workspace Author", "WORKSPACE_AUTHOR"],
    other: ["Workspace Operator", "WORKSPACE_OPERATOR"],
    further: (ground) => [onDeployment(ground), onDags(ground, false)],
  },
  {
    command: "deployment token",
    scope: "DEPLOYMENT",
    path: deploymentPath,
    entry: "Add token",
    home: ({ deployment }) => ({ entityType: "DEPLOYMENT", entityId: deployment.id }),
    role: ["Deployment Admin", "DEPLOYMENT_ADMIN"],
    other: ({ customRole }) => [customRole, customRole],
    further: (ground) => [onDags(ground, true), onTag(ground)],
  },
];

const code = (form: Locator): Locator => form.getByRole("tabpanel");
const row = (page: Page, id: string): Locator => table(page).locator("tbody tr[aria-rowindex]").filter({ has: page.locator(`a[href$="/${id}"]`) });

for (const { command, scope, path, entry, home, role, other, further } of SEEDS) {
  test(`${command}: list, create, update, rotate, delete${scope === "ORGANIZATION" ? ", roles" : ""}`, async ({ page, emulator, signIn, watch }) => {
    test.setTimeout(90_000);
    const ground = await groundOf(emulator);
    const token = await fullToken(emulator, ground, scope, "every-level");
    const value = await emulator.sign({ tokenId: token.id });
    const before = asSet(token.roles);
    const others = await storedOfOthers(emulator, token.id);
    const here = home(ground);
    await signIn("Organization Owner", path(ground));
    await allLoaded(page);

    await test.step(`${command} list`, async () => {
      const all = await organization(emulator, "Organization Owner");
      const listed = scope === "ORGANIZATION" ? all.tokens : tokensOf(all, { entityType: scope, entityId: here.entityId });
      expect(listed.map(({ id }) => id)).toContain(token.id);
      await expectRows(page, ordered(all, listed, "Last used", true));
    });

    if (scope === "ORGANIZATION") {
      await test.step(`${command} roles`, async () => {
        await searchField(page).fill(token.id);
        await row(page, token.id).getByRole("link").first().click();
        await tokenTab(page, "Access").click();
        for (const { entityType, entityId, role } of token.roles) {
          const line = grantTable(page).getByRole("row").filter({ hasText: ground.sample.name(entityId) ?? entityId }).first();
          const words = role.split("_").map((word) => word.charAt(0) + word.slice(1).toLowerCase()).join(" ");
          // What can't be changed, such as a type that the console does not know, is told as text.
          const told = () => line.evaluate((row: HTMLElement) => row.querySelector("select")?.value ?? row.innerText);
          await expect.poll(told, `${entityType} ${entityId}`).toMatch(new RegExp(`(^|\\W)(${role}|${words})(\\W|$)`));
        }
        await page.goto(path(ground));
        await allLoaded(page);
      });
    }

    await test.step(`${command} create`, async () => {
      await page.getByRole("main").getByRole("button", { name: entry, exact: true }).click();
      const form = dialog(page, "Create API token");
      await form.getByRole("textbox", { name: "Name" }).fill(NAME);
      await form.getByRole("textbox", { name: "Description" }).fill(DESCRIPTION);
      await form.getByRole("combobox", { name: "Role", exact: true }).selectOption({ label: role[0] });
      await expect(code(form)).toContainText(`astro ${command} create`);
      const wanted = further(ground);
      for (const { level, place, label, ids } of wanted) await addFurther(form, level, place, label, ids);
      await form.getByRole("button", { name: "Create token" }).click();
      const secret = await revealed(page, NAME);
      await expect(dialog(page).getByText("The further grants are saved", { exact: true })).toBeVisible();
      await storeSecret(page, NAME);
      expect(await isAccepted(emulator, secret)).toBe(true);
      expect(await leaks(secret, { page, emulator, watch, signedIn: true })).toEqual([]);
      const [made, ...twins] = await tokensOfName(emulator, NAME);
      expect(twins).toEqual([]);
      expect(made).toMatchObject({ scope, description: DESCRIPTION });
      const grants = wanted.flatMap(({ grants }) => grants);
      expect(asSet(made!.roles)).toEqual(asSet([{ ...here, role: role[1] }, ...grants]));
      expect(await storedOfOthers(emulator, token.id, made!.id)).toEqual(others);
      await searchField(page).fill(made!.id);
      await expect(row(page, made!.id)).toContainText(NAME);
      await row(page, made!.id).getByRole("link").first().click();
      await expect(heading(page, NAME)).toBeFocused();
      await expect(page.getByRole("main")).toContainText(DESCRIPTION);
      await expect(page.getByRole("main").locator("img, h1 b")).toHaveCount(0);
      // However long it is, it does not run over where it stands.
      const crumbs = page.getByRole("navigation", { name: "Breadcrumb" });
      const [above, name] = [await crumbs.getByRole("link").last().boundingBox(), await crumbs.locator("[aria-current]").boundingBox()];
      expect(above!.x + above!.width).toBeLessThanOrEqual(name!.x);
      expect(await crumbs.getByRole("link").last().evaluate((link) => link.scrollWidth <= link.clientWidth)).toBe(true);
      await page.goBack();
      others[made!.id] = asSet(made!.roles);
    });

    await test.step(`${command} update`, async () => {
      const form = await fromRow(page, token, /^Edit…/);
      const [label, changed] = typeof other === "function" ? other(ground) : other;
      await form.getByRole("textbox", { name: "Name" }).fill("renamed");
      await form.getByRole("textbox", { name: "Description" }).fill(DESCRIPTION);
      await form.getByRole("combobox", { name: / role$/ }).selectOption({ label });
      await expect(code(form)).toContainText(`astro ${command} update ${token.id}`);
      await form.getByRole("button", { name: "Save", exact: true }).click();
      await expect(dialog(page)).toBeHidden();
      expect(await tokenNow(emulator, token.id)).toMatchObject({ name: "renamed", description: DESCRIPTION });
      expect(await stored(emulator, token.id)).toEqual(withRole(before, here, changed));
      await page.getByRole("button", { name: "Undo" }).last().click();
      await expect.poll(() => stored(emulator, token.id)).toEqual(before);
      await expect(row(page, token.id)).toContainText(token.name);
      expect(await storedOfOthers(emulator, token.id)).toEqual(others);
    });

    await test.step(`${command} rotate`, async () => {
      const form = await fromRow(page, token, /^Rotate…/);
      await expect(code(form)).toContainText(`astro ${command} rotate ${token.id}`);
      await form.getByRole("button", { name: "Rotate token" }).click();
      const secret = await revealed(page, token.name);
      await storeSecret(page, token.name);
      expect(await isAccepted(emulator, secret)).toBe(true);
      expect(await isAccepted(emulator, value)).toBe(false);
      expect(await sent(emulator, "POST", /\/rotate$/)).toBe(1);
      expect(await stored(emulator, token.id)).toEqual(before);
      expect(await storedOfOthers(emulator, token.id)).toEqual(others);
    });

    await test.step(`${command} delete`, async () => {
      const now = (await tokenNow(emulator, token.id))!;
      const form = await openRead(page, token.id, () => fromRow(page, now, /^Delete…/));
      await expect(code(form)).toContainText(`astro ${command} delete ${token.id}`);
      await form.getByRole("textbox", { name: "Type Delete to confirm" }).fill("Delete");
      await form.getByRole("button", { name: "Delete token" }).click();
      await expect(dialog(page)).toBeHidden();
      await expect(row(page, token.id)).toHaveCount(0);
      expect(await tokenNow(emulator, token.id)).toBeUndefined();
      expect(await storedOfOthers(emulator)).toEqual(others);
    });
  });
}
