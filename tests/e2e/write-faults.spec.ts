// Each write against each class of fault, in the browser: what the page says is what the emulator holds. Every pair with the look
// after the write is in tests/native/writes/matrix.rs.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, organizationOf, tokenIdOf } from "../support/console.ts";
import { Sample, type StateToken } from "../support/sample.ts";
import { behindValue, CLASSES, type Class, expectFaults, meet, OFFLINE, wholeValue } from "../support/write-faults.ts";
import { dialog, fillNewToken, isAccepted, keepToasts, revealed, storeSecret, tokenNow, tokensOfName } from "../support/writes.ts";
import { type Emulator, START } from "../support/emulator.ts";

test.use({ emulatorOptions: { tokens: 300 } });
test.setTimeout(120_000);
test.beforeEach(({ page }) => keepToasts(page));

const OWNER = "Organization Owner";
const tokensPath = (emulator: Emulator) => `/v1/organizations/${organizationOf(emulator)}/tokens`;

/** Tokens that are not in use here, still valid, and each the only one of its name. */
async function pick(emulator: Emulator): Promise<{ sample: Sample; tokens: StateToken[] }> {
  const sample = await Sample.read(emulator);
  const names = new Map<string, number>();
  for (const { name } of sample.tokens) names.set(name, (names.get(name) ?? 0) + 1);
  const printed = emulator.tokens.map(({ name }) => tokenId(emulator, name));
  const tokens = sample.tokens.filter(({ id, name, scope, endAt }) => scope === "ORGANIZATION" && names.get(name) === 1 && !printed.includes(id) && (endAt === undefined || endAt > START));
  return { sample, tokens };
}

const tokenId = (emulator: Emulator, name: string): string | undefined => (/session/i.test(name) ? undefined : tokenIdOf(emulator, name));

/** The whole of an answer to the same write, past the page. */
async function dryRun(emulator: Emulator, path: string, body?: string): Promise<string> {
  const answer = await fetch(new URL(path, emulator.apiOrigin), {
    method: "POST",
    headers: { authorization: `Bearer ${emulator.token(OWNER)}`, ...(body === undefined ? {} : { "content-type": "application/json" }) },
    ...(body === undefined ? {} : { body }),
  });
  expect(answer.ok).toBe(true);
  return answer.text();
}

/** Connections that break inside the body: one byte before the value is whole, and right when it is. */
const insideOf = (body: string): Class[] =>
  [1, 0].map((missing) => ({ what: `cut ${missing} bytes before the end of the value`, fault: { cut: "inside", shortBy: behindValue(body) + missing }, certain: false, says: /ended before an answer came/ }));

const hasWhole = ({ fault }: Class, whole: string): boolean => fault?.cut === "inside" && wholeValue(whole.slice(0, whole.length - fault.shortBy!)) !== undefined;

/** Looks at one refusal and at one missing answer of each write: the others read alike. */
async function expectAccessible(page: Page, { what }: Class): Promise<void> {
  if (["400 with fields", "500 before", "500 after"].includes(what)) expect(await accessibilityViolations(page)).toEqual([]);
}

test("create", async ({ page, context, emulator, signIn, watch, clock }) => {
  const around = { page, context, emulator, watch, clock };
  const write = { method: "POST" as const, path: tokensPath(emulator) };
  expectFaults(watch);
  await signIn(OWNER);
  const form = dialog(page, "Create API token");
  let [number, posted] = [0, ""];
  page.on("request", (request) => {
    if (request.method() === "POST") posted = request.postData() ?? "";
  });
  const meetOne = async (met: Class, whole = ""): Promise<void> => {
    const name = `new ${String((number += 1)).padStart(2, "0")}`;
    if (await form.isVisible()) await form.getByRole("textbox", { name: "Name" }).fill(name);
    else await fillNewToken(page, name);
    const submit = form.getByRole("button", { name: /Create token|Try again/ });
    await expect(submit).not.toHaveAttribute("aria-disabled");
    await meet(around, met, write, () => submit.click());
    const exist = (await tokensOfName(emulator, name)).length;
    if (hasWhole(met, whole)) {
      expect(exist).toBe(1);
      const value = await revealed(page, name);
      expect(await isAccepted(emulator, value)).toBe(true);
      await storeSecret(page, name);
      return;
    }
    const open = dialog(page, met.certain ? "Create API token" : "No certain answer");
    await expect(open.getByText(met.says)).toBeVisible();
    if (met.certain) {
      expect(exist).toBe(0);
      await expect(open.getByText("Nothing was created", { exact: true })).toBeVisible();
      await expectAccessible(page, met);
      return;
    }
    const found = ["No new token of that name, so far", "A new token of that name exists, but its secret never arrived"][exist] ?? `${exist} new tokens of that name exist, but no secret arrived`;
    await expect(open.getByText(found, { exact: true })).toBeVisible();
    await expectAccessible(page, met);
    await open.getByRole("button", { name: exist === 0 ? "Back to the form" : "Close" }).last().click();
  };
  for (const met of CLASSES) await test.step(met.what, () => meetOne(met));
  const body = await dryRun(emulator, write.path, posted);
  for (const met of insideOf(body)) await test.step(met.what, () => meetOne(met, body));
});

