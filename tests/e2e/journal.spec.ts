// The journal of a session's own changes, and its export: names, times and outcomes, and never a secret.

import { readFile } from "node:fs/promises";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { heading, organizationOf } from "../support/console.ts";
import { leaks } from "../support/leaks.ts";
import { dialog, fillNewToken, revealed, storeSecret, tokensOfName } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const NAME = "journalled";
const DESCRIPTION = "what nobody else needs to know";

test("what was done is listed and exported, and no value is left anywhere", async ({ page, emulator, signIn, watch }) => {
  await signIn("Organization Owner");
  const journal = page.getByRole("button", { name: /^Journal of this session/ });
  await expect(journal).toHaveCount(0);
  const form = await fillNewToken(page, NAME);
  await form.getByRole("textbox", { name: "Description" }).fill(DESCRIPTION);
  await form.getByRole("button", { name: "Create token" }).click();
  const first = await revealed(page, NAME);
  await storeSecret(page, NAME);
  await expect(journal).toHaveAccessibleName("Journal of this session: 1 change");

  await page.getByRole("searchbox", { name: "Search tokens" }).fill(NAME);
  await page.getByRole("link", { name: NAME }).click();
  await expect(heading(page, NAME)).toBeVisible();
  const rotate = () => dialog(page).getByRole("button", { name: "Rotate token" });
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  const { id } = (await tokensOfName(emulator, NAME))[0]!;
  await watch.fault({ method: "POST", path: `/v1/organizations/${organizationOf(emulator)}/tokens/${id}/rotate`, status: 403, body: { message: "Not today", requestId: "req-journal", statusCode: 403 } });
  await rotate().click();
  await expect(dialog(page).getByText("Not rotated: the secret stays as it was")).toBeVisible();
  // What was refused changed nothing.
  await expect(page.locator("button", { hasText: /: 1 change$/ })).toBeVisible();
  await rotate().click();
  const second = await revealed(page, NAME);
  await storeSecret(page, NAME);

  await expect(journal).toHaveAccessibleName("Journal of this session: 2 changes");
  await journal.click();
  const open = dialog(page, "Changes of this session");
  const entries = open.getByRole("listitem");
  await expect(entries).toHaveCount(3);
  for (const [at, text] of [`Rotate ${NAME}`, `Rotate ${NAME}`, `Create ${NAME}`].entries()) await expect(entries.nth(at)).toContainText(text);
  for (const [at, text] of ["Done", "Not done", "Done"].entries()) await expect(entries.nth(at).getByText(text, { exact: true })).toBeVisible();
  await expect(entries.nth(1)).toContainText("req-journal");
  expect(await accessibilityViolations(page)).toEqual([]);

  const offered = page.waitForEvent("download");
  await open.getByRole("button", { name: "Export as JSON" }).click();
  const download = await offered;
  expect(download.suggestedFilename()).toMatch(/^token-changes-2026-11-22T09-0\d-\d\dZ\.json$/);
  const text = await readFile(await download.path(), "utf8");
  const exported = JSON.parse(text) as { action: string; outcome: string; name: string; tokenId?: string; requestId?: string }[];
  expect(exported.map(({ action, outcome }) => [action, outcome])).toEqual([["create", "done"], ["rotate", "notDone"], ["rotate", "done"]]);
  expect(exported.map(({ name, tokenId }) => [name, tokenId])).toEqual(Array.from({ length: 3 }, () => [NAME, id]));
  expect(exported[1]!.requestId).toBe("req-journal");
  expect(text).not.toContain(DESCRIPTION);

  const where = { page, emulator, watch, downloads: [download], signedIn: true };
  for (const value of [first, second, emulator.token("Organization Owner")]) expect(await leaks(value, where)).toEqual([]);
});

test("the journal ends with the page", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  const form = await fillNewToken(page, NAME);
  await form.getByRole("button", { name: "Create token" }).click();
  await storeSecret(page, NAME);
  await expect(page.getByRole("button", { name: /^Journal of this session/ })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Create token" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Journal of this session/ })).toHaveCount(0);
});
