// The Access tab: every level of every home, held against the whole stored set before and after; what is offered, what is
// fenced, and what leaving loses.

import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { add, adding, grants, line, off, openReview, pending, placeOf, question, remove, review, role, rolesPath, save, saveButton, tokenOf, undo } from "../support/access.ts";
import { allCounted, heading, organizationOf, rotate, target, tokenField, tokenIdOf, tokenTab } from "../support/console.ts";
import { Sample, type Role, type StateToken } from "../support/sample.ts";
import { asSet, restrictedRole, setRoles, stored } from "../support/grants.ts";
import { chooseOption } from "../support/keyboard.ts";
import { dialog, sent } from "../support/writes.ts";
import type { Emulator } from "../support/emulator.ts";
import type { Watch } from "../support/watch.ts";

test.use({ emulatorOptions: { tokens: 400 } });

const ODD = ["team/a b%20c", "<b>bold</b>", "\u05d3\u05d5\u05d7_\u05d9\u05d5\u05de\u05d9", "x".repeat(256)];
const TAGS = ["daily, slow", "pii", ...ODD];
/** Of a kind that this version of the console does not know. */
const UNKNOWN: Role = { entityType: "CLUSTER", entityId: "cluster-one", role: "CLUSTER_ADMIN" };

interface Ground {
  sample: Sample;
  organization: string;
  growth: string;
  finance: string;
  attribution: string;
  adSpend: string;
}

async function ground(emulator: Emulator): Promise<Ground> {
  const sample = await Sample.read(emulator);
  const growth = placeOf(sample, "workspaces", "Growth analytics");
  return {
    sample,
    organization: organizationOf(emulator),
    growth,
    finance: placeOf(sample, "workspaces", "Finance marts"),
    attribution: placeOf(sample, "deployments", "attribution", growth),
    adSpend: placeOf(sample, "deployments", "ad-spend", growth),
  };
}

const on = (entityType: string, entityId: string, role: string, deploymentId?: string): Role => ({ entityType, entityId, role, ...(deploymentId ? { deploymentId } : {}) });

/** What each home allows, all of it. */
function everything({ organization, growth, finance, attribution }: Ground): Record<string, Role[]> {
  const dags = [on("DAG", "etl", "DAG_VIEWER", attribution), on("DAG_TAG", "pii", "DAG_VIEWER", attribution), UNKNOWN];
  const deployment = [on("DEPLOYMENT", attribution, "DEPLOYMENT_ADMIN"), ...dags];
  return {
    ORGANIZATION: [on("ORGANIZATION", organization, "ORGANIZATION_MEMBER"), on("WORKSPACE", growth, "WORKSPACE_MEMBER"), on("WORKSPACE", finance, "WORKSPACE_AUTHOR"), ...deployment],
    WORKSPACE: [on("WORKSPACE", growth, "WORKSPACE_MEMBER"), ...deployment],
    DEPLOYMENT: deployment,
  };
}

/** A token with these grants, on its Access tab. */
async function open(page: Page, emulator: Emulator, signIn: (name: string, at?: string) => Promise<void>, roles: (ground: Ground) => Role[], scope = "ORGANIZATION"): Promise<{ token: StateToken; ground: Ground; before: Role[] }> {
  const found = await ground(emulator);
  const before = roles(found);
  const home = before.find(({ entityType }) => entityType === scope)!;
  const token = tokenOf(emulator, found.sample, scope, ({ roles }) => roles.some(({ entityType, entityId }) => entityType === scope && entityId === home.entityId));
  if (before.includes(UNKNOWN)) await emulator.switches({ newerContract: true });
  await setRoles(emulator, token.id, before);
  await signIn("Organization Owner", found.sample.path(token, "/access"));
  await expect(grants(page)).toContainText("Growth analytics");
  await allCounted(page);
  return { token, ground: found, before };
}

const full = (ground: Ground): Role[] => everything(ground).ORGANIZATION!;

const plain = ({ organization, growth, finance }: Ground): Role[] => [
  on("ORGANIZATION", organization, "ORGANIZATION_MEMBER"),
  on("WORKSPACE", growth, "WORKSPACE_MEMBER"),
  on("WORKSPACE", finance, "WORKSPACE_AUTHOR"),
];