test("rotate", async ({ page, context, emulator, signIn, watch, clock }) => {
  const around = { page, context, emulator, watch, clock };
  const { sample, tokens } = await pick(emulator);
  const { id, name } = tokens[0]!;
  const write = { method: "POST" as const, path: `${tokensPath(emulator)}/${id}/rotate` };
  expectFaults(watch);
  await signIn(OWNER, sample.path({ id }));
  const rotate = dialog(page).getByRole("button", { name: /^(Rotate token|Rotate once more|Try again.*)$/ });
  const meetOne = async (met: Class, whole = ""): Promise<void> => {
    if (!(await dialog(page).isVisible())) await page.getByRole("button", { name: "Rotate", exact: true }).click();
    await expect(rotate).not.toHaveAttribute("aria-disabled");
    const before = (await tokenNow(emulator, id))!.lastRotatedAt;
    // Two rotations within one second of the emulator could not be told apart.
    await clock.advance(2_000);
    await meet(around, met, write, () => rotate.click());
    const isRotated = (await tokenNow(emulator, id))!.lastRotatedAt !== before;
    if (hasWhole(met, whole)) {
      expect(isRotated).toBe(true);
      expect(await isAccepted(emulator, await revealed(page, name))).toBe(true);
      await storeSecret(page, name);
      return;
    }
    await expect(dialog(page).getByText(met.says)).toBeVisible();
    if (met.certain) expect(isRotated).toBe(false);
    const words = met.certain ? "Not rotated: the secret stays as it was" : isRotated ? "Rotated, but the new secret never arrived" : "Not rotated, so far";
    await expect(dialog(page).getByText(words, { exact: true })).toBeVisible();
    await expectAccessible(page, met);
  };
  for (const met of CLASSES) await test.step(met.what, () => meetOne(met));
  const body = await dryRun(emulator, write.path);
  for (const met of insideOf(body)) await test.step(met.what, () => meetOne(met, body));
  await test.step(OFFLINE.what, async () => {
    await page.getByRole("button", { name: "Rotate", exact: true }).click();
    const before = (await tokenNow(emulator, id))!.lastRotatedAt;
    await meet(around, OFFLINE, write, () => rotate.click());
    await expect(dialog(page).getByText("Not rotated: nothing was sent", { exact: true })).toBeVisible();
    await expect(dialog(page).getByText(/comes before every rotation\./)).toBeVisible();
    await context.setOffline(false);
    expect((await tokenNow(emulator, id))!.lastRotatedAt).toBe(before);
  });
});

/** Opens the dialog from the row of a token. */
async function openDelete(page: Page, { id, name, shortToken }: StateToken): Promise<void> {
  await page.getByRole("searchbox", { name: "Search tokens" }).fill(id);
  await page.getByRole("button", { name: `Actions for ${name}, …${shortToken}` }).click();
  await page.getByRole("menuitem", { name: "Delete…" }).click();
  await dialog(page).getByRole("textbox", { name: "Type Delete to confirm" }).fill("Delete");
}

test("delete", async ({ page, context, emulator, signIn, watch, clock }) => {
  const around = { page, context, emulator, watch, clock };
  const { tokens } = await pick(emulator);
  expectFaults(watch);
  watch.expectStatus(404, `${tokensPath(emulator)}/*`);
  await signIn(OWNER);
  await allLoaded(page);
  const remove = dialog(page).getByRole("button", { name: /^(Delete token|Delete once more|Try again.*)$/ });
  let token = tokens.shift()!;
  const meetOne = async (met: Class): Promise<void> => {
    if (!(await dialog(page).isVisible())) await openDelete(page, token);
    await expect(remove).not.toHaveAttribute("aria-disabled");
    await meet(around, met, { method: "DELETE", path: `${tokensPath(emulator)}/${token.id}` }, () => remove.click());
    // The page says something first: until then the deletion may be on its way.
    await expect(page.getByText(/^(Not deleted|Still there, so far)$/).or(page.getByText(`${token.name} is gone`, { exact: true })).filter({ visible: true }).first()).toBeVisible();
    const isThere = (await tokenNow(emulator, token.id)) !== undefined;
    if (met.certain) expect(isThere).toBe(true);
    const words = met.certain ? "Not deleted" : isThere ? "Still there, so far" : `${token.name} is gone`;
    const place = isThere ? dialog(page) : page.getByRole("region", { name: "Notifications" }).getByRole("listitem").filter({ hasText: words });
    await expect(place.getByText(words, { exact: true })).toBeVisible();
    await expect(place.getByText(met.says)).toBeVisible();
    await expectAccessible(page, met);
    if (!isThere) {
      await expect(dialog(page)).toBeHidden();
      await place.getByRole("button", { name: "Dismiss" }).click();
      token = tokens.shift()!;
    }
  };
  for (const met of CLASSES) await test.step(met.what, () => meetOne(met));
  await test.step(OFFLINE.what, async () => {
    await openDelete(page, token);
    await meet(around, OFFLINE, { method: "DELETE", path: "" }, () => remove.click());
    await expect(dialog(page).getByText(OFFLINE.says)).toBeVisible();
    await expect(dialog(page).getByText("It is not known whether it was deleted", { exact: true })).toBeVisible();
    await context.setOffline(false);
    await dialog(page).getByRole("button", { name: "Look again" }).click();
    expect(await tokenNow(emulator, token.id)).toBeDefined();
    await expect(dialog(page).getByText("Still there, so far", { exact: true })).toBeVisible();
  });
});

