// The page below a path of its own, as `cargo xtask build --base /sub/` makes it.

import { expect, test } from "../support/fixtures.ts";

const base = "/sub/";
const folder = process.env.ASTRO_PAGE_BELOW_SUB_PATH;

test.use({ emulatorOptions: { base, tokens: 300, ...(folder === undefined ? {} : { page: folder }) } });

test("every file, link and stored key stands below the path", async ({ page, emulator, watch, signIn }) => {
  await signIn("Organization Owner", emulator.page);
  await expect(page.getByRole("table", { name: "API tokens" })).toBeVisible();
  expect(new URL(page.url()).pathname).toMatch(/^\/sub\/organizations\/[^/]+\/tokens$/);
  const own = watch.requests.map((request) => new URL(request.url())).filter(({ origin }) => origin === emulator.pageOrigin);
  expect(own.filter(({ pathname }) => !pathname.startsWith(base)).map(String)).toEqual([]);
  const links = await page.locator("a[href]").evaluateAll((elements) => elements.map((element) => (element as HTMLAnchorElement).pathname));
  expect(links.filter((path) => !path.startsWith(base))).toEqual([]);
  expect(await page.evaluate(() => Object.keys(sessionStorage))).toEqual([`${base}session`]);
  await page.reload();
  await expect(page.getByRole("table", { name: "API tokens" })).toBeVisible();
});
