// A token that is deleted elsewhere while it is open here: nothing more is offered to be done to it, and each says why.

import { pending, remove } from "../support/access.ts";
import { allCounted, allLoaded } from "../support/console.ts";
import { add, branch, elsewhere, fromRow, growthGround, send, workspacePath } from "../support/grants.ts";
import { expect, test } from "../support/fixtures.ts";
import { dialog, openRead, pressOff, sent } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const GONE = /^This token no longer exists, or is out of your sight\.$/;

test("a role is neither changed nor assigned, and what it was here is not said any more", async ({ page, emulator, signIn, watch }) => {
  const ground = await growthGround(emulator);
  const token = await branch(emulator, ground);
  watch.expectStatus(404, `/v1/organizations/*/tokens/${token.id}`);
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  const form = await add(page, "Add Organization token");
  await openRead(page, token.id, () => form.getByRole("combobox", { name: /token$/ }).fill(token.id));
  await expect(form.getByText("here now, so this changes its role.")).toBeVisible();
  await elsewhere(emulator, "DELETE", `/tokens/${token.id}`);
  await form.getByRole("combobox", { name: "Workspace role" }).selectOption({ label: "Workspace Owner" });
  await send(page).click();
  await expect(send(page)).toHaveAccessibleDescription(GONE);
  await expect(form.getByText("here now")).toHaveCount(0);
  // A save begins with a reading.
  const asked = await sent(emulator, "GET", new RegExp(`/tokens/${token.id}$`));
  await pressOff(send(page));
  expect(await sent(emulator, "GET", new RegExp(`/tokens/${token.id}$`))).toBe(asked);
});

test("a role is not changed where it was found to be gone", async ({ page, emulator, signIn, watch }) => {
  const ground = await growthGround(emulator);
  const token = await branch(emulator, ground);
  watch.expectStatus(404, `/v1/organizations/*/tokens/${token.id}`);
  await signIn("Organization Owner", workspacePath(ground));
  await allLoaded(page);
  const change = await openRead(page, token.id, () => fromRow(page, token, /^Change role here/));
  await change.getByRole("combobox", { name: "Workspace role" }).selectOption({ label: "Workspace Owner" });
  await elsewhere(emulator, "DELETE", `/tokens/${token.id}`);
  await send(page).click();
  await expect(send(page)).toHaveAccessibleDescription(GONE);
});

test("what is pending is neither reviewed nor saved", async ({ page, emulator, signIn, watch }) => {
  const ground = await growthGround(emulator);
  const token = await branch(emulator, ground);
  watch.expectStatus(404, `/v1/organizations/*/tokens/${token.id}`);
  await signIn("Organization Owner", ground.sample.path(token, "/access"));
  await allCounted(page);
  await remove(page, `Workspace ${ground.otherWorkspace.name}`).click();
  await elsewhere(emulator, "DELETE", `/tokens/${token.id}`);
  await page.getByRole("button", { name: "Reload this token" }).click();
  await expect(page.getByText("Nothing can be changed here now.")).toContainText("This token no longer exists");
  const review = pending(page).getByRole("button", { name: "Review and save" });
  await expect(review).toHaveAccessibleDescription(GONE);
  await pressOff(review);
  await expect(dialog(page)).toHaveCount(0);
});

test("details are not saved once it was found to be gone", async ({ page, emulator, signIn, watch }) => {
  const ground = await growthGround(emulator);
  const token = await branch(emulator, ground);
  watch.expectStatus(404, `/v1/organizations/*/tokens/${token.id}`);
  await signIn("Organization Owner", ground.sample.path(token));
  await allCounted(page);
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  const form = dialog(page, /^Edit /);
  await form.getByRole("textbox", { name: "Description" }).fill("another");
  await elsewhere(emulator, "DELETE", `/tokens/${token.id}`);
  const save = form.getByRole("button", { name: /^Save/ });
  await save.click();
  await expect(save).toHaveAccessibleDescription(GONE);
});
