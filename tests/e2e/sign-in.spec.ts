// Signing in: the first paint, what is said before anything is sent, and each way in or back.

import type { Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import type { Emulator } from "../support/emulator.ts";
import type { Watch } from "../support/watch.ts";
import { connectButton, connectWith, heading, organizationOf, placesOf, rotate, table, target, tokenField, tokenIdOf, tokenTab } from "../support/console.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const firstPaint = (page: Page) => page.locator("#first-paint");
const decoded = (page: Page) => page.getByRole("region", { name: "What this token says it is" });
const sentToApi = (watch: Watch, emulator: Emulator) =>
  watch.requests.map((request) => request.url()).filter((url) => url.startsWith(emulator.api));

/** Holds the wasm back until the function that this returns is called. */
async function withoutWasm(page: Page): Promise<() => void> {
  let release = () => {};
  const released = new Promise<void>((resolve) => (release = resolve));
  await page.route("**/*.wasm", async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** Where the parts of the form stand, in CSS pixels. */
async function stands(page: Page) {
  const parts = {
    logo: page.locator(".logo"),
    heading: heading(page),
    label: page.getByText("API token", { exact: true }),
    field: tokenField(page),
    button: connectButton(page),
  };
  const boxes = Object.entries(parts).map(async ([name, part]) => [name, await part.boundingBox()] as const);
  return Object.fromEntries(await Promise.all(boxes));
}

test("the notice of the configuration stands where tokens are pasted, and on every page", async ({ page, emulator, signIn }) => {
  await emulator.configure({ notice: "Never paste a real token here." });
  await page.goto("/");
  await expect(tokenField(page)).toBeVisible();
  await expect(page.getByText("Never paste a real token here.")).toBeVisible();
  await signIn("Organization Owner");
  await expect(page.getByText("Never paste a real token here.")).toBeVisible();
});

test("what was typed before the wasm arrived stays, with selection and focus", async ({ page }) => {
  const release = await withoutWasm(page);
  await page.goto("/", { waitUntil: "commit" });
  await expect(tokenField(page)).toBeFocused();
  await page.keyboard.type("eyJhbGciOi");
  await tokenField(page).evaluate((field: HTMLInputElement) => field.setSelectionRange(2, 6));
  await expect(firstPaint(page)).toHaveCount(1);
  release();
  await expect(firstPaint(page)).toHaveCount(0);
  await expect(tokenField(page)).toBeFocused();
  await expect(tokenField(page)).toHaveValue("eyJhbGciOi");
  expect(await tokenField(page).evaluate((field: HTMLInputElement) => [field.selectionStart, field.selectionEnd])).toEqual([2, 6]);
  await expect(page.getByText("This is not an Astro token")).toBeVisible();
});

for (const [name, viewport] of Object.entries({ wide: { width: 1440, height: 900 }, narrow: { width: 390, height: 844 } })) {
  test(`nothing moves when the console takes the form over, ${name}`, async ({ page }) => {
    await page.setViewportSize(viewport);
    const release = await withoutWasm(page);
    await page.goto("/", { waitUntil: "commit" });
    await expect(tokenField(page)).toBeFocused();
    await page.evaluate(() => document.fonts.ready);
    await expect.poll(async () => Object.values(await stands(page)).every((box) => box !== null)).toBe(true);
    const before = await stands(page);
    release();
    await expect(firstPaint(page)).toHaveCount(0);
    await expect(page.getByText("Kept in this tab’s session storage")).toBeVisible();
    expect(await stands(page)).toEqual(before);
  });
}

test("a value is read on the page before anything is sent", async ({ page, emulator, watch }) => {
  await page.goto("/");
  await tokenField(page).fill(emulator.token("Workspace Owner"));
  await expect(decoded(page)).toContainText("Workspace or Deployment token");
  await expect(decoded(page)).toContainText(organizationOf(emulator));
  await expect(decoded(page).getByRole("time")).toBeVisible();
  await tokenField(page).fill(emulator.token("Personal session"));
  await expect(decoded(page)).toContainText("Personal session of a signed-in person");
  expect(sentToApi(watch, emulator)).toEqual([]);
  await tokenField(page).fill(emulator.token("Organization Owner"));
  await connectButton(page).click();
  await expect(table(page)).toBeVisible();
  expect(sentToApi(watch, emulator)[0]).toContain(`/organizations/${organizationOf(emulator)}`);
});

test("what can't be a token, or is one no more, is refused with its reason and never sent", async ({ page, emulator, watch }) => {
  await page.goto("/");
  const whole = emulator.token("Organization Owner");
  const [header, payload, signature] = whole.split(".");
  for (const [value, reason] of [
    ["hunter2", "This is not an Astro token"],
    [`${header}.${payload}`, "This is not an Astro token"],
    [`${header}.${payload!.slice(0, 40)}%.${signature}`, "This token is damaged"],
    [`${header}.${payload!.slice(4, 40)}.${signature}`, "This token is damaged"],
    [emulator.token("Expired"), "This token expired on"],
    [await emulator.sign({ tokenId: tokenIdOf(emulator, "Organization Owner"), expiresAt: "2026-11-22T08:59:59Z" }), "This token expired on 22"],
  ] as const) {
    await tokenField(page).fill(value);
    await expect(page.getByText(reason)).toBeVisible();
    await expect(tokenField(page)).toHaveAttribute("aria-invalid", "true");
    await expect(tokenField(page)).toHaveAccessibleDescription(new RegExp(reason));
    await expect(connectButton(page)).toHaveAttribute("aria-disabled", "true");
    await page.keyboard.press("Enter");
    await expect(decoded(page)).toBeHidden();
  }
  expect(sentToApi(watch, emulator)).toEqual([]);
  await connectWith(page, whole);
  await expect(table(page)).toBeVisible();
});

test("what comes along when a token is copied is taken off", async ({ page, emulator }) => {
  await page.goto("/");
  const value = emulator.token("Organization Owner");
  const half = value.length / 2;
  for (const pasted of [
    `Bearer ${value}`,
    `Authorization: Bearer ${value}`,
    `"${value}"`,
    `'${value}'`,
    `ASTRO_API_TOKEN=${value}`,
    `export ASTRO_API_TOKEN="${value}"`,
    `  ${value}\t`,
    `${value.slice(0, half)}\n${value.slice(half)}`,
  ]) {
    await tokenField(page).fill("");
    await expect(decoded(page)).toBeHidden();
    await tokenField(page).fill(pasted);
    await expect(decoded(page)).toContainText("Organization token");
  }
  await connectButton(page).click();
  await expect(table(page)).toBeVisible();
});

test("a personal session chooses its Organization, and keeps the choice", async ({ page, emulator }) => {
  await page.goto("/");
  await connectWith(page, emulator.token("Personal session"));
  await expect(page.getByRole("heading", { name: "Choose an Organization" })).toBeVisible();
  const choices = page.getByRole("list", { name: "Choose an Organization" }).getByRole("button");
  await expect(choices).toHaveCount(2);
  await expect(choices.first()).toBeFocused();
  const second = (await choices.nth(1).innerText()).trim();
  await choices.nth(1).click();
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toContainText(second);
  const { fullName } = await emulator.call<{ fullName: string }>(emulator.token("Personal session"), "/users/self");
  await expect(page.getByRole("group", { name: "Session" })).toContainText(fullName);
  await page.reload();
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toContainText(second);
});

test("a person of one Organization is not asked", async ({ page, emulator }) => {
  const owner = emulator.token("Organization Owner");
  const { id: first } = await emulator.call<{ id: string }>(emulator.token("Personal session"), "/users/self");
  const { tokens } = await emulator.call<{ tokens: { createdBy?: { id: string; subjectType?: string } }[] }>(
    owner,
    `/organizations/${organizationOf(emulator)}/tokens?limit=100`,
  );
  const other = tokens.map(({ createdBy }) => createdBy).find((by) => by?.subjectType === "USER" && by.id !== first)!;
  await page.goto("/");
  await connectWith(page, await emulator.sign({ userId: other.id }));
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toContainText("Northwind Data");
});

test("where Astro lists no Organizations, the id is asked for", async ({ page, emulator, watch }) => {
  await watch.fault({ path: "/v1/organizations", status: 403 });
  await page.goto("/");
  await connectWith(page, emulator.token("Personal session"));
  const id = page.getByRole("textbox", { name: "Organization id" });
  await expect(id).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByText("Enter the id first.")).toBeVisible();
  await id.fill(organizationOf(emulator));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toContainText("Northwind Data");
});

test("a token that may not read its Organization gets in, with the id as its name", async ({ page, emulator, watch }) => {
  await watch.fault({ path: `/v1/organizations/${organizationOf(emulator)}`, status: 403, times: 2 });
  await page.goto("/");
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(table(page)).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Breadcrumb" })).toContainText(organizationOf(emulator));
});

test("a revoked value is told from a made-up one and from an API that can't be reached", async ({ page, emulator, watch }) => {
  watch.expectStatus(401, `/v1/organizations/${organizationOf(emulator)}`);
  await rotate(emulator, "Workspace Member");
  await page.goto("/");
  await connectWith(page, emulator.token("Workspace Member"));
  const refused = page.getByText("Astro does not accept this token");
  await expect(refused).toBeVisible();
  await expect(page.getByText(/Astro says:/)).toBeVisible();
  await expect(page.getByText(/Status 401 · request /)).toBeVisible();

  watch.expectUnreachable();
  const api = `${emulator.apiOrigin}/**`;
  await page.route(api, (route) => route.abort("connectionrefused"));
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(page.getByText(`${new URL(emulator.api).host} did not answer`)).toBeVisible();
  await expect(refused).toBeHidden();

  await page.unroute(api);
  await connectButton(page).click();
  await expect(table(page)).toBeVisible();
});

test("a deep link survives the sign-in", async ({ page, emulator, signIn }) => {
  const { access } = await placesOf(emulator);
  await signIn("Organization Owner", access);
  await expect(heading(page, "growth-analytics-owner")).toBeVisible();
  await expect(tokenTab(page, "Access")).toHaveAttribute("aria-current", "page");
  await expect.poll(() => target(page)).toBe(access);
});

test("a deep link keeps its search and order", async ({ page, emulator, signIn }) => {
  const asked = `${(await placesOf(emulator)).tokens}?q=ci-deploy&sort=name`;
  await signIn("Organization Owner", asked);
  await expect(page.getByRole("searchbox", { name: "Search tokens" })).toHaveValue("ci-deploy");
  await expect.poll(() => target(page)).toBe(asked);
});

test("a link into another Organization says so, and leads to one's own", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner", "/organizations/clelsewhere0000000000000a/tokens");
  await expect(heading(page, "Another Organization")).toBeVisible();
  await expect(page.getByText("This link belongs to another Organization")).toBeVisible();
  await page.getByRole("link", { name: "Go to this Organization’s tokens" }).click();
  await expect(table(page)).toBeVisible();
  await expect.poll(() => target(page)).toBe((await placesOf(emulator)).tokens);
});

test("a configuration that does not hold names its key, and nothing connects", async ({ page, emulator, watch }) => {
  for (const [config, words] of [
    [{ idleMinutes: 1 }, "idleMinutes must be a whole number from 2 to 60"],
    [{ apiBaseUrl: "http://astro.example/v1", idleMinutes: null }, "apiBaseUrl must be https"],
    [{ apiBaseUrl: emulator.api, idelMinutes: 10 }, "idelMinutes is not a key that this version knows"],
  ] as const) {
    await emulator.configure(config);
    await page.goto("/");
    await expect(page.getByText("This console is not set up correctly")).toBeVisible();
    await expect(page.getByText(words)).toBeVisible();
    await tokenField(page).fill(emulator.token("Organization Owner"));
    await expect(decoded(page)).toBeVisible();
    await expect(connectButton(page)).toHaveAttribute("aria-disabled", "true");
    await page.keyboard.press("Enter");
  }
  expect(sentToApi(watch, emulator)).toEqual([]);
  await emulator.control("DELETE", "config");
  await page.getByRole("button", { name: "Reload" }).click();
  await expect(page.getByText("This console is not set up correctly")).toBeHidden();
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(table(page)).toBeVisible();
});

test("a configuration that is not there, or is no JSON, is said to be so", async ({ page, watch }) => {
  await page.route("**/config.json", (route) => route.fulfill({ contentType: "application/json", body: "{" }));
  await page.goto("/");
  await expect(page.getByText("config.json is not valid JSON")).toBeVisible();
  await page.unroute("**/config.json");
  watch.expectStatus(404, "/config.json");
  await page.route("**/config.json", (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto("/");
  await expect(page.getByText("config.json was answered with 404")).toBeVisible();
  await expect(connectButton(page)).toHaveAttribute("aria-disabled", "true");
});

test("the promise names the host and the minutes, as they are configured", async ({ page, emulator }) => {
  const { host } = new URL(emulator.api);
  await page.goto("/");
  await expect(page.getByText(`Kept in this tab’s session storage, sent only to ${host}, forgotten on sign-out and after 15 minutes without activity.`)).toBeVisible();
  await emulator.configure({ idleMinutes: 7 });
  await page.reload();
  await expect(page.getByText("after 7 minutes without activity.")).toBeVisible();
  await expect(page.getByText(`API host ${host}`)).toBeVisible();
});

test("the value is masked until it is to be shown", async ({ page, emulator }) => {
  await page.goto("/");
  await tokenField(page).fill(emulator.token("Organization Owner"));
  const masked = () => tokenField(page).evaluate((field) => getComputedStyle(field).getPropertyValue("-webkit-text-security"));
  expect(await masked()).toBe("disc");
  await page.getByRole("button", { name: "Show token" }).click();
  expect(await masked()).toBe("none");
  await expect(tokenField(page)).toHaveAttribute("autocomplete", "off");
  await expect(tokenField(page)).toHaveAttribute("spellcheck", "false");
});

test("a browser that keeps nothing is told so, and nothing is lost by trying again", async ({ page, emulator }) => {
  await page.goto("/");
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(page.getByText("This browser keeps nothing for this page")).toBeVisible();
  await page.reload();
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(table(page)).toBeVisible();
});

test("an answer to a value that was taken back signs nobody in", async ({ page, emulator, watch }) => {
  await watch.fault({ method: "GET", path: "*/organizations/*", held: true });
  await page.goto("/");
  const answered = page.waitForResponse((response) => response.url().includes("/v1/organizations/"));
  await connectWith(page, emulator.token("Workspace Owner"));
  await tokenField(page).fill("");
  await watch.release();
  await answered;
  // Whoever pastes another value now gets in with that one.
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(page.getByRole("group", { name: "Session" })).toBeVisible();
  const stored = await page.evaluate(() => JSON.parse(sessionStorage.getItem("session")!) as { token: string });
  expect(stored.token).toBe(emulator.token("Organization Owner"));
});