for (const scope of ["ORGANIZATION", "WORKSPACE", "DEPLOYMENT"]) {
  test(`${scope}: each level is changed, added and removed, and nothing else`, async ({ page, emulator, signIn }) => {
    const { token, ground, before } = await open(page, emulator, signIn, (ground) => everything(ground)[scope]!, scope);
    const { growth, finance, attribution, adSpend, sample } = ground;
    let after = [...before];
    const change = (role: Role, to?: string) => (after = after.flatMap((held) => (JSON.stringify(held) === JSON.stringify(role) ? (to ? [{ ...held, role: to }] : []) : [held])));
    const where = "on attribution in Growth analytics";

    await expect(line(page, "cluster-one")).toContainText("does not know this kind of entity");
    await expect(line(page, "cluster-one").getByRole("combobox")).toHaveCount(0);
    await role(page, `Dag etl ${where}`).selectOption({ label: "Dag Author" });
    change(on("DAG", "etl", "DAG_VIEWER", attribution), "DAG_AUTHOR");
    await remove(page, `Dag tag pii ${where}`).click();
    change(on("DAG_TAG", "pii", "DAG_VIEWER", attribution));
    await add(page, "Dags by ID", scope === "DEPLOYMENT" ? undefined : "attribution", "Dag Viewer", ODD.join("\n"));
    after.push(...ODD.map((id) => on("DAG", id, "DAG_VIEWER", attribution)));
    await add(page, "Dags by tag", scope === "DEPLOYMENT" ? undefined : attribution, "Dag Author", TAGS.join("\n"));
    after.push(...TAGS.map((tag) => on("DAG_TAG", tag, "DAG_AUTHOR", attribution)));
    await expect(line(page, "Dag tag pii").or(line(page, "pii"))).toContainText("was Dag Viewer");
    for (const id of ODD) await expect(line(page, id).filter({ hasText: "Added" })).toHaveCount(2);
    await expect(grants(page).locator("b")).toHaveCount(0);
    if (scope === "DEPLOYMENT") {
      await role(page, "Deployment attribution in Growth analytics").selectOption({ label: "queue-reader" });
      change(on("DEPLOYMENT", attribution, "DEPLOYMENT_ADMIN"), "queue-reader");
    } else {
      await remove(page, "Deployment attribution in Growth analytics").click();
      change(on("DEPLOYMENT", attribution, "DEPLOYMENT_ADMIN"));
      await add(page, "Deployment", adSpend, "Deployment Admin");
      after.push(on("DEPLOYMENT", adSpend, "DEPLOYMENT_ADMIN"));
      await role(page, "Workspace Growth analytics").selectOption({ label: "Workspace Owner" });
      change(on("WORKSPACE", growth, "WORKSPACE_MEMBER"), "WORKSPACE_OWNER");
    }
    if (scope === "ORGANIZATION") {
      await role(page, `Organization ${sample.organizationName}`).selectOption({ label: "Organization Billing Admin" });
      change(on("ORGANIZATION", ground.organization, "ORGANIZATION_MEMBER"), "ORGANIZATION_BILLING_ADMIN");
      await remove(page, "Workspace Finance marts").click();
      change(on("WORKSPACE", finance, "WORKSPACE_AUTHOR"));
      const other = sample.workspaces.find(({ name }) => name === "Fraud detection")!;
      await add(page, "Workspace", "Fraud det", "Workspace Accessor");
      after.push(on("WORKSPACE", other.id, "WORKSPACE_ACCESSOR"));
    }
    expect(await stored(emulator, token.id)).toEqual(asSet(before));

    await openReview(page);
    await expect(review(page).getByRole("region", { name: "Growth analytics" })).toBeVisible();
    await expect(review(page).getByRole("listitem").filter({ hasText: `Dag ${ODD[1]} on attribution: Dag Viewer` })).toHaveCount(1);
    const code = review(page).getByRole("tabpanel");
    if (scope === "ORGANIZATION") await expect(code).toContainText(`astro workspace token organization-token remove ${token.id}`);
    await expect(code).toContainText("none for Dags");
    await review(page).getByRole("tab", { name: "curl" }).click();
    await expect(code).toContainText('"entityType":"CLUSTER"');
    await saveButton(page).click();
    await expect(review(page)).toBeHidden();
    expect(await stored(emulator, token.id)).toEqual(asSet(after));
    expect(await sent(emulator, "POST", /\/roles$/)).toBe(2);
    await expect(pending(page)).toBeHidden();
    await page.getByRole("button", { name: "Undo", exact: true }).click();
    await expect(page.getByText(/^Took back the change to/).first()).toBeVisible();
    expect(await stored(emulator, token.id)).toEqual(asSet(before));
    await expect(role(page, `Dag etl ${where}`)).toHaveValue("DAG_VIEWER");
  });
}

