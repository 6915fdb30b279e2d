// Every kind of failure: its own words, Astro's message and request id where there are any, and a way on that arrives.

import type { Page } from "@playwright/test";
import { expect, SECOND, test } from "../support/fixtures.ts";
import type { Fault } from "../support/fixtures.ts";
import type { Emulator } from "../support/emulator.ts";
import type { Watch } from "../support/watch.ts";
import { allCounted, allLoaded, connectButton, connectWith, heading, organizationOf, placesOf, rotate, rows, table, tokenField, tokenIdOf } from "../support/console.ts";

test.use({ emulatorOptions: { tokens: 1_300 } });

const listPath = (emulator: Emulator) => `/v1/organizations/${organizationOf(emulator)}/tokens`;
const failures = (page: Page) => page.getByRole("region", { name: "What could not be loaded" });
const retry = (page: Page) => failures(page).getByRole("button", { name: "Retry" });
const count = (page: Page) => heading(page).locator("..");

/** Signs in while the list of tokens fails, looks at what is said, then retries and arrives. */
async function listFails(page: Page, emulator: Emulator, signIn: (name: string) => Promise<void>, words: string | RegExp): Promise<void> {
  await signIn("Organization Owner");
  await expect(failures(page)).toContainText("The list of tokens could not be loaded.");
  await expect(failures(page)).toContainText(words);
  // What could not be read is not nothing.
  await expect(count(page)).toHaveText("API tokens");
  await expect(page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Tokens", exact: true })).toBeVisible();
  await expect(page.getByRole("list", { name: "Quick filters" })).toHaveCount(0);
  await expect(page.getByRole("main").getByText(/^0/)).toHaveCount(0);
  await emulator.control("DELETE", "faults");
  await retry(page).click();
  await arrive(page);
}

async function arrive(page: Page): Promise<void> {
  await allLoaded(page);
  await expect(failures(page)).toHaveCount(0);
  await expect(rows(page).first()).toBeVisible();
  await expect(count(page)).toContainText("1,300");
}

test("401: the token is not accepted, and another one is", async ({ page, emulator, watch }) => {
  watch.expectStatus(401, "/v1/organizations/*");
  await rotate(emulator, "Workspace Owner");
  await page.goto("/");
  await connectWith(page, emulator.token("Workspace Owner"));
  await expect(page.getByText("Astro does not accept this token")).toBeVisible();
  await expect(page.getByText("Direct Access and agent tokens never work here")).toBeVisible();
  await connectWith(page, emulator.token("Organization Owner"));
  await arrive(page);
});

test("403: a token out of reach, and the way back to those within", async ({ page, emulator, signIn, watch }) => {
  watch.expectStatus(403, `${listPath(emulator)}*`);
  const { tokens } = await placesOf(emulator);
  await signIn("Workspace Member", `${tokens}/${tokenIdOf(emulator, "Organization Owner")}`);
  await expect(page.getByText("This token may not see that")).toBeVisible();
  await expect(page.getByText(/Astro says:/)).toBeVisible();
  await page.getByRole("link", { name: "Back to API tokens" }).click();
  await expect(rows(page).first()).toBeVisible();
});

test("IP allow list: told from a missing right, and over when the address is let in", async ({ page, emulator, watch }) => {
  watch.expectStatus(403, "/v1/organizations/*");
  await emulator.switches({ ipBlocked: true });
  await page.goto("/");
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(page.getByText("Your address is not on the IP allow list")).toBeVisible();
  await expect(page.getByText(/Astro says:/)).toContainText(/IP address/i);
  await expect(page.getByText(/Status 403 · request /)).toBeVisible();
  await emulator.switches({ ipBlocked: false });
  await connectButton(page).click();
  await arrive(page);
});

test("404: a token that is not there, and the way back to those that are", async ({ page, emulator, signIn, watch }) => {
  const { tokens } = await placesOf(emulator);
  const gone = `${tokens}/clnosuchtoken000000000000`;
  watch.expectStatus(404, `/v1${gone}`);
  await signIn("Organization Owner", gone);
  await expect(page.getByText("Not found", { exact: true })).toBeVisible();
  await expect(page.getByText("Astro knows nothing by that id in this Organization.")).toBeVisible();
  await page.getByRole("link", { name: "Back to API tokens" }).click();
  await arrive(page);
});

test("429: slows down, says for how long, and completes by itself", async ({ page, emulator, signIn, watch, clock }) => {
  await emulator.switches({ exposeHeaders: true });
  await watch.fault({ path: "/v1/*/tokens?*offset=999*", status: 429, headers: { "Retry-After": "40" } });
  await signIn("Organization Owner");
  await expect(page.getByText("Slowing down")).toBeVisible();
  await expect(page.getByText(/asked this page to wait \(429\)\. Next request in \d+ s/)).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
  await clock.advance(41 * SECOND);
  await arrive(page);
  await expect(page.getByText("Slowing down")).toBeHidden();
});

test("429 again and again is told, and can be tried again", async ({ page, emulator, signIn, watch, clock }) => {
  const { token } = await placesOf(emulator);
  await signIn("Organization Owner", token);
  await expect(heading(page, "growth-analytics-owner")).toBeVisible();
  await expect(page.getByText("Slowing down")).toBeHidden();
  await allCounted(page);
  // Without a time to wait the first pauses are so short that they end before they are seen.
  await emulator.switches({ exposeHeaders: true });
  await watch.fault({ path: `/v1${token}`, status: 429, times: 10, headers: { "Retry-After": "30" } });
  const asked = () => watch.requests.filter((request) => request.url().endsWith(token)).length;
  const before = asked();
  await page.getByRole("button", { name: "Reload this token" }).click();
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    await expect.poll(asked).toBe(before + attempt);
    await expect(page.getByText("Slowing down")).toBeVisible();
    await clock.advance(31 * SECOND);
  }
  await expect(page.getByText("Too many requests", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Too many requests", { exact: true })).toBeHidden();
});

for (const [name, fault, words] of [
  ["500", { status: 500 }, "Astro has a problem"],
  ["503", { status: 503 }, "Astro has a problem"],
  ["502 with a proxy's page", { status: 502, html: true }, "Astro has a problem"],
  ["an HTML page in place of the answer", { html: true }, "The answer could not be read"],
  ["JSON that ends in the middle", { malformed: true }, "The answer could not be read"],
  ["JSON of another shape", { status: 200, body: { tokens: "many" } }, "The answer could not be read"],
  ["an empty answer", { status: 200, body: "" }, "The answer could not be read"],
  ["a connection that is cut", { cut: "before", times: 8 }, "ended the connection"],
] as const satisfies readonly (readonly [string, Fault, string])[]) {
  test(`the list fails with ${name}, and Retry brings it`, async ({ page, emulator, signIn, watch }) => {
    // Chromium logs the second question as well, which goes without the token.
    if ("cut" in fault) watch.expectStatus(401, "/v1/organizations");
    await watch.fault({ path: listPath(emulator), ...fault });
    await listFails(page, emulator, signIn, words);
  });
}

test("another content type than JSON is read as what it holds", async ({ page, emulator, signIn, watch }) => {
  await watch.fault({ path: listPath(emulator), contentType: "text/plain", times: 9 });
  await signIn("Organization Owner");
  await arrive(page);
});

test("Astro's message and request id are shown, and copied to be quoted", async ({ page, context, emulator, signIn, watch }) => {
  await context.grantPermissions(["clipboard-write"]);
  await watch.fault({
    path: listPath(emulator),
    status: 500,
    body: { message: "The database is resting", requestId: "req-7c1e", statusCode: 500 },
  });
  await signIn("Organization Owner");
  await expect(failures(page)).toContainText("Astro says: The database is resting");
  await expect(failures(page)).toContainText("Status 500 · request req-7c1e");
  await failures(page).getByRole("button", { name: "Copy details" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Copied" })).toBeAttached();
  await retry(page).click();
  await arrive(page);
  // Pasted as a person would; the field takes line breaks away.
  const search = page.getByRole("searchbox", { name: "Search tokens" });
  await search.focus();
  await page.keyboard.press("Control+V");
  await expect(search).toHaveValue(/Astro has a problem.*Status: 500.*Message: The database is resting.*Request id: req-7c1e/);
});

test("one page of many fails: what is here can be used, and only that page is asked for again", async ({ page, emulator, signIn, watch }) => {
  await watch.fault({ path: "/v1/*/tokens?*offset=999*", status: 503 });
  await signIn("Organization Owner");
  await expect(failures(page)).toContainText("1 page with 300 tokens could not be loaded. What is here can be used.");
  await expect(rows(page).first()).toBeVisible();
  await expect(count(page)).toContainText("1,000");
  const before = watch.requests.length;
  await retry(page).click();
  await expect(count(page)).toContainText("1,300");
  await expect(failures(page)).toHaveCount(0);
  const asked = watch.requests.slice(before).map((request) => new URL(request.url()));
  expect(asked.filter(({ origin }) => origin === emulator.apiOrigin).map((url) => url.searchParams.get("offset"))).toEqual(["999"]);
});

test("an answer that does not come is given up after 30 seconds", async ({ page, emulator, signIn, watch, clock }) => {
  await watch.fault({ path: listPath(emulator), held: true });
  await signIn("Organization Owner");
  await watch.faultsMet();
  await clock.advance(31 * SECOND);
  await expect(failures(page)).toContainText("took too long");
  await expect(failures(page)).toContainText("within 30 seconds");
  await retry(page).click();
  await arrive(page);
});

test("offline: what was loaded stays, and Retry goes on when the network is back", async ({ page, context, signIn, watch }) => {
  await signIn("Organization Owner");
  await arrive(page);
  await context.setOffline(true);
  await expect(page.getByText("You are offline")).toBeVisible();
  await expect(page.getByText(/Showing what was loaded at/)).toBeVisible();
  watch.expectUnreachable();
  await page.getByRole("button", { name: "Load everything again" }).click();
  await expect(failures(page)).toContainText("You are offline");
  await expect(rows(page).first()).toBeVisible();
  await context.setOffline(false);
  await retry(page).click();
  await arrive(page);
  await expect(page.getByText("You are offline")).toHaveCount(0);
});

test("the API does not allow this origin: told from an API that is down, and over when it does", async ({ page, emulator, watch }) => {
  watch.expectUnreachable();
  watch.expectStatus(401, "/v1/organizations");
  await emulator.switches({ corsAllowed: false });
  await page.goto("/");
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(page.getByText(`${new URL(emulator.api).host} does not allow this page`)).toBeVisible();
  await expect(page.getByText(`not to pages from ${emulator.pageOrigin} (CORS)`)).toBeVisible();
  await expectProbesWithoutToken(watch, emulator);
  await emulator.switches({ corsAllowed: true });
  await connectButton(page).click();
  await arrive(page);
});

/** The second question, which tells the two apart, must not carry the token. */
async function expectProbesWithoutToken(watch: Watch, emulator: Emulator): Promise<void> {
  const probes = watch.requests.filter((request) => request.url().startsWith(`${emulator.api}/organizations?`));
  expect(probes).not.toEqual([]);
  for (const probe of probes) expect(Object.keys(await probe.allHeaders())).not.toContain("authorization");
}

test("the page's own policy blocks the host: told so, and over when both name the same", async ({ page, emulator, watch }) => {
  watch.expect("the policy's word", (text) => /policy violation: connect-src|Content Security Policy/.test(text));
  await emulator.configure({ apiBaseUrl: "http://localhost:1/v1" });
  await page.goto("/");
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(page.getByText("Blocked by this page’s own policy")).toBeVisible();
  await expect(page.getByText("does not let it connect to localhost:1")).toBeVisible();
  await emulator.control("DELETE", "config");
  await page.reload();
  await connectWith(page, emulator.token("Organization Owner"));
  await arrive(page);
});

test("not reachable: while signing in and later, and over when it is again", async ({ page, emulator, watch }) => {
  watch.expectUnreachable();
  const api = `${emulator.apiOrigin}/**`;
  const words = `${new URL(emulator.api).host} did not answer`;
  await page.route(api, (route) => route.abort("connectionrefused"));
  await page.goto("/");
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(page.getByText(words)).toBeVisible();
  await page.unroute(api);
  await connectButton(page).click();
  await arrive(page);
  await page.route(api, (route) => route.abort("connectionrefused"));
  await page.getByRole("button", { name: "Load everything again" }).click();
  await expect(failures(page)).toContainText(words);
  await expect(page.getByText("Showing what was loaded at")).toBeVisible();
  await expect(rows(page).first()).toBeVisible();
  await expect(tokenField(page)).toBeHidden();
  await page.unroute(api);
  await retry(page).click();
  await arrive(page);
  await expect(page.getByText(words)).toHaveCount(0);
  await expect(table(page)).toBeVisible();
});
