// Organization > Tokens at 10,482 tokens: what is listed, in which order, what the page holds of it, and that a pasted
// token never gets past the search field.

import type { Locator, Page } from "@playwright/test";
import { accessibilityViolations } from "../support/axe.ts";
import { COUNTS, callerOf, isExpired, ordered, organization, type Organization } from "../support/expected-order.ts";
import { expect, test } from "../support/fixtures.ts";
import { leaks } from "../support/leaks.ts";

const TOKENS = 10_482;
const OWNER = "Organization Owner";
const LATER_PAGE = "/v1/organizations/*/tokens?*offset=5994&*";

test.use({ emulatorOptions: { tokens: TOKENS } });

const number = (value: number): string => value.toLocaleString("en-GB");
const table = (page: Page): Locator => page.getByRole("table", { name: /^API tokens/ });
const search = (page: Page): Locator => page.getByRole("searchbox", { name: "Search tokens" });
const rows = (page: Page): Locator => table(page).locator("tbody tr[aria-rowindex]");

async function allLoaded(page: Page): Promise<void> {
  await expect(page.getByText("Loaded just now")).toBeVisible();
}

/** The rows in the page: their place in the list, from 0, and their id. */
async function mounted(page: Page): Promise<[number, string][]> {
  return rows(page).evaluateAll((found) =>
    found.map((row): [number, string] => {
      const address = row.querySelector<HTMLAnchorElement>("th a[href]")!.href;
      return [Number(row.getAttribute("aria-rowindex")) - 2, decodeURIComponent(new URL(address).pathname.split("/").at(-1)!)];
    }),
  );
}

/** Every row in the page stands where the list has it. */
async function expectRows(page: Page, expected: string[]): Promise<void> {
  await expect(table(page)).toHaveAttribute("aria-rowcount", String(expected.length + 1));
  const misplaced = async (): Promise<unknown> => {
    const found = await mounted(page);
    return found.length === 0 ? "no row" : found.filter(([place, id]) => expected[place] !== id).map(([place, id]) => `${id} at ${place}, not ${expected.indexOf(id)}`);
  };
  await expect.poll(misplaced).toEqual([]);
}

async function scrollTo(page: Page, share: number): Promise<void> {
  await page.evaluate((share) => window.scrollTo(0, document.documentElement.scrollHeight * share), share);
}

