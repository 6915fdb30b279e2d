// Creating a token: what is typed, what is sent, what is shown once, and what the page says when an answer is missing. What is
// expected is worked out from the emulator's state.

import type { Page } from "@playwright/test";
import { expect, SECOND, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { leaks } from "../support/leaks.ts";
import { allLoaded, organizationOf } from "../support/console.ts";
import { wholeValue } from "../support/write-faults.ts";
import { dialog, fillNewToken, isAccepted, revealed, sent, storeSecret, tokensOfName } from "../support/writes.ts";
import type { Emulator } from "../support/emulator.ts";

const NAME = "nightly loader";
const creations = (emulator: Emulator) => sent(emulator, "POST", /\/tokens$/);
const createPath = (emulator: Emulator) => `/v1/organizations/${organizationOf(emulator)}/tokens`;
const submit = (page: Page) => dialog(page, "Create API token").getByRole("button", { name: /Create token|Try again|Asking/ });

test("a token is created as it was filled in, and its secret works", async ({ page, emulator, signIn, watch, clock }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  // Less than what ages are told by: what is made now must not lie ahead of it.
  await clock.advance(12 * SECOND);
  const form = await fillNewToken(page, NAME, "Organization Billing Admin");
  await form.getByRole("textbox", { name: "Description" }).fill("Two\nlines");
  await form.getByRole("radio", { name: "30 days" }).check();
  await submit(page).click();
  const value = await revealed(page, NAME);
  expect(await isAccepted(emulator, value)).toBe(true);
  const [created, ...others] = await tokensOfName(emulator, NAME);
  expect(others).toEqual([]);
  expect(created).toMatchObject({ description: "Two\nlines", scope: "ORGANIZATION", kind: "STANDARD", expiryPeriodInDays: 30 });
  expect(created!.roles.map(({ role }) => role)).toEqual(["ORGANIZATION_BILLING_ADMIN"]);
  expect(await creations(emulator)).toBe(1);
  const secret = dialog(page, `Store the secret of ${NAME}`);
  await secret.getByRole("button", { name: "Reveal secret" }).click();
  for (const snippet of ["Shell", "GitHub Actions", "GitLab CI"]) {
    await secret.getByRole("tab", { name: snippet }).click();
    await expect(secret.getByRole("tabpanel")).toContainText("ASTRO_API_TOKEN");
    expect(await leaks(value, { page, emulator, watch, signedIn: true })).toEqual([]);
  }
  await storeSecret(page, NAME);
  await page.getByRole("searchbox", { name: "Search tokens" }).fill(NAME);
  await expect(page.getByRole("link", { name: NAME })).toBeVisible();
  await expect(page.getByRole("table").getByText("Not yet valid")).toHaveCount(0);
  expect(await leaks(value, { page, emulator, watch, signedIn: true })).toEqual([]);
});

test("problems stand beside their fields once a field was left or all was sent, and nothing is sent", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  await page.getByRole("button", { name: "Create token" }).click();
  const form = dialog(page, "Create API token");
  const name = form.getByRole("textbox", { name: "Name" });
  await expect(name).toBeFocused();
  await expect(form.getByText("Enter a name.")).toHaveCount(0);
  await name.press("Tab");
  await expect(form.getByText("Enter a name.")).toBeVisible();
  await expect(form.getByText("Choose a role.")).toHaveCount(0);
  await submit(page).click();
  await expect(form.getByText("Choose a role.")).toBeVisible();
  await expect(name).toBeFocused();
  await name.fill("x".repeat(257));
  await expect(form.getByText("257 characters: at most 256 are allowed.")).toBeVisible();
  await name.fill("fine");
  await form.getByRole("radio", { name: "Custom" }).check();
  const days = form.getByRole("textbox", { name: "Days" });
  await days.fill("3651");
  await days.press("Tab");
  await expect(form.getByText("Enter a number from 1 to 3650.")).toBeVisible();
  await submit(page).click();
  expect(await creations(emulator)).toBe(0);
  await form.getByRole("radio", { name: "Never" }).check();
  await expect(form.getByText("This token would work for ever")).toBeVisible();
});

test("as code: the command as it is filled in, or why there is none", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner");
  const form = await fillNewToken(page, "it's");
  const code = form.getByRole("tabpanel");
  await expect(code).toContainText("astro organization token create");
  await expect(code).toContainText("--name 'it'\\''s'");
  await expect(code).toContainText("--expiration 90");
  await form.getByRole("radio", { name: /Direct Access/ }).check();
  await expect(code).toContainText("The astro CLI has no option for the kind");
  await form.getByRole("tab", { name: "curl" }).click();
  await expect(code).toContainText(`${emulator.api}/organizations/${organizationOf(emulator)}/tokens`);
  await expect(code).toContainText("$ASTRO_API_TOKEN");
});

test("closing a form with something in it asks first", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  const form = await fillNewToken(page, NAME);
  await page.keyboard.press("Escape");
  const question = dialog(page, "Discard what you typed?");
  await expect(question).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await question.getByRole("button", { name: "Keep editing" }).click();
  await expect(form.getByRole("textbox", { name: "Name" })).toHaveValue(NAME);
  await form.getByRole("button", { name: "Cancel" }).click();
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(form).toBeHidden();
  await expect(page.getByRole("button", { name: "Create token" })).toBeFocused();
});

