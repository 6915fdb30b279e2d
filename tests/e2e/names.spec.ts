// Names of Workspaces, Deployments and custom roles as hostile as those of tokens: shown as text everywhere, sent as they are.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { adding, grants, line, openReview, pending, review, role, saveButton } from "../support/access.ts";
import { allLoaded, heading, target } from "../support/console.ts";
import { add, deploymentPath, elsewhere, fromRow, fullToken, groundOf, stored, withRole, workspacePath } from "../support/grants.ts";
import { placeTab } from "../support/place.ts";
import { dialog } from "../support/writes.ts";

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