test.describe("as an Organization Owner", () => {
  let all: Organization;
  const newestFirst = (): string[] => ordered(all, all.tokens, "Last used", true);

  test.beforeEach(async ({ emulator, signIn }) => {
    await signIn(OWNER);
    all = await organization(emulator, OWNER);
  });

  test("lists every token and holds at most 100 rows of them", async ({ page }) => {
    await allLoaded(page);
    expect(all.tokens).toHaveLength(TOKENS);
    await expect(page.getByRole("heading", { name: "API tokens", level: 1 })).toBeVisible();
    const expected = newestFirst();
    for (const share of [0, 0.37, 0.5, 1, 0.01, 0]) {
      await scrollTo(page, share);
      await expectRows(page, expected);
      await expect
        .poll(async () => {
          const [top] = await mounted(page).then((found) => found.filter(([place]) => place >= Math.floor(share * TOKENS * 0.9)));
          return top !== undefined;
        })
        .toBe(true);
      expect(await table(page).locator("tr").count()).toBeLessThanOrEqual(100);
    }
    await page.setViewportSize({ width: 390, height: 844 });
    await scrollTo(page, 0.5);
    await expectRows(page, expected);
    expect(await table(page).locator("tr").count()).toBeLessThanOrEqual(100);
  });

  test("sorts by every column, both ways", async ({ page }) => {
    test.slow();
    await allLoaded(page);
    const heads = ["Token", "Scope", "Role", "Last used", "Expires", "Created", "ID"];
    const others = ["Description", "Kind", "Other grants", "Last rotated", "Created by"];
    const newFirst = ["Last used", "Created", "Last rotated", "Other grants"];
    const expectOrder = async (column: string, descending: boolean): Promise<void> => {
      const expected = ordered(all, all.tokens, column, descending);
      await expectRows(page, expected);
      await scrollTo(page, 0.6);
      await expectRows(page, expected);
      await scrollTo(page, 0);
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
    const words = ["airbyte", "sync"];
    await search(page).pressSequentially(words.join(" "), { delay: 5 });
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
    await expect(page).toHaveURL(/\/tokens\?q=airbyte%20sync$/);
    await expect(page.getByRole("status").filter({ hasText: `${number(found.length)} of` })).toBeAttached();

    await rows(page).first().getByRole("link").first().click();
    await expect(page).toHaveURL(/\/tokens\/[^/?]+$/);
    await page.goBack();
    await expect(search(page)).toHaveValue("airbyte sync");
    await expectRows(page, ordered(all, found, "Last used", true));
    await page.goForward();
    await expect(page).toHaveURL(/\/tokens\/[^/?]+$/);
    await page.goBack();

    const one = all.tokens.find((token) => token.name.length < 30 && all.tokens.filter((other) => other.shortToken === token.shortToken).length === 1)!;
    await search(page).fill(one.id);
    await expectRows(page, [one.id]);
    await search(page).fill(`…${one.shortToken}`);
    await expect(page.getByRole("link", { name: /^Open / })).toBeVisible();
    await search(page).press("Enter");
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
    await search(page).fill("airbyte");
    await page.getByRole("list", { name: "Quick filters" }).getByRole("button", { name: "Expired" }).click();
    await page.getByRole("button", { name: "Kind", exact: true }).click();
    await page.getByRole("menuitemradio", { name: "Direct Access" }).click();
    await expect(page.getByRole("heading", { name: "No token matches “airbyte” and 2 filters" })).toBeVisible();
    await expect(page.getByText(/^Without the filters there are [\d,]+ matches\.$/)).toBeVisible();
    await page.getByRole("button", { name: "Keep search, clear filters" }).click();
    await expect(page).toHaveURL(/\?q=airbyte$/);
    await expect(rows(page).first()).toBeVisible();
    await search(page).fill("no such token anywhere");
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
    await search(page).fill(`ASTRO_API_TOKEN="${value}"`);
    await expect(page).toHaveURL(new RegExp(`/tokens/${callerId}$`));
    expect(await leaks(value, { page, watch, emulator, signedIn: true })).toEqual([]);
    await page.goBack();
    await expect(search(page)).toHaveValue("");
    expect(await leaks(value, { page, watch, emulator, signedIn: true })).toEqual([]);

    await search(page).fill("dbt ");
    await search(page).press("End");
    await page.keyboard.insertText(value.replace(/^eyJ/, "eyJ"));
    await expect(page).toHaveURL(new RegExp(`/tokens/${callerId}$`));
    await page.goBack();

    const stranger = await emulator.sign({ tokenId: callerId, expiresAt: "2020-01-01T00:00:00Z" });
    const [header, , signature] = stranger.split(".");
    const claims = Buffer.from(JSON.stringify({ apiTokenId: "nobody", permissions: ["apiTokenId:nobody"] })).toString("base64url");
    const unknown = `${header}.${claims}.${signature}`;
    await search(page).fill(unknown);
    await expect(page.getByText("This token is not among those that are loaded")).toBeVisible();
    await expect(search(page)).toHaveValue("");
    expect(await leaks(unknown, { page, watch, emulator, signedIn: true })).toEqual([]);
    expect(await leaks(stranger, { page, watch, emulator, signedIn: true })).toEqual([]);
  });
});

test.describe("while pages arrive", () => {
  test("rows show after the first page, not after the last", async ({ page, watch, signIn }) => {
    await watch.fault({ method: "GET", path: LATER_PAGE, delayMs: 4000 });
    await signIn(OWNER);
    await expect(rows(page).first()).toBeVisible();
    const progress = page.getByRole("progressbar");
    await expect(progress).toBeVisible();
    await expect(page.getByText(/^[\d,]+ of 10,482 tokens$/).first()).toBeVisible();
    await expect(page.getByText("You can filter and open what is here already")).toBeVisible();
    await search(page).fill("airbyte");
    await expect(page.getByText(/^[\d,]+ of [\d,]+ tokens match, /)).toBeVisible();
    await search(page).fill("");
    await allLoaded(page);
    await expect(progress).toHaveCount(0);
    await expect(table(page)).toHaveAttribute("aria-rowcount", String(TOKENS + 1));
  });

  test("rows don't move under the pointer; what arrives waits to be asked for", async ({ page, watch, signIn, emulator }) => {
    await watch.fault({ method: "GET", path: LATER_PAGE, delayMs: 3000 });
    await watch.fault({ method: "GET", path: "/v1/organizations/*/tokens?*offset=6993&*", delayMs: 3000 });
    await signIn(OWNER);
    await expect(rows(page).nth(3)).toBeVisible();
    await rows(page).nth(2).hover();
    await page.mouse.move(500, 600);
    const before = await mounted(page);
    const show = page.getByRole("button", { name: /more tokens: show in order$/ });
    await expect(show).toBeVisible();
    await allLoaded(page);
    const after = new Map(await mounted(page));
    for (const [place, id] of before.slice(0, 10)) expect(after.get(place)).toBe(id);
    await show.click();
    const all = await organization(emulator, OWNER);
    await expectRows(page, ordered(all, all.tokens, "Last used", true));
    await expect(show).toHaveCount(0);
  });

  test("the order settles by itself once the pointer has left", async ({ page, watch, signIn, emulator }) => {
    await watch.fault({ method: "GET", path: LATER_PAGE, delayMs: 2000 });
    await signIn(OWNER);
    await expect(rows(page).nth(3)).toBeVisible();
    await rows(page).nth(2).hover();
    await page.mouse.move(500, 600);
    await allLoaded(page);
    await page.mouse.move(500, 20);
    const all = await organization(emulator, OWNER);
    await expectRows(page, ordered(all, all.tokens, "Last used", true));
  });

  test("a page that failed is asked for again, and it alone", async ({ page, watch, signIn }) => {
    await watch.fault({ method: "GET", path: LATER_PAGE, status: 503 });
    await signIn(OWNER);
    const failed = page.getByRole("region", { name: "What could not be loaded" });
    // The first and the last of its thousand rows are on the pages beside it, too.
    await expect(failed).toContainText("1 page with 998 tokens could not be loaded");
    await expect(page.getByText("Not loaded completely")).toBeVisible();
    await expect(table(page)).toHaveAttribute("aria-rowcount", String(TOKENS - 998 + 1));
    const lists = (): URL[] =>
      watch.requests.map((request) => new URL(request.url())).filter((url) => url.pathname.endsWith("/tokens") && url.searchParams.has("offset"));
    const before = lists().length;
    await failed.getByRole("button", { name: "Retry" }).click();
    await expect(failed).toHaveCount(0);
    await expect(table(page)).toHaveAttribute("aria-rowcount", String(TOKENS + 1));
    expect(lists().slice(before).map((url) => url.searchParams.get("offset"))).toEqual(["5994"]);
  });

  test("Refresh reads everything again and leaves the rows in place", async ({ page, signIn, clock }) => {
    await signIn(OWNER);
    await allLoaded(page);
    await clock.advance(3 * 60_000);
    await expect(page.getByText("Loaded 3 minutes ago")).toBeVisible();
    await scrollTo(page, 0.3);
    const seen = rows(page).nth(20);
    await expect(seen).toBeVisible();
    const before = await mounted(page);
    await page.getByRole("button", { name: "Load everything again" }).dispatchEvent("click");
    await expect(page.getByText("Loading…")).toBeAttached();
    await expect(page.getByText("Loaded just now")).toBeAttached();
    const after = new Set((await mounted(page)).map(([, id]) => id));
    expect(before.filter(([, id]) => after.has(id)).length).toBeGreaterThan(before.length / 2);
  });
});

test.describe("with less than an Owner's rights", () => {
  test.beforeEach(({ watch }) => watch.expectStatus(403, "/v1/organizations/*/tokens"));

  test("the list says what it is a list of", async ({ page, emulator, signIn }) => {
    await signIn("Workspace Owner");
    await expect(page.getByText(/^The tokens of the \d+ Workspaces? and \d+ Deployments? that this token can see$/)).toBeVisible();
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
