// Organization > Tokens, and the lists of a Workspace and a Deployment: order, search, filters, keyboard, and that a
// pasted token never gets past the search field.

import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded, rows, searchField, table } from "../support/console.ts";
import { COUNTS, callerOf, isExpired, ordered, organization, type Organization } from "../support/expected-order.ts";
import { expect, test } from "../support/fixtures.ts";
import { leaks } from "../support/leaks.ts";
import { expectRows, scrollToShare } from "../support/listed.ts";

// Three pages of the API.
const TOKENS = 2_300;
const OWNER = "Organization Owner";

test.use({ emulatorOptions: { tokens: TOKENS } });

const number = (value: number): string => value.toLocaleString("en-GB");

test.describe("as an Organization Owner", () => {
  let all: Organization;
  const newestFirst = (): string[] => ordered(all, all.tokens, "Last used", true);

  test.beforeEach(async ({ emulator, signIn }) => {
    await signIn(OWNER);
    all = await organization(emulator, OWNER);
  });

  test("sorts by every column, both ways", async ({ page }) => {
    test.setTimeout(180_000);
    await allLoaded(page);
    const heads = ["Token", "Scope", "Role", "Last used", "Expires", "Created"];
    const others = ["ID", "Description", "Kind", "Other grants", "Last rotated", "Created by"];
    const newFirst = ["Last used", "Created", "Last rotated", "Other grants"];
    const expectOrder = async (column: string, descending: boolean): Promise<void> => {
      const expected = ordered(all, all.tokens, column, descending);
      await expectRows(page, expected);
      await scrollToShare(page, 0.6);
      await expectRows(page, expected);
      await scrollToShare(page, 0);
    };
    for (const column of heads.toSorted((one) => (one === "Last used" ? 1 : 0))) {
      const head = table(page).getByRole("columnheader", { name: column, exact: true });
      const first = newFirst.includes(column);
      for (const descending of [first, !first]) {
        await head.getByRole("button").click();
        await expect(head).toHaveAttribute("aria-sort", descending ? "descending" : "ascending");
        await expectOrder(column, descending);
      }
    }
    for (const column of others) {
      for (const turn of [false, true]) {
        await page.getByRole("button", { name: /^Sort:/ }).click();
        await page.getByRole("menuitemradio", { name: column }).first().click();
        await expectOrder(column, newFirst.includes(column) !== turn);
      }
      await expect(table(page).locator("[aria-sort=ascending], [aria-sort=descending]")).toHaveCount(0);
    }
    await expect(page).toHaveURL(/[?&]sort=createdBy:desc/);
    await page.reload();
    await expectRows(page, ordered(all, all.tokens, "Created by", true));
  });

  test("finds by name, id and short token, and the address says so", async ({ page }) => {
    await allLoaded(page);
    const words = ["airbyte", "prod"];
    await searchField(page).pressSequentially(words.join(" "), { delay: 5 });
    const found = all.tokens.filter((token) => {
      const home = token.roles.find((grant) => grant.entityType === token.scope)?.entityId ?? "";
      const by = token.createdBy;
      const texts = [
        token.name, token.id, token.shortToken, token.description, by?.fullName || by?.apiTokenName || by?.username || by?.id || "",
        all.organizations.get(home) ?? "", all.workspaces.get(home) ?? "", all.deployments.get(home)?.name ?? "",
      ].map((text) => text.toLowerCase());
      return words.every((word) => texts.some((text) => text.includes(word)));
    });
    expect(found.length).toBeGreaterThan(1);
    expect(found.length).toBeLessThan(TOKENS);
    await expectRows(page, ordered(all, found, "Last used", true));
    await expect(page.getByText(`${number(found.length)} of ${number(TOKENS)} tokens`, { exact: true })).toBeVisible();
    await expect(page).toHaveURL(/\/tokens\?q=airbyte%20prod$/);
    await expect(page.getByRole("status").filter({ hasText: `${number(found.length)} of` })).toBeAttached();

    await rows(page).first().getByRole("link").first().click();
    await expect(page).toHaveURL(/\/tokens\/[^/?]+$/);
    await page.goBack();
    await expect(searchField(page)).toHaveValue("airbyte prod");
    await expectRows(page, ordered(all, found, "Last used", true));
    await page.goForward();
    await expect(page).toHaveURL(/\/tokens\/[^/?]+$/);
    await page.goBack();

    const one = all.tokens.find((token) => token.name.length < 30 && all.tokens.filter((other) => other.shortToken === token.shortToken).length === 1)!;
    await searchField(page).fill(one.id);
    await expectRows(page, [one.id]);
    await searchField(page).fill(`…${one.shortToken}`);
    await expect(page.getByRole("link", { name: /^Open / })).toBeVisible();
    await searchField(page).press("Enter");
    await expect(page).toHaveURL(new RegExp(`/tokens/${one.id}$`));
  });

  test("filters by scope and status, and Back leaves the list as it was", async ({ page }) => {
    await allLoaded(page);
    await page.getByRole("button", { name: "Scope", exact: true }).filter({ hasNot: page.locator("th") }).first().click();
    await page.getByRole("menuitemradio", { name: "Deployment" }).click();
    await page.getByRole("button", { name: "Status", exact: true }).click();
    await page.getByRole("menuitemradio", { name: "Expired", exact: true }).click();
    const found = all.tokens.filter((token) => token.scope === "DEPLOYMENT" && isExpired(token, all.now));
    expect(found.length).toBeGreaterThan(0);
    await expectRows(page, ordered(all, found, "Last used", true));
    await expect(page).toHaveURL(/\?q=scope:deployment%20status:expired$/);
    const address = page.url();
    await page.reload();
    await expectRows(page, ordered(all, found, "Last used", true));
    await page.getByRole("button", { name: "Remove filter Scope" }).click();
    await expectRows(page, ordered(all, all.tokens.filter((token) => isExpired(token, all.now)), "Last used", true));
    await page.goto(address);
    await expectRows(page, ordered(all, found, "Last used", true));
  });

  test("every count is a filter that finds what it counts", async ({ page }) => {
    await allLoaded(page);
    for (const [name, holds] of Object.entries(COUNTS)) {
      const found = all.tokens.filter((token) => holds(token, all.now));
      const count = page.getByRole("list", { name: "Quick filters" }).getByRole("button", { name });
      await expect(count).toContainText(number(found.length));
      expect(found.length).toBeGreaterThan(0);
      await count.click();
      await expect(count).toHaveAttribute("aria-pressed", "true");
      await expectRows(page, ordered(all, found, "Last used", true));
    }
    const last = page.getByRole("list", { name: "Quick filters" }).getByRole("button", { name: "Organization owners" });
    await last.click();
    await expect(last).toHaveAttribute("aria-pressed", "false");
    await expectRows(page, newestFirst());
    await expect(page).toHaveURL(/\/tokens$/);
  });

  test("says what does not match, and offers ways on", async ({ page }) => {
    await allLoaded(page);
    await searchField(page).fill("airbyte");
    await page.getByRole("list", { name: "Quick filters" }).getByRole("button", { name: "Expired" }).click();
    await page.getByRole("button", { name: "Kind", exact: true }).click();
    await page.getByRole("menuitemradio", { name: "Direct Access" }).click();
    await expect(page.getByRole("heading", { name: "No token matches “airbyte” and 2 filters" })).toBeVisible();
    await expect(page.getByText(/^Without the filters there are [\d,]+ matches\.$/)).toBeVisible();
    await page.getByRole("button", { name: "Keep search, clear filters" }).click();
    await expect(page).toHaveURL(/\?q=airbyte$/);
    await expect(rows(page).first()).toBeVisible();
    await searchField(page).fill("no such token anywhere");
    await page.getByRole("button", { name: "Clear search" }).click();
    await expectRows(page, newestFirst());
  });

  test("goes from row to row by keyboard and opens one", async ({ page }) => {
    await allLoaded(page);
    const expected = newestFirst();
    await rows(page).first().getByRole("link").first().focus();
    for (const [key, place] of [["j", 1], ["j", 2], ["ArrowDown", 3], ["k", 2]] as const) {
      await page.keyboard.press(key);
      await expect(rows(page).nth(place).getByRole("link").first()).toBeFocused();
    }
    await page.keyboard.press("End");
    await expect(page.locator(`tr[aria-rowindex="${TOKENS + 1}"] th a`)).toBeFocused();
    expect(await table(page).locator("tr").count()).toBeLessThanOrEqual(100);
    await page.keyboard.press("Enter");
    await expect(page).toHaveURL(new RegExp(`/tokens/${expected[TOKENS - 1]}$`));
  });

  test("is accessible in both themes", async ({ page }) => {
    await allLoaded(page);
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test("a pasted token leads to its row and gets nowhere else", async ({ page, emulator, watch }) => {
    await allLoaded(page);
    const other = "Workspace Owner";
    const value = emulator.token(other);
    const { callerId } = await callerOf(emulator, other);
    await searchField(page).fill(`ASTRO_API_TOKEN="${value}"`);
    await expect(page).toHaveURL(new RegExp(`/tokens/${callerId}$`));
    expect(await leaks(value, { page, watch, emulator, signedIn: true })).toEqual([]);
    await page.goBack();
    await expect(searchField(page)).toHaveValue("");
    expect(await leaks(value, { page, watch, emulator, signedIn: true })).toEqual([]);

    await searchField(page).fill("dbt ");
    await searchField(page).press("End");
    await page.keyboard.insertText(value.replace(/^eyJ/, "eyJ"));
    await expect(page).toHaveURL(new RegExp(`/tokens/${callerId}$`));
    await page.goBack();

    const stranger = await emulator.sign({ tokenId: callerId, expiresAt: "2020-01-01T00:00:00Z" });
    const [header, , signature] = stranger.split(".");
    const claims = Buffer.from(JSON.stringify({ apiTokenId: "nobody", permissions: ["apiTokenId:nobody"] })).toString("base64url");
    const unknown = `${header}.${claims}.${signature}`;
    await searchField(page).fill(unknown);
    await expect(page.getByText("This token is not among those that are loaded")).toBeVisible();
    await expect(searchField(page)).toHaveValue("");
    expect(await leaks(unknown, { page, watch, emulator, signedIn: true })).toEqual([]);
    expect(await leaks(stranger, { page, watch, emulator, signedIn: true })).toEqual([]);
  });
});

test.describe("with less than an Owner's rights", () => {
  test.beforeEach(({ watch }) => watch.expectStatus(403, "/v1/organizations/*/tokens"));

  test("the list says what it is a list of", async ({ page, emulator, signIn }) => {
    await signIn("Workspace Owner");
    await expect(page.getByText(/^Tokens of what this token can see: \d+ Workspaces? and \d+ Deployments?$/)).toBeVisible();
    await expect(page.getByText("Listing the whole Organization needs Organization Owner.")).toBeVisible();
    const { count } = await callerOf(emulator, "Workspace Owner");
    await expect(table(page)).toHaveAttribute("aria-rowcount", String(count + 1));
    expect(await accessibilityViolations(page)).toEqual([]);
  });

  test("a token without any Workspace is told so", async ({ page, signIn }) => {
    await signIn("Organization Member");
    await expect(page.getByRole("heading", { name: "This token has no role in any Workspace" })).toBeVisible();
    await page.getByRole("button", { name: "Use another token" }).click();
    await expect(page.getByRole("textbox", { name: "API token" })).toBeVisible();
  });
});

test.describe("views over the inventory", () => {
  test("a Workspace and a Deployment show the tokens with a role there, without a call", async ({ page, emulator, signIn, watch }) => {
    await signIn(OWNER);
    const all = await organization(emulator, OWNER);
    await allLoaded(page);
    const { organizationId } = await callerOf(emulator, OWNER);
    const [deployment, { name, workspaceId }] = [...all.deployments].find(([id]) =>
      all.tokens.some((token) => token.roles.some((grant) => grant.entityType === "DEPLOYMENT" && grant.entityId === id)),
    )!;
    const withRole = (type: string, id: string) =>
      all.tokens.filter((token) => token.roles.some((grant) => grant.entityType === type && grant.entityId === id));
    await page.goto(`${emulator.page}organizations/${organizationId}/deployments/${deployment}`);
    await expect(page.getByRole("heading", { level: 1, name })).toBeVisible();
    await expectRows(page, ordered(all, withRole("DEPLOYMENT", deployment), "Last used", true));
    await allLoaded(page);
    const calls = (): number => watch.requests.filter((request) => new URL(request.url()).origin === emulator.apiOrigin).length;
    const before = calls();
    const workspace = all.workspaces.get(workspaceId)!;
    await page.getByRole("main").getByRole("link", { name: workspace, exact: true }).click();
    await expect(page.getByRole("heading", { level: 1, name: workspace })).toBeVisible();
    await expectRows(page, ordered(all, withRole("WORKSPACE", workspaceId), "Last used", true));
    expect(calls()).toBe(before);
    expect(await accessibilityViolations(page)).toEqual([]);
  });
});