test("edit", async ({ page, context, emulator, signIn, watch, clock }) => {
  const around = { page, context, emulator, watch, clock };
  const { sample, tokens } = await pick(emulator);
  const { id } = tokens.find(({ roles }) => roles.some(({ entityType, role }) => entityType === "ORGANIZATION" && role === "ORGANIZATION_MEMBER"))!;
  expectFaults(watch);
  await signIn(OWNER, sample.path({ id }));
  const form = dialog(page, /^Edit /);
  const save = form.getByRole("button", { name: /^(Save|Save the rest|Try again.*)$/ });
  const role = form.getByRole("combobox", { name: "Organization role" });
  const roleNow = async () => (await tokenNow(emulator, id))!.roles.find(({ entityType }) => entityType === "ORGANIZATION")!.role;
  const ROLES = new Map([["ORGANIZATION_MEMBER", "Organization Member"], ["ORGANIZATION_BILLING_ADMIN", "Organization Billing Admin"]]);
  let number = 0;
  const open = async () => {
    if (!(await form.isVisible())) await page.getByRole("button", { name: "Edit", exact: true }).click();
  };
  /** One save of one part: whether it stands is read from the emulator, and compared with what is said. */
  const meetOne = async (met: Class, part: string, path: string, change: () => Promise<void>, stands: () => Promise<boolean>): Promise<void> => {
    await open();
    await change();
    await expect(save).not.toHaveAttribute("aria-disabled");
    await meet(around, met, { method: "POST", path }, () => save.click());
    const isSaved = await stands();
    if (met.certain) expect(isSaved).toBe(false);
    if (isSaved) {
      await expect(form).toBeHidden();
      const toast = page.getByRole("region", { name: "Notifications" }).getByRole("listitem").last();
      await expect(toast).toContainText(/^Saved /);
      await toast.getByRole("button", { name: "Dismiss" }).click();
      return;
    }
    await expect(form.getByText(met.certain ? part : `${part}, so far`, { exact: true })).toBeVisible();
    await expect(form.getByText(met.says)).toBeVisible();
    await expectAccessible(page, met);
  };
  for (const met of CLASSES) {
    await test.step(`details, ${met.what}`, async () => {
      const name = `renamed ${(number += 1)}`;
      await meetOne(met, "Name and description are not saved", `${tokensPath(emulator)}/${id}`, () => form.getByRole("textbox", { name: "Name" }).fill(name), async () => (await tokenNow(emulator, id))!.name === name);
    });
  }
  await test.step(OFFLINE.what, async () => {
    await open();
    await form.getByRole("textbox", { name: "Name" }).fill("never sent");
    await meet(around, OFFLINE, { method: "POST", path: "" }, () => save.click());
    await expect(form.getByText("Name and description are not saved", { exact: true })).toBeVisible();
    await expect(form.getByText(/comes before every save\. Nothing was sent\./)).toBeVisible();
    await context.setOffline(false);
    expect((await tokenNow(emulator, id))!.name).not.toBe("never sent");
    await form.getByRole("textbox", { name: "Name" }).fill((await tokenNow(emulator, id))!.name);
  });
  for (const met of CLASSES) {
    await test.step(`role, ${met.what}`, async () => {
      const before = await roleNow();
      const wanted = [...ROLES.keys()].find((other) => other !== before)!;
      await meetOne(met, "The role is not saved", `${tokensPath(emulator)}/${id}/roles`, async () => void (await role.selectOption({ label: ROLES.get(wanted)! })), async () => (await roleNow()) === wanted);
    });
  }
});
