// What a person has set in the system: forced colours, where backgrounds and shadows are gone and only borders,
// outlines and text remain; and reduced motion.

import type { Locator, Page } from "@playwright/test";
import { allLoaded, organizationOf, placesOf, tokenField, tokenTab } from "../support/console.ts";
import { expect, MINUTE, test } from "../support/fixtures.ts";

test.use({ emulatorOptions: { tokens: 300 } });

test.describe("forced colours", () => {
  test.beforeEach(({ page }) => page.emulateMedia({ forcedColors: "active" }));

  /** Tabs through the page, and tells each stop that shows no outline; a radio button's is around its label. */
  async function stopsWithoutRing(page: Page, stops: number): Promise<string[]> {
    const without = new Set<string>();
    const seen = new Set<string>();
    for (let stop = 0; stop < stops; stop += 1) {
      await page.keyboard.press("Tab");
      const [name, ring] = await page.evaluate(() => {
        const element = document.activeElement!;
        const label = element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 40);
        const rings = [element, element.closest("label")].some((shown) => {
          const { outlineStyle, outlineWidth } = shown ? getComputedStyle(shown) : { outlineStyle: "none", outlineWidth: "0" };
          return outlineStyle !== "none" && Number.parseFloat(outlineWidth) >= 2;
        });
        return [`${element.tagName} ${element.id} ${label}`, rings || element === document.body] as const;
      });
      seen.add(name);
      if (!ring) without.add(name);
    }
    expect(seen.size).toBeGreaterThan(stops / 2);
    return [...without];
  }

  /** Controls without text and without an edge: nothing would be left of them. */
  const invisible = (page: Page): Promise<string[]> =>
    page.locator("button, input, select, a[href]").evaluateAll((controls) =>
      controls
        .filter((control) => control.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
        .filter((control) => {
          const { borderStyle, borderWidth, borderColor, backgroundColor } = getComputedStyle(control);
          const hasEdge = borderStyle !== "none" && Number.parseFloat(borderWidth) >= 1 && borderColor !== backgroundColor;
          const icon = control.querySelector("svg");
          const hasIcon = icon !== null && getComputedStyle(icon).color !== backgroundColor;
          return !hasEdge && !hasIcon && !control.textContent?.trim();
        })
        .map((control) => control.outerHTML.slice(0, 120)),
    );

  /** What forced colours leave of an element's looks. */
  const looks = (element: Locator) =>
    element.evaluate((shown) => {
      const { outlineStyle, outlineColor, borderBlockEndWidth, borderBlockEndColor } = getComputedStyle(shown);
      return { outline: outlineStyle === "none" ? "" : outlineColor, edge: `${borderBlockEndWidth} ${borderBlockEndColor}` };
    });

  /** The one that is on must not look like the one that is off. */
  async function expectTold(on: Locator, off: Locator): Promise<void> {
    await expect(on).toBeVisible();
    expect(await looks(on)).not.toEqual(await looks(off));
  }

  test("sign-in: every control is there, and the focus is seen", async ({ page, emulator }) => {
    await page.goto("/");
    await expect(page.getByText(/Kept in this tab/)).toBeVisible();
    await tokenField(page).fill(emulator.token("Workspace Owner"));
    await expect(page.getByRole("heading", { name: "What this token says it is" })).toBeVisible();
    expect(await invisible(page)).toEqual([]);
    expect(await stopsWithoutRing(page, 6)).toEqual([]);
  });

  test("the console: every control is there, the focus is seen, and what is on is told from what is off", async ({ page, emulator, signIn }) => {
    await signIn("Organization Owner");
    await allLoaded(page);
    expect(await invisible(page)).toEqual([]);
    expect(await stopsWithoutRing(page, 40)).toEqual([]);
    const side = page.getByRole("navigation", { name: "Main" });
    await expectTold(side.getByRole("link", { name: /^Tokens/ }), side.getByRole("link", { name: "Which token is this?" }));
    const counts = page.getByRole("main").locator("button[aria-pressed]");
    await counts.nth(1).click();
    await expect(counts.nth(1)).toHaveAttribute("aria-pressed", "true");
    await page.getByRole("searchbox", { name: "Search tokens" }).focus();
    await expectTold(counts.nth(1), counts.nth(2));
    await page.goto((await placesOf(emulator)).token);
    await expectTold(tokenTab(page, "Overview"), tokenTab(page, "Access"));
    expect(await invisible(page)).toEqual([]);
    expect(await stopsWithoutRing(page, 30)).toEqual([]);
  });

  test("the warning and the narrow screen: every control is there, and the focus is seen", async ({ page, clock, signIn }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await signIn("Organization Owner");
    await allLoaded(page);
    await page.getByRole("button", { name: "Menu" }).click();
    expect(await invisible(page)).toEqual([]);
    expect(await stopsWithoutRing(page, 12)).toEqual([]);
    await clock.advance(14 * MINUTE);
    const warning = page.getByRole("alertdialog");
    await expect(warning).toBeVisible();
    await expect(warning).toHaveCSS("border-block-start-width", "1px");
    expect(await invisible(page)).toEqual([]);
    await page.keyboard.press("Tab");
    expect((await looks(page.locator("dialog :focus"))).outline).not.toBe("");
  });
});

test.describe("motion", () => {
  /** Names of what moves or fades: animations longer than a frame whose steps are not jumps, and transitions. */
  const moving = (page: Page): Promise<string[]> =>
    page.evaluate(() =>
      document.getAnimations().flatMap((animation) => {
        const effect = animation.effect as KeyframeEffect;
        const { duration } = effect.getComputedTiming();
        const jumps = effect.getKeyframes().every(({ easing }) => easing.startsWith("step"));
        return Number(duration) <= 16 || jumps ? [] : [(animation as CSSAnimation).animationName ?? (animation as CSSTransition).transitionProperty];
      }),
    );

  for (const reducedMotion of ["reduce", "no-preference"] as const) {
    test(`${reducedMotion}: while loading, in a dialog and the side bar`, async ({ page, emulator, watch, clock, signIn }) => {
      await page.emulateMedia({ reducedMotion });
      const found = new Set<string>();
      const look = async () => (await moving(page)).forEach((name) => found.add(name));
      await watch.fault({ path: `/v1/organizations/${organizationOf(emulator)}/tokens`, held: true });
      await signIn("Organization Owner");
      await expect(page.getByRole("main").locator("[aria-busy=true]")).toBeVisible();
      await look();
      await watch.release();
      await allLoaded(page);
      await page.setViewportSize({ width: 390, height: 844 });
      await page.getByRole("button", { name: "Menu" }).click();
      await look();
      await page.keyboard.press("Escape");
      await clock.advance(14 * MINUTE);
      await expect(page.getByRole("alertdialog")).toBeVisible();
      await look();
      if (reducedMotion === "reduce") expect([...found]).toEqual([]);
      else expect([...found]).toEqual(expect.arrayContaining(["skel"]));
    });
  }
});
