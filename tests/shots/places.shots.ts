// `cargo xtask e2e --project=shots`: every place of the console, to look at.

import { expect, test } from "../support/fixtures.ts";
import { tokenIdOf } from "../support/console.ts";
import { elsewhere } from "../support/grants.ts";
import { Sample } from "../support/sample.ts";
import { shots } from "../support/shots.ts";
import { dialog, fillNewToken, storeSecret } from "../support/writes.ts";

test("sign-in", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("textbox", { name: "API token" })).toBeVisible();
  await shots(page, "sign-in");
});

test("a list that fails", async ({ page, watch, signIn }) => {
  await watch.fault({ path: "/v1/organizations/*/tokens", status: 500, times: 9 });
  await signIn("Organization Owner");
  await expect(page.getByRole("region", { name: "What could not be loaded" })).toBeVisible();
  await shots(page, "failure");
});

test("tokens, one of them, and the pages beside", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  const table = page.getByRole("table", { name: "API tokens" });
  await expect(table.locator("tbody tr[aria-rowindex]").first()).toBeVisible();
  await expect(page.getByRole("main").getByRole("progressbar")).toHaveCount(0);
  await shots(page, "tokens");
  await table.locator("tbody tr[aria-rowindex]").first().getByRole("link").first().click();
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
  await shots(page, "token");
  await page.goto("/about");
  await expect(page.getByRole("heading", { level: 1, name: /About/ })).toBeVisible();
  await shots(page, "about");
  await page.goto("/which");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await shots(page, "which");
});

test("the dialogs that write", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  const form = await fillNewToken(page, "nightly-dbt-loader");
  await form.getByRole("textbox", { name: "Description" }).fill("Loads the nightly dbt models into the finance marts");
  await shots(page, "create");
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(dialog(page, "Store the secret of nightly-dbt-loader")).toBeVisible();
  await shots(page, "secret");
  await storeSecret(page, "nightly-dbt-loader");
  await page.getByRole("searchbox", { name: "Search tokens" }).fill("dbt-cloud-sync");
  await page.getByRole("link", { name: "dbt-cloud-sync" }).first().click();
  for (const action of ["Edit", "Rotate", "Delete"]) {
    await page.getByRole("button", { name: action, exact: true }).click();
    await expect(dialog(page)).toBeVisible();
    await shots(page, action.toLowerCase());
    await page.keyboard.press("Escape");
    await expect(dialog(page)).toBeHidden();
  }
});

test("what came of writes: no certain answer, a conflict, protection, a successor, the journal", async ({ page, emulator, watch, signIn }) => {
  test.setTimeout(120_000);
  const sample = await Sample.read(emulator);
  const path = `/v1/organizations/${sample.organizationId}/tokens`;
  await signIn("Organization Owner");
  const form = await fillNewToken(page, "nightly-dbt-loader");
  await watch.fault({ method: "POST", path, status: 500, after: true });
  await form.getByRole("button", { name: "Create token" }).click();
  await expect(dialog(page, "No certain answer")).toBeVisible();
  await shots(page, "unanswered-create");
  await page.getByRole("button", { name: "Close" }).last().click();

  const token = sample.find("to be changed", ({ name }) => name === "dbt-cloud-sync");
  await page.goto(sample.path(token));
  await watch.fault({ method: "POST", path: `${path}/${token.id}/rotate`, status: 500, after: true });
  await page.getByRole("button", { name: "Rotate", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Rotate token" }).click();
  await expect(dialog(page).getByText(/Rotated, but/)).toBeVisible();
  await shots(page, "unanswered-rotate");
  await page.keyboard.press("Escape");

  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await elsewhere(emulator, "POST", `/tokens/${token.id}`, { name: "dbt-cloud-sync-eu", description: token.description });
  await dialog(page).getByRole("textbox", { name: "Name" }).fill("dbt-cloud-sync-us");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page).getByRole("group", { name: "Which name shall stand?" })).toBeVisible();
  await shots(page, "conflict");
  await page.keyboard.press("Escape");
  await dialog(page, /^Discard/).getByRole("button", { name: "Discard" }).click();

  await page.goto(sample.path({ id: tokenIdOf(emulator, "Organization Owner") }));
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await expect(dialog(page).getByText("This is the token that you are using")).toBeVisible();
  await shots(page, "protection");
  await page.keyboard.press("Escape");

  await page.goto(sample.path(token));
  await page.getByRole("button", { name: "Edit", exact: true }).click();
  await dialog(page).getByRole("button", { name: "Create successor" }).click();
  await shots(page, "successor-form");
  await dialog(page).getByRole("button", { name: "Create token" }).click();
  const secret = dialog(page, /^Store the secret/);
  await secret.getByRole("checkbox", { name: "I have stored it" }).check();
  await secret.getByRole("button", { name: "Done" }).click();
  await expect(secret).toBeHidden();
  await shots(page, "successor");
  await page.getByRole("button", { name: /^Journal/ }).click();
  await shots(page, "journal");
});
