// One token: every field of the API, every grant, and each way in which it can't be had.

import type { Locator, Page } from "@playwright/test";
import { accessibilityViolations } from "../support/axe.ts";
import { allCounted } from "../support/console.ts";
import { expect, test } from "../support/fixtures.ts";
import { Sample, type StateToken, tokenId } from "../support/sample.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const fact = (page: Page, name: string): Locator => page.locator("dl > div").filter({ has: page.getByText(name, { exact: true }) }).locator("dd");

const heading = (page: Page) => page.getByRole("heading", { level: 1 });

const grants = (page: Page) => page.getByRole("table", { name: /^Grants of / });

/** Grants that the API shows: without `newerContract` it leaves out entity types that it does not name. */
const shown = (token: StateToken) => token.roles.filter(({ entityType }) => ["ORGANIZATION", "WORKSPACE", "DEPLOYMENT", "DAG", "DAG_TAG"].includes(entityType));

/** A token with everything that a token can have. */
const rich = (token: StateToken) =>
  token.endAt !== undefined &&
  token.lastUsedAt !== undefined &&
  token.lastRotatedAt !== undefined &&
  token.createdBy?.fullName !== undefined &&
  token.roles.some(({ entityType }) => entityType === "DAG_TAG") &&
  shown(token).length === token.roles.length;

test("shows every field, exactly and as an age", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const token = sample.find("with every field", rich);
  await signIn("Organization Owner", emulator.page + sample.path(token).slice(1));
  await expect(heading(page)).toHaveText(token.name);
  const instants: [string, string][] = [
    ["Starts", token.startAt],
    ["Ends", token.endAt!],
    ["Last used", token.lastUsedAt!],
    ["Last rotated", token.lastRotatedAt!],
    ["Created", token.createdAt],
    ["Updated", token.updatedAt],
  ];
  for (const [name, instant] of instants) {
    const time = fact(page, name).locator("time");
    const written = await time.getAttribute("datetime");
    expect(Date.parse(written!), name).toBe(Date.parse(instant));
    await expect(time).toHaveText(/^\d{1,2} \w+ \d{4}, \d\d:\d\d:\d\d (CET|CEST|GMT[+-]\d+)$/);
  }
  const days = Math.floor((Date.parse("2026-11-22T09:00:00Z") - Date.parse(token.lastRotatedAt!)) / 86_400_000);
  if (days > 0) await expect(fact(page, "Last rotated")).toContainText(days === 1 ? "1 day ago" : `${days} days ago`);
  await expect(fact(page, "Token ID")).toContainText(token.id);
  await expect(fact(page, "Short token")).toContainText(token.shortToken);
  await expect(fact(page, "Description")).toHaveText(token.description || "No description");
  await expect(fact(page, "Kind")).toHaveText(token.kind === "STANDARD" ? "Standard" : "Direct Access");
  await expect(fact(page, "Created")).toContainText(`by ${token.createdBy!.fullName} (person)`);
  const home = token.roles.find(({ entityType }) => entityType === token.scope)!;
  await expect(fact(page, "Home scope")).toContainText(sample.name(home.entityId)!);
  await expect(page.getByRole("img", { name: /days used\. Rotated on day \d+\. Last used / })).toBeVisible();
});

test("leads from a token that made another one to its page", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const ids = new Set(sample.tokens.map(({ id }) => id));
  const token = sample.find("made by a listed token", ({ createdBy }) => createdBy?.subjectType === "SERVICEKEY" && ids.has(createdBy.id));
  await signIn("Organization Owner", emulator.page + sample.path(token).slice(1));
  await fact(page, "Created").getByRole("link").click();
  await expect(page).toHaveURL(emulator.pageOrigin + sample.path(token.createdBy!));
  await expect(heading(page)).toHaveText(sample.find("the maker", ({ id }) => id === token.createdBy!.id).name);
  await expect(heading(page)).toBeFocused();
});

