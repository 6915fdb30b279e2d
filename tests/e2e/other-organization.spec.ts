// A link into another Organization than the session's: nothing of it is asked with the wrong token, and whoever has
// the right one arrives.

import { connectWith, connectButton, heading, organizationOf, target } from "../support/console.ts";
import { expect, test } from "../support/fixtures.ts";
import { leaks } from "../support/leaks.ts";
import { Sample } from "../support/sample.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const foreignId = "clelsewhere0000000000000a";

for (const path of ["tokens", "tokens?q=ci&sort=name", "tokens/clsometoken00000000000000", "tokens/clsometoken00000000000000/access", "workspaces/clsomeworkspace0000000000", "deployments/clsomedeployment000000000"]) {
  test(`another Organization's ${path}: said so, and nothing of it is asked`, async ({ page, emulator, watch, signIn }) => {
    const link = `/organizations/${foreignId}/${path}`;
    await signIn("Organization Owner", link);
    await expect(heading(page, "Another Organization")).toBeAttached();
    await expect(page).toHaveTitle("Another Organization · Astro Token Console");
    await expect(page.getByRole("main")).toContainText("You are signed in to Northwind Data.");
    await page.waitForLoadState("networkidle");
    const asked = watch.requests.map((request) => request.url()).filter((url) => url.startsWith(emulator.api));
    expect(asked.filter((url) => !url.includes(organizationOf(emulator)))).toEqual([]);
    await expect.poll(() => target(page)).toBe(link);
  });
}

test("a token of the other Organization follows the link", async ({ page, emulator, watch, signIn }) => {
  const sample = await Sample.read(emulator);
  const [theirs] = sample.foreign;
  const link = `/organizations/${theirs!.organizationId}/tokens/${theirs!.id}`;
  watch.expectStatus(403, `/v1/organizations/${theirs!.organizationId}/tokens`);
  await signIn("Organization Owner", link);
  await page.getByRole("button", { name: "Use another token" }).click();
  await expect(connectButton(page)).toBeVisible();
  await expect.poll(() => target(page)).toBe(link);
  expect(await leaks(emulator.token("Organization Owner"), { page, watch, emulator, signedIn: false })).toEqual([]);
  await connectWith(page, await emulator.sign({ tokenId: theirs!.id }));
  await expect(heading(page, theirs!.name)).toBeVisible();
  await expect(page.getByText("This link belongs to another Organization")).toHaveCount(0);
  await expect.poll(() => target(page)).toBe(link);
});