test("what is offered and what is fenced says why, and a branch goes as one", async ({ page, emulator, signIn }) => {
  const { token, ground, before } = await open(page, emulator, signIn, (ground) => [
    ...plain(ground),
    // Several roles on one place, and a Dag on a Runtime that is too old for it.
    on("WORKSPACE", ground.finance, "WORKSPACE_MEMBER"),
    on("DAG", "old", "DAG_VIEWER", ground.adSpend),
    on("DAG", "new", "DAG_VIEWER", ground.attribution),
  ]);
  const home = remove(page, `Organization ${ground.sample.organizationName}`);
  await expect(home).toHaveAttribute("aria-disabled", "true");
  await expect(home).toHaveAccessibleDescription(/never removed: delete the token instead/);
  await home.click({ force: true });
  await expect(line(page, "old").first()).toContainText("need Astro Runtime 3.1-12 or later");
  await expect(role(page, "Dag old on ad-spend in Growth analytics")).toHaveCount(0);
  // The reason is read without a mouse, wide and narrow.
  const wide = page.viewportSize()!;
  for (const size of [{ width: 390, height: 844 }, wide]) {
    await page.setViewportSize(size);
    const reason = line(page, "old").first().getByText("need Astro Runtime 3.1-12 or later");
    await expect.poll(() => reason.evaluate((text) => text.scrollWidth <= text.clientWidth && text.scrollHeight <= text.clientHeight), `${size.width} px`).toBe(true);
  }
  await expect(remove(page, "Workspace Finance marts, Workspace Author")).toBeVisible();
  await expect(remove(page, "Workspace Finance marts, Workspace Member")).toBeVisible();
  await expect(line(page, /attribution/).first()).toContainText("Member, through Growth analytics");
  await expect(pending(page)).toBeHidden();

  await page.getByRole("button", { name: "Add grant" }).click();
  await adding(page).getByRole("button", { name: "Add", exact: true }).click();
  await expect(adding(page).getByText("Choose a Workspace.")).toBeVisible();
  await expect(adding(page).getByRole("combobox", { name: "Workspace" })).toBeFocused();
  await adding(page).getByRole("radio", { name: "Dags by ID" }).check();
  await adding(page).getByRole("combobox", { name: "Deployment" }).fill(ground.adSpend.slice(0, 12));
  const old = adding(page).getByRole("option", { name: /ad-spend/ });
  await expect(old).toHaveAttribute("aria-disabled", "true");
  await expect(old).toContainText("need Astro Runtime 3.1-12 or later");
  const roles = await adding(page).getByRole("combobox", { name: "Role" }).getByRole("option").allTextContents();
  expect(roles.slice(0, 3)).toEqual(["Choose a role", "Dag Author", "Dag Viewer"]);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(adding(page)).toBeHidden();

  // What stands below a place that is removed is offered with it.
  await remove(page, "Workspace Growth analytics").click();
  await expect(pending(page)).toContainText("1 pending change");
  await line(page, "Growth analytics").first().getByRole("button", { name: "Remove the 2 below, too" }).click();
  await expect(pending(page)).toContainText("3 pending changes");
  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await expect(pending(page)).toBeHidden();
  await remove(page, "Workspace Growth analytics").click();
  await undo(page, "Workspace Growth analytics").click();
  await expect(pending(page)).toBeHidden();
  await expect(page.getByRole("status").filter({ hasText: "No pending changes" })).toBeAttached();

  await line(page, "Growth analytics").first().getByRole("button", { name: /^Everything below/ }).click();
  await page.getByRole("menuitem", { name: "Remove it, and all below" }).click();
  await expect(pending(page)).toContainText("3 pending changes");
  await undo(page, "Dag new on attribution in Growth analytics").click();
  await expect(pending(page)).toContainText("2 pending changes");
  await page.getByRole("button", { name: "Discard", exact: true }).click();
  await expect(pending(page)).toBeHidden();
  await page.getByRole("button", { name: "Bring back" }).last().click();
  await openReview(page);
  await expect(review(page).getByRole("listitem").filter({ hasText: "Workspace Growth analytics: Workspace Member, and with it" })).toBeVisible();
  await saveButton(page).click();
  await expect(review(page)).toBeHidden();
  const gone = [ground.growth, "old"];
  expect(await stored(emulator, token.id)).toEqual(asSet(before.filter(({ entityId }) => !gone.includes(entityId))));
});

