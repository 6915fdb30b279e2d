// Several people at the grants of one token: what others change survives, what both change is asked, and a race that is lost
// is named. Callers who see a part revoke nothing of the rest.

import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { grants, line, off, openReview, pending, remove, review, role, rolesPath, save, saveButton, tokenOf } from "../support/access.ts";
import { allCounted, connectWith, organizationOf, tokenField } from "../support/console.ts";
import { asSet, fullToken, type Ground, growthGround, rolesOf, setRoles, stored, storedOfOthers, withRole } from "../support/grants.ts";
import type { Role, StateToken } from "../support/sample.ts";
import { dialog, pressOff, sent, tokenNow } from "../support/writes.ts";
import type { Emulator } from "../support/emulator.ts";

test.use({ emulatorOptions: { tokens: 400 } });

type Here = Pick<Role, "entityType" | "entityId">;

interface Picked {
  ground: Ground;
  /** Of the Organization, with every level that its home allows. */
  token: StateToken;
  /** Its whole set with these roles in the two Workspaces; without one, with none there. */
  set: (growth?: string, finance?: string) => string[];
}

async function pick(emulator: Emulator): Promise<Picked> {
  const ground = await growthGround(emulator);
  const full = await fullToken(emulator, ground, "ORGANIZATION", "every-level");
  const [growth, finance] = [ground.workspace, ground.otherWorkspace].map(({ id }) => ({ entityType: "WORKSPACE", entityId: id })) as [Here, Here];
  const set = (inGrowth?: string, inFinance?: string) => withRole(withRole(asSet(full.roles), growth, inGrowth), finance, inFinance);
  await setRoles(emulator, full.id, rolesOf(set("WORKSPACE_MEMBER", "WORKSPACE_MEMBER")));
  return { ground, token: (await tokenNow(emulator, full.id))!, set };
}

/** The same token in a tab of its own, signed in for itself. */
async function another(context: BrowserContext, emulator: Emulator, at: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(at);
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(tokenField(page)).toBeHidden();
  await expect(grants(page)).toContainText("Growth analytics");
  await allCounted(page);
  return page;
}

const GROWTH = "Workspace Growth analytics";
const FINANCE = "Workspace Finance marts";

test("two tabs: different places both stand, the same place is asked, and either answer holds", async ({ page, context, emulator, signIn }) => {
  const { ground, token, set } = await pick(emulator);
  const others = await storedOfOthers(emulator, token.id);
  const at = ground.sample.path(token, "/access");
  await signIn("Organization Owner", at);
  await expect(grants(page)).toContainText("Growth analytics");
  // Lines move for as long as what they name is being read.
  await allCounted(page);
  const other = await another(context, emulator, at);

  await role(other, FINANCE).selectOption({ label: "Workspace Owner" });
  await role(page, GROWTH).selectOption({ label: "Workspace Author" });
  await save(page);
  await save(other);
  expect(await stored(emulator, token.id)).toEqual(set("WORKSPACE_AUTHOR", "WORKSPACE_OWNER"));
  await expect(role(other, GROWTH)).toHaveValue("WORKSPACE_AUTHOR");

  // Both change one place; the second is asked, and takes its own.
  await role(other, GROWTH).selectOption({ label: "Workspace Owner" });
  await role(page, GROWTH).selectOption({ label: "Workspace Operator" });
  await save(page);
  await openReview(other);
  await saveButton(other).click();
  const choice = review(other).getByRole("group", { name: `Which role shall stand: ${GROWTH}?` });
  await expect(choice).toBeVisible();
  await expect(review(other)).not.toContainText("you will be asked");
  await expect(choice.getByRole("radio", { name: /Workspace Operator/ })).not.toBeChecked();
  await expect(choice.getByRole("radio", { name: /Workspace Owner/ })).not.toBeChecked();
  await expect(saveButton(other)).toHaveAttribute("aria-disabled", "true");
  expect(await stored(emulator, token.id)).toEqual(set("WORKSPACE_OPERATOR", "WORKSPACE_OWNER"));
  await choice.getByRole("radio", { name: /Workspace Owner/ }).check();
  await saveButton(other).click();
  await expect(review(other)).toBeHidden();
  expect(await stored(emulator, token.id)).toEqual(set("WORKSPACE_OWNER", "WORKSPACE_OWNER"));

  // One removes what the other changes; the second is asked, and leaves it to the first.
  await remove(page, FINANCE).click();
  await save(page);
  await role(other, FINANCE).selectOption({ label: "Workspace Member" });
  await openReview(other);
  await saveButton(other).click();
  const second = review(other).getByRole("group", { name: `Which role shall stand: ${FINANCE}?` });
  await second.getByRole("radio", { name: /no role/ }).check();
  await saveButton(other).click();
  await expect(review(other)).toBeHidden();
  await expect(pending(other)).toBeHidden();
  expect(await stored(emulator, token.id)).toEqual(set("WORKSPACE_OWNER"));
  expect(await storedOfOthers(emulator, token.id)).toEqual(others);
  await other.close();
});

