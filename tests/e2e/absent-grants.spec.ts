// A token that Astro answers without its grants while a dialog is open on it: nothing is sent that could revoke some.

import { expect, test } from "../support/fixtures.ts";
import { allLoaded, organizationOf } from "../support/console.ts";
import { asSet, branch, fromRow, groundOf, send, stored, storedOfOthers, workspacePath } from "../support/grants.ts";
import { dialog, sent } from "../support/writes.ts";

test.use({ emulatorOptions: { tokens: 400 } });

for (const [what, entry] of [
  ["Remove", /^Remove from this Workspace/],
  ["Change role here", /^Change role here/],
] as const) {
  test(`${what}: an answer without grants switches sending off, with the reason`, async ({ page, emulator, signIn, watch }) => {
    const ground = await groundOf(emulator);
    const token = await branch(emulator, ground);
    const others = await storedOfOthers(emulator, token.id);
    const before = await sent(emulator, "POST", /\/roles$/);
    await signIn("Organization Owner", workspacePath(ground));
    await allLoaded(page);
    const path = `/organizations/${organizationOf(emulator)}/tokens/${token.id}`;
    const { roles: _, ...answer } = await emulator.call<Record<string, unknown>>(emulator.token("Organization Owner"), path);
    await watch.fault({ method: "GET", path: `/v1${path}`, status: 200, body: answer });
    await fromRow(page, token, entry);
    await expect(send(page)).toHaveAttribute("aria-disabled", "true");
    await watch.faultsMet();
    if (what === "Change role here") await dialog(page).getByRole("combobox", { name: "Workspace role" }).selectOption("WORKSPACE_OPERATOR");
    await expect(send(page)).toHaveAccessibleDescription("Astro’s answer carried no grants of it, so none can be changed.");
    await expect(send(page)).toHaveAttribute("aria-disabled", "true");
    await send(page).focus();
    await page.keyboard.press("Enter");
    await expect(dialog(page)).toBeVisible();
    await dialog(page).getByRole("button", { name: "Cancel" }).click();
    expect(await sent(emulator, "POST", /\/roles$/)).toBe(before);
    expect(await stored(emulator, token.id)).toEqual(asSet(token.roles));
    expect(await storedOfOthers(emulator, token.id)).toEqual(others);
  });
}
