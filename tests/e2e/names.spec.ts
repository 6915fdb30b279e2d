// Names of Workspaces, Deployments and custom roles as hostile as those of tokens: shown as text everywhere, sent as they are.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { adding, grants, line, openReview, pending, review, role, saveButton } from "../support/access.ts";
import { allCounted, allLoaded, heading, target } from "../support/console.ts";
import { add, asSet, deploymentPath, elsewhere, fromRow, fullToken, groundOf, send, setRoles, stays, stored, withRole, workspacePath } from "../support/grants.ts";
import { placeTab } from "../support/place.ts";
import { dialog, tokenNow } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 400 } });

const NAMES = {
  workspace: `<img src=x onerror=alert(1)> \u05e9\u05d9\u05d5\u05d5\u05e7/50% ${"w".repeat(220)}`,
  deployment: "</td><b>\u202egpj.exe\u202c \u0645\u0627\u0644\u064a\u0629 a/b c",
  deploymentRole: "<svg onload=alert(1)> \u05e7\u05d5\u05e8\u05d0\u200b 100%",
  dagRole: "\u2067\u05de\u05e8\u05d9\u05e5\u2069 <b>a/b</b>",
};
const HIDDEN = /[\u200b\u202a-\u202e\u2066-\u2069]/g;
const code = (mark: string): string => `U+${mark.codePointAt(0)!.toString(16).toUpperCase()}`;
/** Where marks have their place, and where only characters do. */
const marked = (name: string): string => name.replace(HIDDEN, code);
const legible = (name: string): string => name.replace(HIDDEN, (mark) => `[${code(mark)}]`);

/** No element came out of a name, nothing that turns or hides text stands there bare, and nothing is wider than the page. */
async function expectText(page: Page): Promise<void> {
  await expect(page.locator("img, iframe, [onload], [onerror]")).toHaveCount(0);
  await expect(page.locator("b").filter({ hasText: /gpj\.exe|a\/b/ })).toHaveCount(0);
  const texts = await page.evaluate(() => {
    const attributes = ["title", "aria-label", "placeholder", "alt"].flatMap((name) => [...document.querySelectorAll(`[${name}]`)].map((element) => element.getAttribute(name)!));
    const values = [...document.querySelectorAll("input, textarea")].map((field) => (field as HTMLInputElement).value);
    const body = document.body.cloneNode(true) as HTMLElement;
    // Commands are there to be copied as they are.
    for (const code of body.querySelectorAll("pre")) code.remove();
    return [document.title, body.textContent!, ...attributes, ...values];
  });
  // A name in a sentence is kept to itself by a pair of isolates, which are the console's own.
  const bare = texts.map((text) => text.replace(/\u2068([^\u2066-\u2069]*)\u2069/g, "$1")).filter((text) => text.search(HIDDEN) >= 0);
  expect(bare).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
}