test("a lost race is noticed by reading back, named, and applied again", async ({ page, emulator, signIn, watch }) => {
  const { ground, token, set } = await pick(emulator);
  const others = await storedOfOthers(emulator, token.id);
  await signIn("Organization Owner", ground.sample.path(token, "/access"));
  await allCounted(page);
  await role(page, GROWTH).selectOption({ label: "Workspace Owner" });
  await remove(page, FINANCE).click();
  const path = rolesPath(emulator, token);
  await watch.fault({ method: "POST", path, meanwhile: [{ when: "after", method: "POST", path, body: { roles: rolesOf(set("WORKSPACE_AUTHOR")) } }] });
  await openReview(page);
  await saveButton(page).click();
  await expect(review(page).getByText("Written, but someone else wrote right after it")).toBeVisible();
  const lost = review(page).getByRole("listitem").filter({ hasText: "was sent" });
  await expect(lost).toHaveCount(1);
  await expect(lost).toContainText(`${GROWTH}: Workspace Owner was sent, it has Workspace Author now.`);
  expect(await stored(emulator, token.id)).toEqual(set("WORKSPACE_AUTHOR"));
  await review(page).getByRole("button", { name: "Apply again" }).click();
  await expect(review(page)).toBeHidden();
  await expect(pending(page)).toBeHidden();
  expect(await stored(emulator, token.id)).toEqual(set("WORKSPACE_OWNER"));
  expect(await storedOfOthers(emulator, token.id)).toEqual(others);
});

for (const caller of ["Workspace Owner", "Deployment Admin", "Owner of one Workspace, Member of the Organization"]) {
  test(`${caller}: what is hidden is never revoked`, async ({ page, emulator, signIn, watch }) => {
    const { ground, token: everywhere, set } = await pick(emulator);
    const { sample } = ground;
    const growth = { entityType: "WORKSPACE", entityId: ground.workspace.id };
    const own = await fullToken(emulator, ground, caller === "Deployment Admin" ? "DEPLOYMENT" : "WORKSPACE", "of-this-place");
    const wide = withRole(set("WORKSPACE_MEMBER", "WORKSPACE_OWNER"), { entityType: "DEPLOYMENT", entityId: ground.deployment.id }, "DEPLOYMENT_ADMIN");
    await setRoles(emulator, everywhere.id, rolesOf(wide));
    // What no contract version of this caller tells stays by itself.
    await emulator.switches({ newerContract: false, narrowGrants: true });
    watch.expectStatus(403, "/v1/organizations/*/tokens");
    if (caller.startsWith("Owner of one")) {
      const person = tokenOf(emulator, sample, "ORGANIZATION", ({ id, endAt }) => id !== everywhere.id && (endAt ?? "9") > "2027");
      await setRoles(emulator, person.id, [{ entityType: "ORGANIZATION", entityId: organizationOf(emulator), role: "ORGANIZATION_MEMBER" }, { ...growth, role: "WORKSPACE_OWNER" }]);
      await page.goto(ground.sample.path(everywhere, "/access"));
      await connectWith(page, await emulator.sign({ tokenId: person.id }));
    } else {
      await signIn(caller, ground.sample.path(everywhere, "/access"));
    }
    const others = await storedOfOthers(emulator);
    const writes = await sent(emulator, "POST", /./);
    /** What begins a change is off or not there, and pressing it leads to nothing. */
    const expectNoWay = async () => {
      await expect(grants(page).getByRole("combobox")).toHaveCount(0);
      await pressOff(page.getByRole("button", { name: "Add grant" }));
      await expect(dialog(page)).toHaveCount(0);
      await expect(grants(page).getByRole("button", { name: /^(?!Copy )/ })).toHaveCount(0);
      await expect(pending(page)).toBeHidden();
    };
    // Its home is out of sight: nothing can be saved.
    await expect(off(page)).toContainText("The grant at home is not among those that you can see");
    await expectNoWay();

    await page.goto(ground.sample.path(own, "/access"));
    await expect(line(page, "daily").first()).toBeVisible();
    // Its home is in sight, but the other token shows that grants are hidden from this session.
    await expect(off(page)).toContainText("Astro hides grants from you");
    await expectNoWay();
    expect(await sent(emulator, "POST", /./)).toBe(writes);
    expect(await storedOfOthers(emulator)).toEqual(others);
  });
}

