// Every token that the emulator offers to paste: what the page lists is what the emulator says that it may read.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import type { Emulator } from "../support/emulator.ts";
import { listedIds } from "../support/listed.ts";
import { allLoaded, connectButton, connectWith, heading, organizationOf, placesOf, table, tokenField, tokenIdOf } from "../support/console.ts";

test.use({ emulatorOptions: { tokens: 2_600 } });
// Every row is scrolled into the page once, which takes a busy machine its time.
test.setTimeout(120_000);

const RANK = "Listing the whole Organization needs Organization Owner.";

/** Holds the page against the table of rights: the complete set, and the count beside the heading. */
async function expectListed(page: Page, emulator: Emulator, caller: { tokenId: string } | { userId: string; organizationId: string }): Promise<number> {
  await allLoaded(page);
  const { ids } = await emulator.readable(caller);
  await expect(heading(page).locator("..")).toContainText(ids.length.toLocaleString("en-GB"));
  expect((await listedIds(page)).toSorted()).toEqual(ids.toSorted());
  return ids.length;
}

test("Organization Owner: every token", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner");
  const count = await expectListed(page, emulator, { tokenId: tokenIdOf(emulator, "Organization Owner") });
  expect(count).toBe(2_600);
  await expect(page.getByText(RANK)).toHaveCount(0);
});

test("Organization Member without a Workspace: words, and a way on", async ({ page, emulator, signIn, watch }) => {
  watch.expectStatus(403, "/v1/organizations/*/tokens");
  await signIn("Organization Member");
  expect((await emulator.readable({ tokenId: tokenIdOf(emulator, "Organization Member") })).count).toBe(0);
  await expect(page.getByText("This token has no role in any Workspace")).toBeVisible();
  await expect(page.getByText("Someone with Organization Owner or Workspace Owner can give it a role.")).toBeVisible();
  await expect(table(page)).toBeHidden();
  await page.getByRole("button", { name: "Use another token" }).click();
  await expect(tokenField(page)).toBeFocused();
  await connectWith(page, emulator.token("Workspace Member"));
  await expect(table(page)).toBeVisible();
});

for (const [caller, places] of [
  ["Workspace Owner", /Tokens of what this token can see: 1 Workspace and \d+ Deployments?/],
  ["Workspace Member", /Tokens of what this token can see: 1 Workspace and \d+ Deployments?/],
  ["Deployment Admin", "Tokens of what this token can see: 1 Workspace and 1 Deployment"],
] as const) {
  test(`${caller}: the union over what it sees, and what is out of reach is said`, async ({ page, emulator, signIn, watch }) => {
    watch.expectStatus(403, "/v1/organizations/*/tokens");
    await signIn(caller);
    const count = await expectListed(page, emulator, { tokenId: tokenIdOf(emulator, caller) });
    expect(count).toBeGreaterThan(0);
    expect(count).toBeLessThan(2_600);
    await expect(page.getByText(places)).toBeVisible();
    await expect(page.getByText(RANK)).toBeVisible();
  });
}

test("Deployment Admin is told that the Workspace around it is out of its reach", async ({ page, signIn, watch }) => {
  watch.expectStatus(403, "/v1/organizations/*/tokens");
  await signIn("Deployment Admin");
  await expect(page.getByText("It can’t see the tokens of Growth analytics.")).toBeVisible();
});

test("a token out of reach is refused for that reason, with a way back", async ({ page, emulator, signIn, watch }) => {
  watch.expectStatus(403, "/v1/organizations/*");
  const own = tokenIdOf(emulator, "Organization Owner");
  const { tokens } = await placesOf(emulator);
  await signIn("Workspace Member", `${tokens}/${own}`);
  await expect(page.getByText("This token may not see that")).toBeVisible();
  await page.getByRole("link", { name: "Back to API tokens" }).click();
  await expect(table(page)).toBeVisible();
});

test("Expired: refused on this page, by its date", async ({ page, emulator, watch }) => {
  await page.goto("/");
  await tokenField(page).fill(emulator.token("Expired"));
  await expect(page.getByText(/This token expired on 1\d November 2026|This token expired on 1\d Nov 2026/)).toBeVisible();
  await expect(connectButton(page)).toHaveAttribute("aria-disabled", "true");
  expect(watch.requests.filter((request) => request.url().startsWith(emulator.api))).toEqual([]);
});

test("Personal session: each Organization of the person", async ({ page, emulator }) => {
  test.slow();
  const value = emulator.token("Personal session");
  const { id: userId } = await emulator.call<{ id: string }>(value, "/users/self");
  const { organizations } = await emulator.call<{ organizations: { id: string; name: string }[] }>(value, "/organizations");
  expect(organizations).toHaveLength(2);
  for (const { id, name } of organizations) {
    await page.goto("/");
    await connectWith(page, value);
    await page.getByRole("button", { name }).click();
    await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toContainText(name);
    if (id === organizationOf(emulator)) {
      // The same set as the Owner's token, row by row above.
      await allLoaded(page);
      expect(await emulator.readable({ userId, organizationId: id })).toMatchObject({ everything: true, count: 2_600 });
      await expect(heading(page).locator("..")).toContainText("2,600");
    } else {
      await expectListed(page, emulator, { userId, organizationId: id });
    }
    await page.getByRole("button", { name: "Sign out", exact: true }).click();
    await expect(page.getByText("You signed out")).toBeVisible();
  }
});