test("hostile names of places and roles are text on every page and in every dialog, and are sent intact", async ({ page, emulator, signIn }) => {
  test.setTimeout(90_000);
  const before = await groundOf(emulator);
  const { roles } = await elsewhere<{ roles: { id: string; name: string; scopeType: string }[] }>(emulator, "GET", "/roles?limit=1000");
  const dagRole = roles.find(({ scopeType }) => scopeType === "DAG")!;
  const deploymentRole = roles.find(({ name }) => name === before.customRole)!;
  for (const [{ id }, name] of [
    [before.workspace, NAMES.workspace],
    [before.deployment, NAMES.deployment],
    [deploymentRole, NAMES.deploymentRole],
    [dagRole, NAMES.dagRole],
  ] as const) {
    await emulator.control("POST", "rename", { id, name });
  }
  const ground = await groundOf(emulator);
  const token = await fullToken(emulator, ground, "WORKSPACE", `named_around_${"y".repeat(240)}`);
  const here = { entityType: "DEPLOYMENT", entityId: ground.deployment.id };

  await test.step("sidebar and Workspace", async () => {
    await signIn("Organization Owner", workspacePath(ground));
    await allLoaded(page);
    await expect(heading(page)).toHaveText(marked(NAMES.workspace));
    await expect(page.getByRole("treeitem", { name: legible(NAMES.workspace) })).toBeVisible();
    await expect.poll(() => page.title()).toContain(legible(NAMES.workspace));
    await expectText(page);
    await placeTab(page, "Deployments").click();
    const link = page.getByRole("table").locator(`a[href$="/deployments/${ground.deployment.id}"]`);
    await expect(link).toHaveText(marked(NAMES.deployment));
    await expectText(page);
    await link.click();
    await expect.poll(() => target(page)).toContain(ground.deployment.id);
  });
  await test.step("Deployment: a token is assigned with the custom role", async () => {
    await expect(heading(page)).toHaveText(marked(NAMES.deployment));
    const form = await add(page, "Assign Workspace token");
    await form.getByRole("combobox", { name: /token$/ }).fill(token.id);
    await form.getByRole("combobox", { name: "Deployment role" }).selectOption({ label: legible(NAMES.deploymentRole) });
    await form.getByRole("button", { name: "Show permissions" }).click();
    await expect(form.getByRole("list", { name: `Permissions of ${legible(NAMES.deploymentRole)}` }).getByRole("listitem").first()).toBeVisible();
    await expectText(page);
    await form.getByRole("button", { name: "Add token" }).click();
    await expect(dialog(page)).toBeHidden();
    await expect.poll(() => stored(emulator, token.id)).toContain(JSON.stringify({ entityId: here.entityId, entityType: here.entityType, role: NAMES.deploymentRole }));
    await page.getByRole("searchbox", { name: "Search tokens" }).fill(token.id);
    await expect(page.getByRole("table").locator("[data-label=Role]")).toContainText(marked(NAMES.deploymentRole));
    await expectText(page);
  });
  await test.step("a new token of the Deployment with that role", async () => {
    await page.getByRole("button", { name: "Add token", exact: true }).click();
    const form = dialog(page, /^Create/);
    await form.getByRole("textbox", { name: "Name" }).fill("of that place");
    await form.getByRole("combobox", { name: "Role" }).selectOption({ label: legible(NAMES.deploymentRole) });
    await expectText(page);
    await form.getByRole("button", { name: "Cancel" }).click();
  });
  const held = await stored(emulator, token.id);
  await test.step("Access tab: a Dag grant with the custom Dag role, found by the name of its Deployment", async () => {
    await page.goto(ground.sample.path(token, "/access"));
    await expect(grants(page)).toContainText(marked(NAMES.deployment));
    await expectText(page);
    await page.getByRole("button", { name: "Add grant" }).click();
    await adding(page).getByRole("radio", { name: "Dags by ID" }).check();
    await adding(page).getByRole("combobox", { name: "Deployment" }).fill("a/b c");
    await expect(page.getByRole("option", { name: legible(NAMES.deployment) })).toBeVisible();
    await expectText(page);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await adding(page).getByRole("textbox", { name: "Dag IDs" }).fill("hourly");
    await adding(page).getByRole("combobox", { name: "Role" }).selectOption({ label: legible(NAMES.dagRole) });
    await adding(page).getByRole("button", { name: "Add", exact: true }).click();
    await expect(pending(page)).toContainText(legible(NAMES.dagRole));
    await role(page, `Workspace ${legible(NAMES.workspace)}`).selectOption({ label: "Workspace Author" });
    await openReview(page);
    await expect(review(page)).toContainText(marked(NAMES.workspace));
    await expectText(page);
    await saveButton(page).click();
    await expect(review(page)).toBeHidden();
    const dag = { entityType: "DAG", entityId: "hourly", deploymentId: ground.deployment.id };
    const author = { entityType: "WORKSPACE", entityId: ground.workspace.id };
    await expect.poll(() => stored(emulator, token.id)).toEqual(withRole(withRole(held, dag, NAMES.dagRole), author, "WORKSPACE_AUTHOR"));
    await expect(line(page, "hourly")).toBeVisible();
  });
  await test.step("what is lost by removing and deleting it", async () => {
    await page.goto(deploymentPath(ground));
    await allLoaded(page);
    const removing = await fromRow(page, token, /^Remove from this Deployment/);
    await expect(removing).toContainText(legible(NAMES.deployment));
    await expectText(page);
    await removing.getByRole("button", { name: "Cancel" }).click();
    await page.goto(workspacePath(ground));
    await allLoaded(page);
    const deleting = await fromRow(page, token, /^Delete/);
    await expect(deleting).toContainText(legible(NAMES.workspace));
    for (const fact of ["1 Workspace", "2 Dags", "1 Dag tag", "Never used"]) await expect(deleting.getByText(fact, { exact: true })).toBeVisible();
    await expectText(page);
    const close = deleting.getByRole("button", { name: "Close" });
    await expect(close).not.toBeFocused();
    for (const width of [390, 1440]) {
      await page.setViewportSize({ width, height: 844 });
      await expect(close).toBeInViewport({ ratio: 1 });
      expect(await deleting.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth)).toBe(0);
    }
    await deleting.getByRole("button", { name: "Cancel" }).click();
  });
  await test.step("on a narrow screen", async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    for (const path of [workspacePath(ground), `${workspacePath(ground)}/deployments`, deploymentPath(ground), ground.sample.path(token), ground.sample.path(token, "/access")]) {
      await page.goto(path);
      await expect(heading(page)).toBeVisible();
      await expect(page.getByRole("main")).toContainText(path.includes("/tokens/") ? token.name : "a");
      await expectText(page);
    }
  });
});