test("the page is left while a save is under way: that is said, and what came of it is told on the next one", async ({ page, emulator, signIn, watch }) => {
  const { ground, token, set } = await pick(emulator);
  await signIn("Organization Owner", ground.sample.path(token));
  await allCounted(page);
  await page.getByRole("navigation", { name: "Token" }).getByRole("link", { name: /^Access/ }).click();
  await role(page, GROWTH).selectOption({ label: "Workspace Owner" });
  await openReview(page);
  await watch.fault({ method: "POST", path: rolesPath(emulator, token), held: true });
  await saveButton(page).click();
  await expect(saveButton(page)).toHaveText("Asking Astro…");
  await page.evaluate(() => history.back());
  const leave = dialog(page, "Discard 1 pending change?");
  await expect(leave).toContainText("Astro has not answered yet: what was sent may still be done");
  await leave.getByRole("button", { name: "Discard and leave" }).click();
  await expect(grants(page)).toBeHidden();
  await watch.release();
  const told = page.getByRole("region", { name: "Notifications" }).getByRole("listitem");
  await expect(told.getByRole("button", { name: "Undo" })).toBeVisible();
  expect(await stored(emulator, token.id)).toEqual(set("WORKSPACE_OWNER", "WORKSPACE_MEMBER"));
  await told.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => stored(emulator, token.id)).toEqual(set("WORKSPACE_MEMBER", "WORKSPACE_MEMBER"));
});

test("Undo of several changes of which others changed one again names that one, and takes the rest back", async ({ page, emulator, signIn }) => {
  const { ground, token, set } = await pick(emulator);
  await signIn("Organization Owner", ground.sample.path(token, "/access"));
  await allCounted(page);
  await role(page, GROWTH).selectOption({ label: "Workspace Owner" });
  await role(page, FINANCE).selectOption({ label: "Workspace Owner" });
  await save(page);
  const others = set("WORKSPACE_OPERATOR", "WORKSPACE_OWNER");
  await setRoles(emulator, token.id, rolesOf(others));
  const messages = page.getByRole("region", { name: "Notifications" });
  await messages.getByRole("button", { name: "Undo", exact: true }).click();
  await expect(messages).toContainText(`What was changed again since stands: ${GROWTH}. Nothing was sent.`);
  expect(await stored(emulator, token.id)).toEqual(others);
  await messages.getByRole("button", { name: "Undo the rest" }).click();
  await expect.poll(() => stored(emulator, token.id)).toEqual(set("WORKSPACE_OPERATOR", "WORKSPACE_MEMBER"));
  await expect(messages.getByText(`Took back the change to ${token.name}`, { exact: true })).toBeVisible();
});
