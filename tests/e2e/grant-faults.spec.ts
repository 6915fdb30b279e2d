// Assigning, changing and removing roles, further grants of a new token, and agent tokens, each against each class of fault, in the
// browser: what the page says is what the emulator holds. Every pair with the look after the write is in tests/native/writes/matrix.rs.

import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { allLoaded, organizationOf } from "../support/console.ts";
import type { Emulator } from "../support/emulator.ts";
import { FAMILIES } from "../support/families.ts";
import { add, addFurther, asSet, deploymentPath, elsewhere, fromRow, fullToken, groundOf, send, stored, storedOfOthers, withRole, workspacePath } from "../support/grants.ts";
import { addButton } from "../support/place.ts";
import type { StateToken } from "../support/sample.ts";
import { CLASSES, type Class, expectFaults, meet, OFFLINE, ran } from "../support/write-faults.ts";
import { dialog, isAccepted, keepToasts, revealed, storeSecret, tokensOfName } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300, agentTokens: true } });
test.setTimeout(120_000);
test.beforeEach(({ page }) => keepToasts(page));

const OWNER = "Organization Owner";
const tokensPath = (emulator: Emulator) => `/v1/organizations/${organizationOf(emulator)}/tokens`;

/** What is said of a save of grants, as the stored set and the class have it. */
const words = (subject: string, stands: boolean, { certain }: Class): string => (stands ? `${subject} saved` : certain ? `${subject} not saved` : `${subject} not saved, so far`);

const toast = (page: Page, title: string): Locator => page.getByRole("region", { name: "Notifications" }).getByRole("listitem").filter({ has: page.getByText(title, { exact: true }) });

const DEEDS = ["assign", "change role", "remove"] as const;
/** Refused, done without an answer, done with an answer that can't be read. */
const FEW = ["403", "cut after", "malformed"];

/** Every class on the first family; on the others those that tell its dialogs from those of the first. */
const RUNS = FAMILIES.flatMap((family, at) =>
  at === 0 ? DEEDS.map((deed) => ({ family, deeds: [deed], classes: [...CLASSES, OFFLINE] })) : [{ family, deeds: [...DEEDS], classes: CLASSES.filter(({ what }) => FEW.includes(what)) }],
);

for (const { family, deeds, classes } of RUNS) {
  test(`${family.command}: ${deeds.join(", ")}`, async ({ page, context, emulator, signIn, watch, clock }) => {
    const around = { page, context, emulator, watch, clock };
    const ground = await groundOf(emulator);
    const token = await fullToken(emulator, ground, family.scope, "every-level");
    const here = family.place(ground);
    const write = { method: "POST" as const, path: `${tokensPath(emulator)}/${token.id}/roles` };
    const without = asSet(token.roles);
    const [otherLabel, otherRole] = family.other(ground);
    const [first, other] = [withRole(without, here, family.role), withRole(without, here, otherRole)];
    const others = await storedOfOthers(emulator, token.id);
    expectFaults(watch);
    await signIn(OWNER, family.path(ground));
    await allLoaded(page);
    const choose = (form: Locator, label: string) => form.getByRole("combobox", { name: family.label }).selectOption({ label });
    const assign = async () => {
      const form = await add(page, family.entry);
      await form.getByRole("combobox", { name: /token$/ }).fill(token.id);
      await choose(form, family.shown);
    };
    const remove = () => fromRow(page, token, family.remove);
    const { name: place } = [ground.workspace, ground.deployment].find(({ id }) => id === here.entityId)!;
    const assigned = (label: string) => `${token.name} is ${label} in ${place}`;
    const removed = `Removed ${token.name} from ${place}`;
    /** It is saved: the dialog is gone, and what is said over the rows is put away. `says`: of the answer that was lost. */
    const settled = async (title: string, says?: RegExp): Promise<void> => {
      await expect(dialog(page)).toBeHidden();
      if (says) await expect(toast(page, title)).toContainText(says);
      await toast(page, title).getByRole("button", { name: "Dismiss" }).click();
    };
    const done = (title: string) => send(page).click().then(() => settled(title));
    /** Opens the dialog, and tells what is to stand, and what is said then. */
    const open = async (deed: (typeof DEEDS)[number]): Promise<[string[], string]> => {
      const now = await stored(emulator, token.id);
      if (deed === "assign") {
        // What an earlier class left.
        if (now.length > without.length) await remove().then(() => done(removed));
        await assign();
        return [first, assigned(family.shown)];
      }
      if (now.length === without.length) await assign().then(() => done(assigned(family.shown)));
      if (deed === "remove") {
        await remove();
        return [without, removed];
      }
      const isOther = JSON.stringify(await stored(emulator, token.id)) === JSON.stringify(other);
      const label = isOther ? family.shown : otherLabel;
      await choose(await fromRow(page, token, /^Change role here/), label);
      return [isOther ? first : other, assigned(label)];
    };
    for (const deed of deeds) {
      let [wanted, title]: [string[], string] = [[], ""];
      await expect(dialog(page)).toBeHidden();
      for (const met of classes) {
        await test.step(`${deed}: ${met.what}`, async () => {
          if (!(await dialog(page).isVisible())) [wanted, title] = await open(deed);
          const before = await stored(emulator, token.id);
          await expect(send(page)).not.toHaveAttribute("aria-disabled");
          await meet(around, met, write, () => send(page).click());
          await context.setOffline(false);
          const now = await stored(emulator, token.id);
          const stands = JSON.stringify(now) === JSON.stringify(wanted);
          expect(now).toEqual(stands ? wanted : before);
          if (met.certain) expect(stands).toBe(false);
          if (ran(met)) expect(stands).toBe(true);
          if (stands) {
            await settled(title, met.says);
            return;
          }
          // Offline the token can't be read, which comes before every save.
          const said = words(deed === "remove" ? "The change is" : "The role is", stands, { ...met, certain: met.certain || met === OFFLINE });
          await expect(dialog(page).getByText(said, { exact: true })).toBeVisible();
          if (met !== OFFLINE) await expect(dialog(page).getByText(met.says)).toBeVisible();
        });
      }
    }
    expect(await storedOfOthers(emulator, token.id)).toEqual(others);
  });
}