test("leaving asks, and leads where it was to lead; a token that is read again keeps what is pending", async ({ page, emulator, signIn }) => {
  const { token, ground, before } = await open(page, emulator, signIn, full);
  const began = target(page);
  await role(page, "Workspace Growth analytics").selectOption({ label: "Workspace Owner" });
  await tokenTab(page, "Overview").click();
  await expect(question(page)).toContainText("Discard 1 pending change?");
  await question(page).getByRole("button", { name: "Keep editing" }).click();
  await expect.poll(() => target(page)).toBe(began);
  await page.goBack().catch(() => {});
  await expect(question(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(pending(page)).toContainText("1 pending change");

  // Someone else changes this place, another one, and what is wanted here as well.
  await remove(page, "Workspace Finance marts").click();
  const now: Record<string, Role> = { [ground.growth]: on("WORKSPACE", ground.growth, "WORKSPACE_AUTHOR"), [ground.attribution]: on("DEPLOYMENT", ground.attribution, "queue-reader") };
  const theirs = [...before.filter(({ entityId }) => entityId !== ground.finance).map((held) => now[held.entityId] ?? held), on("DEPLOYMENT", ground.adSpend, "DEPLOYMENT_ADMIN")];
  await setRoles(emulator, token.id, theirs);
  await page.getByRole("button", { name: "Reload this token" }).click();
  await expect(page.getByText("1 change that you had pending stands by now").first()).toBeVisible();
  await expect(line(page, "ad-spend").first()).toContainText("Granted here");
  await expect(role(page, "Deployment attribution in Growth analytics")).toHaveValue("queue-reader");
  await expect(line(page, "Growth analytics").first()).toContainText("Changed meanwhile to Workspace Author");
  await expect(role(page, "Workspace Growth analytics")).toHaveValue("WORKSPACE_OWNER");
  await expect(pending(page)).toContainText("(changed meanwhile: you will be asked)");

  await tokenTab(page, "Overview").click();
  await question(page).getByRole("button", { name: "Discard and leave" }).click();
  await expect(tokenTab(page, "Overview")).toHaveAttribute("aria-current", "page");
  await page.goBack();
  await expect(grants(page)).toBeVisible();
  await expect(pending(page)).toBeHidden();
  await expect.poll(() => target(page)).toBe(began);
  expect(await stored(emulator, token.id)).toEqual(asSet(theirs));
});

/** A save that fails since the token in use is not accepted any more; answers the dialog that asks for another. */
async function refused(page: Page, emulator: Emulator, watch: Watch): Promise<Locator> {
  await role(page, "Workspace Growth analytics").selectOption({ label: "Workspace Owner" });
  watch.expectStatus(401, "/v1/*");
  await rotate(emulator, "Organization Owner");
  await openReview(page);
  await saveButton(page).click();
  return dialog(page, "Sign in again to go on");
}

test("who goes on with a token that can't see this one keeps what is pending", async ({ page, emulator, signIn, watch }) => {
  const { token, ground, before } = await open(page, emulator, signIn, full);
  const again = await refused(page, emulator, watch);
  watch.expectStatus(403, "/v1/*");
  await tokenField(again.page()).last().fill(emulator.token("Organization Member"));
  await again.getByRole("button", { name: "Sign in" }).click();
  await expect(again).toBeHidden();
  await expect(page.getByText("No Workspaces visible to this token")).toBeVisible();
  // It sees no names any more.
  await expect(review(page)).toContainText(ground.growth);
  await saveButton(page).click();
  await expect(review(page)).toContainText("The token that you are signed in with may not do that");
  await review(page).getByRole("button", { name: "Keep editing" }).click();
  await expect(pending(page)).toContainText("1 pending change");
  expect(await stored(emulator, token.id)).toEqual(asSet(before));
});

test("a token that is refused while changes are pending keeps them, and they are saved after signing in again", async ({ page, emulator, signIn, watch }) => {
  const { token, before } = await open(page, emulator, signIn, full);
  const again = await refused(page, emulator, watch);
  await expect(again).toContainText("What you typed is still here.");
  expect(await stored(emulator, token.id)).toEqual(asSet(before));
  await tokenField(again.page()).last().fill(await emulator.sign({ tokenId: tokenIdOf(emulator, "Organization Owner") }));
  await again.getByRole("button", { name: "Sign in" }).click();
  await expect(again).toBeHidden();
  await saveButton(page).click();
  await expect(review(page)).toBeHidden();
  const after = before.map((held) => (held.role === "WORKSPACE_MEMBER" ? { ...held, role: "WORKSPACE_OWNER" } : held));
  expect(await stored(emulator, token.id)).toEqual(asSet(after));
});

test("roles that Astro did not tell, and a read-only session, switch editing off with the reason", async ({ page, emulator, signIn, watch }) => {
  const { token } = await open(page, emulator, signIn, plain);
  await role(page, "Workspace Growth analytics").selectOption({ label: "Workspace Owner" });
  const path = rolesPath(emulator, token).replace(/\/roles$/, "");
  const answer = await emulator.call<{ roles?: Role[] }>(emulator.token("Organization Owner"), path.slice("/v1".length));
  delete answer.roles;
  await watch.fault({ path, method: "GET", status: 200, body: answer });
  await page.getByRole("button", { name: "Reload this token" }).click();
  await expect(off(page)).toContainText("Astro’s last answer carried no grants of this token");
  await expect(grants(page).getByRole("combobox")).toHaveCount(0);
  await expect(pending(page)).toContainText("1 pending change");
  await openReview(page);
  await expect(saveButton(page)).toHaveAttribute("aria-disabled", "true");
  await review(page).getByRole("button", { name: "Keep editing" }).click();
  await page.getByRole("button", { name: "Reload this token" }).click();
  await expect(role(page, "Workspace Growth analytics")).toHaveValue("WORKSPACE_OWNER");
  await page.getByRole("switch", { name: "Read-only" }).click();
  await expect(grants(page).getByRole("combobox")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Add grant" })).toHaveAttribute("aria-disabled", "true");
});

test("by keyboard alone, in sight of axe, with names of any length", async ({ page, emulator, signIn }) => {
  const { token, ground, before } = await open(page, emulator, signIn, (ground) => [
    ...plain(ground),
    ...ODD.map((id) => on("DAG", id, "DAG_VIEWER", ground.attribution)),
  ]);
  await expect(heading(page)).toHaveText(token.name);
  await role(page, "Workspace Growth analytics").focus();
  await chooseOption(page, /^Role on Workspace Growth analytics$/, /^Workspace Owner/);
  await expect(line(page, "Growth analytics").first()).toContainText("was Workspace Member");
  await expect(role(page, "Workspace Growth analytics")).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(line(page, "Growth analytics").first().getByRole("button", { name: /^Everything below/ })).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(undo(page, "Workspace Growth analytics")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(remove(page, "Workspace Growth analytics")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(undo(page, "Workspace Growth analytics")).toBeFocused();
  await page.getByRole("button", { name: "Add grant" }).focus();
  await page.keyboard.press("Enter");
  await expect(adding(page)).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Add grant" })).toBeFocused();
  expect(await accessibilityViolations(page)).toEqual([]);
  // What has the focus goes with the line: it is on the way to add.
  await add(page, "Dags by tag", ground.attribution, "Dag Viewer", "gone again");
  await undo(page, "Dag tag gone again on attribution in Growth analytics").focus();
  await page.keyboard.press("Enter");
  await expect(line(page, "gone again")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Add grant" })).toBeFocused();
  await page.getByRole("button", { name: "Review and save" }).focus();
  await page.keyboard.press("Enter");
  await expect(review(page)).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await saveButton(page).focus();
  await page.keyboard.press("Enter");
  await expect(review(page)).toBeHidden();
  expect(await stored(emulator, token.id)).toEqual(asSet(before.filter(({ entityId }) => entityId !== ground.growth)));
  await expect(page.getByRole("button", { name: "Add grant" })).toBeFocused();
});

test("a role that another Workspace has for itself is not kept when the place changes", async ({ page, emulator, signIn }) => {
  const { name, inside, outside } = await restrictedRole(emulator, await Sample.read(emulator));
  const { token, before } = await open(page, emulator, signIn, ({ organization, growth }) => [on("ORGANIZATION", organization, "ORGANIZATION_MEMBER"), on("WORKSPACE", growth, "WORKSPACE_MEMBER")]);
  await page.getByRole("button", { name: "Add grant" }).click();
  await adding(page).getByRole("radio", { name: "Deployment" }).check();
  const place = adding(page).getByRole("combobox", { name: "Deployment", exact: true });
  await place.fill(inside.id);
  await adding(page).getByRole("combobox", { name: "Role" }).selectOption(name);
  await place.fill(outside.id);
  await adding(page).getByRole("button", { name: "Add", exact: true }).click();
  await expect(adding(page).getByText("Choose a role.")).toBeVisible();
  await expect(adding(page).getByRole("combobox", { name: "Role" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(adding(page)).toBeHidden();
  await expect(pending(page)).toBeHidden();
  expect(await stored(emulator, token.id)).toEqual(asSet(before));
});

test("what floats leaves the bar of pending changes within reach, and a place is found by its name first", async ({ page, emulator, signIn }) => {
  const { ground } = await open(page, emulator, signIn, plain);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    await role(page, "Workspace Finance marts").selectOption({ index: width === 390 ? 2 : 1 });
    await save(page);
    const toast = page.getByRole("button", { name: "Undo", exact: true }).last();
    await expect(toast).toBeVisible();
    await role(page, "Workspace Growth analytics").selectOption({ index: 1 });
    for (const name of ["Discard", "Review and save"]) {
      const button = page.getByRole("button", { name, exact: true });
      await expect(button).toBeVisible();
      const isOnTop = await button.evaluate((button) => {
        const { x, y, width, height } = button.getBoundingClientRect();
        return button.contains(document.elementFromPoint(x + width / 2, y + height / 2));
      });
      expect(isOnTop, `${name} at ${width} px`).toBe(true);
    }
    await page.getByRole("button", { name: "Discard", exact: true }).click();
    const discard = question(page).getByRole("button", { name: /^Discard/ });
    if (await discard.isVisible()) await discard.click();
  }
  // The first three letters of another Workspace's id.
  const other = ground.sample.workspaces.find(({ id }) => id !== ground.growth && id !== ground.finance)!;
  const sought = other.id.slice(1, 4);
  await emulator.control("POST", "rename", { id: ground.sample.workspaces.find(({ id }) => ![ground.growth, ground.finance, other.id].includes(id))!.id, name: `zz ${sought}` });
  await page.reload();
  await page.getByRole("button", { name: "Add grant" }).click();
  await adding(page).getByRole("radio", { name: "Workspace" }).check();
  await adding(page).getByRole("combobox", { name: "Workspace" }).fill(sought);
  await expect(page.getByRole("listbox").getByRole("option").first()).toContainText(`zz ${sought}`);
});
