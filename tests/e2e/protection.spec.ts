// The extra step before the last Organization Owner token in sight is taken away or made less. The one before one's own
// token is with each of the writes.

import { START } from "../support/emulator.ts";
import { expect, test } from "../support/fixtures.ts";
import { connectWith, organizationOf } from "../support/console.ts";
import { Sample, type StateToken } from "../support/sample.ts";
import { dialog, tokenNow } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 400 } });

const OWNER = "ORGANIZATION_OWNER";
const isOwner = (token: StateToken): boolean => token.roles.some(({ role }) => role === OWNER);

test("deleting and demoting it say what follows, and wait until that was read", async ({ page, emulator }) => {
  const session = emulator.token("Personal session");
  const sample = await Sample.read(emulator);
  const owners = sample.tokens.filter((token) => token.organizationId === organizationOf(emulator) && isOwner(token));
  const last = owners.find(({ endAt }) => endAt === undefined || endAt > START)!;
  for (const { id } of owners.filter(({ id }) => id !== last.id)) {
    const address = `${emulator.api}/organizations/${organizationOf(emulator)}/tokens/${id}`;
    const answer = await fetch(address, { method: "DELETE", headers: { authorization: `Bearer ${session}` } });
    expect(answer.status).toBe(204);
  }
  await page.goto(sample.path(last));
  await connectWith(page, session);
  await page.getByRole("button", { name: "Northwind Data" }).click();

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog(page).getByText(/the last Organization Owner token that you can see/)).toBeVisible();
  await dialog(page).getByRole("textbox", { name: "Type Delete to confirm" }).fill("Delete");
  await dialog(page).getByRole("button", { name: "Delete token" }).click({ force: true });
  expect(await tokenNow(emulator, last.id)).toBeDefined();
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toBeHidden();

  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await expect(dialog(page).getByText(/the last Organization Owner token/)).toBeHidden();
  await dialog(page).getByRole("combobox", { name: "Organization role" }).selectOption({ label: "Organization Member" });
  await expect(dialog(page).getByText(/the last Organization Owner token that you can see/)).toBeVisible();
  const save = dialog(page).getByRole("button", { name: "Save" });
  await save.click({ force: true });
  expect(isOwner((await tokenNow(emulator, last.id))!)).toBe(true);
  await dialog(page).getByRole("checkbox", { name: "I understand what follows" }).check();
  await save.click();
  await expect(dialog(page)).toBeHidden();
  expect(isOwner((await tokenNow(emulator, last.id))!)).toBe(false);
});