for (const met of CLASSES) {
  test(`further grants of a new token: ${met.what}`, async ({ page, context, emulator, signIn, watch, clock }) => {
    const around = { page, context, emulator, watch, clock };
    const ground = await groundOf(emulator);
    const name = "with more";
    const write = { method: "POST" as const, path: `${tokensPath(emulator)}/*/roles` };
    const home = { entityType: "WORKSPACE", entityId: ground.workspace.id, role: "WORKSPACE_AUTHOR" };
    const further = { entityType: "DEPLOYMENT", entityId: ground.deployment.id, role: "DEPLOYMENT_ADMIN" };
    const others = await storedOfOthers(emulator);
    // What is cut is looked into by a request without the token.
    if (met.fault?.cut) watch.expectStatus(401, "/v1/organizations");
    await signIn(OWNER, workspacePath(ground));
    await allLoaded(page);
    await addButton(page).click();
    const form = dialog(page, "Create API token");
    await form.getByRole("textbox", { name: "Name" }).fill(name);
    await form.getByRole("combobox", { name: "Role" }).selectOption({ label: "Workspace Author" });
    await addFurther(form, "Deployment", ground.deployment, "Deployment Admin");
    const create = form.getByRole("button", { name: "Create token" });
    await expect(create).not.toHaveAttribute("aria-disabled");
    await meet(around, met, write, () => create.click());
    // Whatever becomes of the second call, the value is there, and holds.
    expect(await isAccepted(emulator, await revealed(page, name))).toBe(true);
    const made = await tokensOfName(emulator, name);
    expect(made).toHaveLength(1);
    const stands = made[0]!.roles.length === 2;
    expect(asSet(made[0]!.roles)).toEqual(asSet(stands ? [home, further] : [home]));
    if (met.certain) expect(stands).toBe(false);
    if (ran(met)) expect(stands).toBe(true);
    await expect(dialog(page).getByText(words("The further grants are", stands, met), { exact: true })).toBeVisible();
    await expect(dialog(page).getByText(met.says)).toBeVisible();
    if (!stands) {
      await dialog(page).getByRole("button", { name: "Finish" }).click();
      await expect(dialog(page).getByText("The further grants are saved", { exact: true })).toBeVisible();
      expect(await stored(emulator, made[0]!.id)).toEqual(asSet([home, further]));
    }
    await storeSecret(page, name);
    expect(await storedOfOthers(emulator, made[0]!.id)).toEqual(others);
  });
}

/** Names of the agent tokens that these specs make, and of those that they delete. */
const [MADE, SPARE] = [/^made by \d+$/, /^spare \d+$/];

type AgentToken = StateToken & { deploymentId: string };

async function agentsOfName(emulator: Emulator, wanted: string): Promise<AgentToken[]> {
  const { agentTokens } = await emulator.control<{ agentTokens: AgentToken[] }>("GET", "state");
  return agentTokens.filter(({ name }) => name === wanted);
}

/** The agent tokens of all other names, whole. */
async function otherAgents(emulator: Emulator, but: RegExp): Promise<AgentToken[]> {
  const { agentTokens } = await emulator.control<{ agentTokens: AgentToken[] }>("GET", "state");
  return agentTokens.filter(({ name }) => !but.test(name));
}

/** A Deployment with remote execution. */
async function remote(emulator: Emulator): Promise<{ path: string; api: string; post: (name: string) => Promise<unknown> }> {
  const { agentTokens } = await emulator.control<{ agentTokens: AgentToken[] }>("GET", "state");
  const id = agentTokens[0]!.deploymentId;
  const path = `/deployments/${id}/agent-tokens`;
  const ground = await groundOf(emulator);
  return {
    path: deploymentPath({ ...ground, deployment: { ...ground.deployment, id } }),
    api: `/v1/organizations/${organizationOf(emulator)}${path}`,
    post: (name) => elsewhere(emulator, "POST", path, { name }),
  };
}