test("lists every grant with its role, and names beside ids", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const token = sample.find("with every field", rich);
  await signIn("Organization Owner", emulator.page + sample.path(token).slice(1));
  await page.getByRole("navigation", { name: "Token" }).getByRole("link", { name: `Access ${token.roles.length}` }).click();
  await expect(page).toHaveURL(emulator.pageOrigin + sample.path(token, "/access"));
  const rows = grants(page).getByRole("row");
  for (const { entityId, role } of token.roles) {
    const row = rows.filter({ hasText: sample.name(entityId) ?? entityId });
    // As the control shows it, or where it can't be changed as text.
    const shown = row.filter({ hasText: role }).or(row.filter({ has: page.locator(`select:has(option[value=${JSON.stringify(role)}]:checked)`) }));
    await expect(shown.first(), `${role} on ${entityId}`).toBeVisible();
    if (sample.name(entityId) !== undefined) await expect(row.first()).toContainText(entityId);
  }
  const withRole = await rows.filter({ hasNot: page.getByText("No direct role") }).count();
  expect(withRole - 1, "one line for each grant, and the head").toBe(token.roles.length);
  await page.reload();
  await expect(grants(page)).toBeVisible();
});

test("copies an id", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const token = sample.find("at all", () => true);
  await signIn("Organization Owner", emulator.page + sample.path(token).slice(1));
  await page.getByRole("button", { name: "Copy token ID" }).click();
  await expect(page.getByText("Copied")).toBeAttached();
  // The policy lets no script read the clipboard: it is pasted as a person would.
  const find = page.getByRole("searchbox", { name: "Find a Workspace or Deployment" });
  await find.focus();
  await page.keyboard.press("ControlOrMeta+V");
  await expect(find).toHaveValue(token.id);
});

test("asks for the token of a deep link first, and shows it before the rest is there", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  const token = sample.tokens.at(-1)!;
  const list = `/v1/organizations/${sample.organizationId}/tokens`;
  await watch.fault({ method: "GET", path: list, held: true });
  const answered: string[] = [];
  page.on("response", (response) => answered.push(new URL(response.url()).pathname));
  await signIn("Organization Owner", emulator.page + sample.path(token).slice(1));
  await expect(heading(page)).toHaveText(token.name);
  expect(answered).not.toContain(list);
  const asked = watch.requests.filter((request) => request.url().startsWith(emulator.api)).map((request) => new URL(request.url()).pathname).filter((path) => path.includes("/tokens"));
  expect(asked[0]).toBe(`/v1${sample.path(token)}`);
  await watch.release();
  await allCounted(page);
});

test("says which token is in use", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  await signIn("Organization Owner", emulator.page + sample.path({ id: tokenId(emulator, "Organization Owner") }).slice(1));
  await expect(page.getByText("This is the token you are signed in with")).toBeVisible();
  await expect(page.getByText("You", { exact: true })).toBeVisible();
});

test("an id that nothing has is said so, and leads back", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  const path = sample.path({ id: "cnothinghasthisid00000000" });
  watch.expectStatus(404, `/v1${path}`);
  await signIn("Organization Owner", emulator.page + path.slice(1));
  await expect(page.getByText("Not found", { exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Back to API tokens" }).click();
  await expect(heading(page)).toHaveText("API tokens");
});

test("a token out of reach is a state, and leads back", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  const { ids } = await emulator.readable({ tokenId: tokenId(emulator, "Deployment Admin") });
  const token = sample.find("out of reach", ({ id }) => !ids.includes(id));
  watch.expectStatus(403, "/v1/organizations/*/tokens*");
  await signIn("Deployment Admin", emulator.page + sample.path(token).slice(1));
  await expect(page.getByText("This token may not see that")).toBeVisible();
  await expect(page.getByText("Astro says:")).toBeVisible();
  await page.getByRole("link", { name: "Back to API tokens" }).click();
  await expect(heading(page)).toHaveText("API tokens");
});

test("a reload that fails keeps what was read, and can be tried again", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  const token = sample.find("with every field", rich);
  await signIn("Organization Owner", emulator.page + sample.path(token).slice(1));
  await expect(heading(page)).toHaveText(token.name);
  await watch.fault({ method: "GET", path: `/v1${sample.path(token)}`, status: 503 });
  await page.getByRole("button", { name: "Reload this token" }).click();
  await expect(page.getByText("Astro has a problem")).toBeVisible();
  await expect(fact(page, "Token ID")).toContainText(token.id);
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByText("Astro has a problem")).toBeHidden();
  await expect(page.getByText("Read again from Astro")).toBeAttached();
});