/** What the page has to say of an answer that is missing, worked out from what the emulator holds afterwards. */
async function expected(emulator: Emulator): Promise<string> {
  const exist = (await tokensOfName(emulator, NAME)).length;
  if (exist === 0) return "No new token of that name, so far";
  return exist === 1 ? "A new token of that name exists, but its secret never arrived" : `${exist} new tokens of that name exist, but no secret arrived`;
}

test("400: what Astro says stands beside its field, and the form goes on", async ({ page, emulator, signIn, watch }) => {
  await signIn("Organization Owner");
  const form = await fillNewToken(page, NAME);
  const body = { message: "Invalid request", requestId: "req-400", statusCode: 400, fieldErrors: [{ field: "name", message: "this name is reserved" }] };
  await watch.fault({ method: "POST", path: createPath(emulator), status: 400, body });
  await submit(page).click();
  const name = form.getByRole("textbox", { name: "Name" });
  await expect(name).toHaveAccessibleDescription(/this name is reserved/);
  await expect(name).toBeFocused();
  await expect(form.getByText("Nothing was created")).toBeVisible();
  await expect(form.getByText(/req-400/)).toBeVisible();
  expect(await tokensOfName(emulator, NAME)).toEqual([]);
  await name.fill("another name");
  await expect(form.getByText("this name is reserved", { exact: false })).toHaveCount(1);
  await submit(page).click();
  await revealed(page, "another name");
});

test("malformed: a value that arrived whole is shown, and one that did not is said to be missing", async ({ page, emulator, signIn, watch }) => {
  await signIn("Organization Owner");
  await fillNewToken(page, NAME);
  await watch.fault({ method: "POST", path: createPath(emulator), malformed: true });
  // What the browser keeps of an answer that the page reads bit by bit can't be asked for reliably: it is read on its way.
  let answer = "";
  await page.route((url) => url.pathname === createPath(emulator), async (route) => {
    if (route.request().method() !== "POST") return route.continue();
    const response = await route.fetch();
    answer = await response.text();
    return route.fulfill({ response, body: answer });
  });
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  await submit(page).click();
  await answered;
  const value = wholeValue(answer);
  if (value !== undefined) {
    expect(await revealed(page, NAME)).toBe(value);
    expect(await isAccepted(emulator, value)).toBe(true);
  } else {
    await expect(dialog(page, "No certain answer").getByText(await expected(emulator), { exact: true })).toBeVisible();
  }
  expect(await tokensOfName(emulator, NAME)).toHaveLength(1);
  expect(await creations(emulator)).toBe(1);
});

test("time-out: nothing is sent again, and looking later finds what was created", async ({ page, emulator, signIn, watch, clock }) => {
  await signIn("Organization Owner");
  await fillNewToken(page, NAME);
  await watch.fault({ method: "POST", path: createPath(emulator), delayMs: 120_000 });
  await submit(page).click();
  await expect(submit(page)).toHaveText("Asking Astro…");
  await watch.faultsMet();
  await clock.advance(31_000);
  const open = dialog(page, "No certain answer");
  await expect(open.getByText(/no whole answer within 30 seconds/)).toBeVisible();
  await expect(open.getByText(await expected(emulator), { exact: true })).toBeVisible();
  await open.getByRole("button", { name: "Look again" }).click();
  await expect(open.getByText(await expected(emulator), { exact: true })).toBeVisible();
  expect(await creations(emulator)).toBe(1);
});

test("offline: the list is read before anything is sent, so that nothing is, and the form goes on", async ({ page, context, emulator, signIn, watch }) => {
  await signIn("Organization Owner");
  await fillNewToken(page, NAME);
  watch.expectUnreachable();
  await context.setOffline(true);
  await submit(page).click();
  const form = dialog(page, "Create API token");
  await expect(form.getByText("Nothing was created", { exact: true })).toBeVisible();
  expect(await tokensOfName(emulator, NAME)).toEqual([]);
  await expect(form.getByText(/which comes before every creation\. Nothing was sent\./)).toBeVisible();
  expect(await creations(emulator)).toBe(0);
  await context.setOffline(false);
  await submit(page).click();
  await revealed(page, NAME);
  expect(await tokensOfName(emulator, NAME)).toHaveLength(1);
});

test("a token found without its secret can be rotated from there", async ({ page, emulator, signIn, watch }) => {
  await signIn("Organization Owner");
  await fillNewToken(page, NAME);
  await watch.fault({ method: "POST", path: createPath(emulator), status: 500, after: true });
  await submit(page).click();
  const open = dialog(page, "No certain answer");
  await open.getByRole("button", { name: "Rotate…" }).click();
  await dialog(page, `Rotate ${NAME}?`).getByRole("button", { name: "Rotate token" }).click();
  const value = await revealed(page, NAME);
  expect(await isAccepted(emulator, value)).toBe(true);
  expect(await creations(emulator)).toBe(1);
});

test("axe: the form, its warning and its problems; the answer that is missing", async ({ page, emulator, signIn, watch }) => {
  await signIn("Organization Owner");
  const form = await fillNewToken(page, "");
  await form.getByRole("radio", { name: "Never" }).check();
  await submit(page).click();
  await expect(form.getByText("Enter a name.")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await form.getByRole("textbox", { name: "Name" }).fill(NAME);
  await watch.fault({ method: "POST", path: createPath(emulator), status: 500, after: true });
  await submit(page).click();
  await expect(dialog(page, "No certain answer")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});