test("create an agent token", async ({ page, context, emulator, signIn, watch, clock }) => {
  const around = { page, context, emulator, watch, clock };
  const { path, api } = await remote(emulator);
  const [agents, others] = [await otherAgents(emulator, MADE), await storedOfOthers(emulator)];
  expectFaults(watch);
  await signIn(OWNER, path);
  const form = dialog(page, "Create agent token");
  for (const [number, met] of [...CLASSES, OFFLINE].entries()) {
    await test.step(met.what, async () => {
      const name = `made by ${number}`;
      if (!(await form.isVisible())) await page.getByRole("region", { name: "Agent tokens" }).getByRole("button", { name: "Create agent token" }).click();
      await form.getByRole("textbox", { name: "Name" }).fill(name);
      const submit = form.getByRole("button", { name: /Create agent token|Try again/ });
      await expect(submit).not.toHaveAttribute("aria-disabled");
      await meet(around, met, { method: "POST", path: api }, () => submit.click());
      await context.setOffline(false);
      const exist = (await agentsOfName(emulator, name)).length;
      if (ran(met)) expect(exist).toBeGreaterThan(0);
      if (met.certain || met === OFFLINE) {
        expect(exist).toBe(0);
        await expect(form.getByText("Nothing was created", { exact: true })).toBeVisible();
        // Offline the list can't be read, which comes before every creation.
        await expect(form.getByText(met.certain ? met.says : /comes before every creation\. Nothing was sent\./)).toBeVisible();
        return;
      }
      const open = dialog(page, "No certain answer");
      const found = ["No new agent token of that name, so far", "A new agent token of that name exists, but its secret never arrived"][exist] ?? `${exist} new agent tokens of that name exist, but no secret arrived`;
      await expect(open.getByText(found, { exact: true })).toBeVisible();
      await expect(open.getByText(met.says)).toBeVisible();
      await open.getByRole("button", { name: exist === 0 ? "Back to the form" : "Close" }).last().click();
    });
  }
  expect(await otherAgents(emulator, MADE)).toEqual(agents);
  expect(await storedOfOthers(emulator)).toEqual(others);
});

test("delete an agent token", async ({ page, context, emulator, signIn, watch, clock }) => {
  const around = { page, context, emulator, watch, clock };
  const { path, api, post } = await remote(emulator);
  const spares = CLASSES.map((_, number) => `spare ${number}`);
  for (const name of spares) await post(name);
  const [agents, others] = [await otherAgents(emulator, SPARE), await storedOfOthers(emulator)];
  expectFaults(watch);
  watch.expectStatus(404, `${api}/*`);
  await signIn(OWNER, path);
  let name = spares.shift()!;
  const remove = dialog(page).getByRole("button", { name: /^(Delete agent token|Delete once more|Try again.*)$/ });
  for (const met of [...CLASSES, OFFLINE]) {
    await test.step(met.what, async () => {
      if (!(await dialog(page).isVisible())) {
        const row = page.getByRole("table", { name: "Agent tokens" }).getByRole("row").filter({ has: page.getByRole("link", { name: new RegExp(`^${name}\\b`) }) });
        await row.getByRole("button", { name: /^Actions for/ }).click();
        await page.getByRole("menuitem", { name: "Delete…" }).click();
        await dialog(page).getByRole("textbox", { name: "Type Delete to confirm" }).fill("Delete");
      }
      const [{ id }] = (await agentsOfName(emulator, name)) as [AgentToken];
      await expect(remove).not.toHaveAttribute("aria-disabled");
      await meet(around, met, { method: "DELETE", path: `${api}/${id}` }, () => remove.click());
      // The page says something first: until then the deletion may be on its way.
      await expect(page.getByText(/^(Not deleted|Still there, so far|It is not known whether it was deleted)$/).or(page.getByText(`${name} is gone`, { exact: true })).filter({ visible: true }).first()).toBeVisible();
      const isThere = (await agentsOfName(emulator, name)).length === 1;
      if (met.certain) expect(isThere).toBe(true);
      if (ran(met)) expect(isThere).toBe(false);
      const said = met === OFFLINE ? "It is not known whether it was deleted" : met.certain ? "Not deleted" : isThere ? "Still there, so far" : `${name} is gone`;
      const place = isThere ? dialog(page) : page.getByRole("region", { name: "Notifications" }).getByRole("listitem").filter({ hasText: said });
      await expect(place.getByText(said, { exact: true })).toBeVisible();
      await expect(place.getByText(met.says)).toBeVisible();
      await context.setOffline(false);
      if (!isThere) {
        await expect(dialog(page)).toBeHidden();
        await place.getByRole("button", { name: "Dismiss" }).click();
        name = spares.shift()!;
      }
    });
  }
  expect(await otherAgents(emulator, SPARE)).toEqual(agents);
  expect(await storedOfOthers(emulator)).toEqual(others);
});
