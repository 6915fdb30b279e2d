// Organization > Tokens at 10,482 tokens: all of them are listed, few of them are in the page, and what shows while
// they arrive. What does not depend on their number is in token-list.spec.ts.

import { allLoaded, heading, rows, searchField, table } from "../support/console.ts";
import { ordered, organization } from "../support/expected-order.ts";
import { expect, test } from "../support/fixtures.ts";
import { expectRows, mounted, scrollToShare, watchRows } from "../support/listed.ts";

const TOKENS = 10_482;
const OWNER = "Organization Owner";
const LATER_PAGE = "/v1/organizations/*/tokens?*offset=5994&*";

test.use({ emulatorOptions: { tokens: TOKENS } });

test("lists every token and holds at most 100 rows of them", async ({ page, emulator, signIn }) => {
  test.slow();
  await signIn(OWNER);
  await allLoaded(page);
  const all = await organization(emulator, OWNER);
  expect(all.tokens).toHaveLength(TOKENS);
  await expect(heading(page, "API tokens")).toBeVisible();
  const expected = ordered(all, all.tokens, "Last used", true);
  for (const share of [0, 0.37, 0.5, 1, 0.01, 0]) {
    await scrollToShare(page, share);
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
  await scrollToShare(page, 0.5);
  await expectRows(page, expected);
  expect(await table(page).locator("tr").count()).toBeLessThanOrEqual(100);
});

test("rows that stay are left where they are while the list scrolls, so that no press and no focus on one is lost", async ({ page, signIn }) => {
  await signIn(OWNER);
  await allLoaded(page);
  const first = table(page).getByRole("link").first();
  await first.focus();
  const seen = await watchRows(table(page).locator("tbody"));
  // By less than the page holds, so that most rows stay, until the one with the focus stands apart from them, and back.
  for (const by of [600, 900, 1200, 1500, 1800, 1500, 1200, 900]) {
    const { come } = await seen.jsonValue();
    await page.evaluate((y) => window.scrollTo(0, y), by);
    await expect.poll(async () => (await seen.jsonValue()).come).toBeGreaterThan(come);
    if (by < 1800) continue;
    const [pinned, next] = (await mounted(page)).map(([place]) => place);
    expect(pinned).toBe(0);
    expect(next).toBeGreaterThan(1);
  }
  expect(await seen.jsonValue()).toMatchObject({ moved: 0, unfocused: 0 });
  await expect(first).toBeFocused();
});

test.describe("while pages arrive", () => {
  test("rows show after the first page, not after the last", async ({ page, watch, signIn }) => {
    await watch.fault({ method: "GET", path: LATER_PAGE, held: true });
    await signIn(OWNER);
    await expect(rows(page).first()).toBeVisible();
    const progress = page.getByRole("progressbar");
    await expect(progress).toBeVisible();
    await expect(page.getByText(/^[\d,]+ of 10,482 tokens$/).first()).toBeVisible();
    await expect(page.getByText("You can filter and open what is here already")).toBeVisible();
    await searchField(page).fill("airbyte");
    await expect(page.getByText(/^[\d,]+ of [\d,]+ tokens match, /)).toBeVisible();
    await searchField(page).fill("");
    await watch.release();
    await allLoaded(page);
    await expect(progress).toHaveCount(0);
    await expect(table(page)).toHaveAttribute("aria-rowcount", String(TOKENS + 1));
  });

  test("rows don't move under the pointer; what arrives waits to be asked for", async ({ page, watch, signIn, emulator }) => {
    await watch.fault({ method: "GET", path: LATER_PAGE, held: true });
    await watch.fault({ method: "GET", path: "/v1/organizations/*/tokens?*offset=6993&*", held: true });
    await signIn(OWNER);
    await expect(rows(page).nth(3)).toBeVisible();
    await rows(page).nth(2).hover();
    await page.mouse.move(500, 600);
    const before = await mounted(page);
    const show = page.getByRole("button", { name: /more tokens: show in order$/ });
    await watch.release();
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
    await watch.fault({ method: "GET", path: LATER_PAGE, held: true });
    await signIn(OWNER);
    await expect(rows(page).nth(3)).toBeVisible();
    await rows(page).nth(2).hover();
    await page.mouse.move(500, 600);
    await watch.release();
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

  test("Refresh reads everything again and leaves the rows in place", async ({ page, watch, signIn, clock }) => {
    await signIn(OWNER);
    await allLoaded(page);
    await clock.advance(3 * 60_000);
    await expect(page.getByText(/^Loaded [34] minutes ago$/)).toBeVisible();
    await scrollToShare(page, 0.3);
    const seen = rows(page).nth(20);
    // The rows of the former place stand until the scrolling is heard of.
    await expect(seen).toBeInViewport();
    const before = await mounted(page);
    await watch.fault({ method: "GET", path: LATER_PAGE, held: true });
    await page.getByRole("button", { name: "Load everything again" }).dispatchEvent("click");
    await expect(page.getByText("Loading…")).toBeAttached();
    await watch.release();
    await expect(page.getByText(/^Loaded (just now|1 minute ago)$/)).toBeAttached();
    const after = new Set((await mounted(page)).map(([, id]) => id));
    expect(before.filter(([, id]) => after.has(id)).length).toBeGreaterThan(before.length / 2);
  });
});