test("what a caller does not see is not called gone", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  const seen = new Set((await emulator.readable({ tokenId: tokenId(emulator, "Deployment Admin") })).ids);
  const ownId = tokenId(emulator, "Deployment Admin");
  const own = sample.find("in use", ({ id }) => id === ownId).roles.find(({ entityType }) => entityType === "DEPLOYMENT")!;
  const elsewhere = ({ entityType, entityId }: StateToken["roles"][number]) => entityType === "DEPLOYMENT" && entityId !== own.entityId;
  const token = sample.find("seen here and granted elsewhere", (token) => seen.has(token.id) && token.roles.some(elsewhere));
  watch.expectStatus(403, "/v1/organizations/*");
  await signIn("Deployment Admin", emulator.page + sample.path(token, "/access").slice(1));
  const hidden = token.roles.find(elsewhere)!;
  await expect(grants(page).getByRole("row").filter({ hasText: hidden.entityId })).toContainText("Not visible to you");
  await expect(page.getByText("No longer exists")).toHaveCount(0);
});

test("a grant on something that is gone is called so for an Owner", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const isGone = ({ entityType, entityId }: StateToken["roles"][number]) => ["WORKSPACE", "DEPLOYMENT"].includes(entityType) && sample.name(entityId) === undefined;
  const token = sample.find("with a grant on something that is gone", ({ roles }) => roles.some(isGone));
  await signIn("Organization Owner", emulator.page + sample.path(token, "/access").slice(1));
  const row = grants(page).getByRole("row").filter({ hasText: token.roles.find(isGone)!.entityId });
  await expect(row.first()).toContainText("No longer exists");
  await expect(row.first().getByRole("link")).toHaveCount(0);
});

test("an entity type of a newer contract is shown as it is", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  await emulator.switches({ newerContract: true });
  const token = sample.find("with an unknown entity type", (token) => shown(token).length < token.roles.length);
  await signIn("Organization Owner", emulator.page + sample.path(token, "/access").slice(1));
  const unknown = token.roles.find((role) => !shown(token).includes(role))!;
  await expect(grants(page).getByRole("row").filter({ hasText: unknown.entityId })).toContainText(unknown.entityType);
});

test("names are text: markup does nothing, and invisible characters are marked", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const markup = sample.find("named as markup", ({ name }) => name.includes("<img"));
  await signIn("Organization Owner", emulator.page + sample.path(markup).slice(1));
  await expect(heading(page)).toHaveText(markup.name);
  await expect(page.locator("main img[src]")).toHaveCount(0);
  const turned = sample.find("with a bidirectional control", ({ name }) => name.includes("\u202e"));
  await page.goto(sample.path(turned));
  await expect(heading(page)).toContainText("U+202E");
});

for (const tab of ["", "/access"]) {
  test(`is accessible${tab}`, async ({ page, emulator, signIn }) => {
    const sample = await Sample.read(emulator);
    const token = sample.find("with every field", rich);
    await signIn("Organization Owner", emulator.page + sample.path(token, tab).slice(1));
    await expect(tab ? grants(page) : fact(page, "Token ID")).toBeVisible();
    await expect(page.getByRole("treeitem").first()).toBeVisible();
    expect(await accessibilityViolations(page)).toEqual([]);
  });
}