test("odd Dag ids and tags are text where a token is removed and deleted, in what is said of it, and in the journal", async ({ page, emulator, signIn }) => {
  const before = await groundOf(emulator);
  await emulator.control("POST", "rename", { id: before.deployment.id, name: NAMES.deployment });
  const ground = await groundOf(emulator);
  const ids = ["<b>a/b</b>%20c", "\u05d3\u05d5\u05d7_\u05d9\u05d5\u05de\u05d9", "\u202egpj.exe", "x".repeat(256)];
  const home = await fullToken(emulator, ground, "ORGANIZATION", "<b>a/b</b> \u05de\u05e8\u05d9\u05e5");
  const here = { entityType: "DEPLOYMENT", entityId: ground.deployment.id, role: "DEPLOYMENT_ADMIN" };
  const odd = ids.flatMap((entityId) => ["DAG", "DAG_TAG"].map((entityType) => ({ entityType, entityId, role: "DAG_VIEWER", deploymentId: ground.deployment.id })));
  await setRoles(emulator, home.id, [...home.roles, here, ...odd]);
  const token = (await tokenNow(emulator, home.id))!;
  await signIn("Organization Owner", deploymentPath(ground));
  await allLoaded(page);
  const expectOdd = async () => {
    for (const name of [/^All \d+ Dags$/, /^All \d+ Dag tags$/]) await dialog(page).getByRole("button", { name }).click();
    for (const id of ids) await expect(dialog(page)).toContainText(legible(id));
    await expectText(page);
  };

  await fromRow(page, token, /^Remove from this Deployment/);
  await expect(dialog(page).getByRole("checkbox", { name: `Drop its roles on ${ids.length} Dags and ${ids.length} Dag tags as well` })).toBeChecked();
  // A part of its name is written from right to left.
  const deployment = `\u2068${legible(NAMES.deployment)}\u2069`;
  await expect(dialog(page).getByText(`Removed: ${legible(ids[0]!)} on ${deployment}: Dag Viewer`).first()).toBeVisible();
  await expectOdd();
  await send(page).click();
  await expect(dialog(page)).toBeHidden();
  await stays(emulator, token, asSet(home.roles));
  const said = page.getByRole("region", { name: "Notifications" });
  await expect(said.getByText(`Removed ${token.name} from ${legible(NAMES.deployment)}`)).toBeVisible();
  await expectText(page);
  await page.getByRole("button", { name: /^Journal of this session/ }).click();
  const entry = dialog(page, "Changes of this session").getByRole("listitem").filter({ hasText: token.name });
  await expect(entry).toHaveCount(1);
  for (const id of ids) await expect(entry).toContainText(legible(id));
  await expectText(page);
  await dialog(page).getByRole("button", { name: "Close" }).last().click();
  await said.getByRole("button", { name: "Undo" }).last().click();
  await stays(emulator, token, asSet(token.roles));

  await page.goto(ground.sample.path(token));
  await expect(heading(page)).toHaveText(token.name);
  // What breaks is drawn anew for as long as what it names is being read.
  await allCounted(page);
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expectOdd();
});
