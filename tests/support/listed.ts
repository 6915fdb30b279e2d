// The rows of the windowed table: those in the document, and all of them, read as a person would, by scrolling from the
// first row to the last.

import { expect, type Locator, type Page } from "@playwright/test";
import { rows, table } from "./console.ts";

/** The rows in the document: their place in the list, from 0, and their id. */
export async function mounted(page: Page): Promise<[number, string][]> {
  return rows(page).evaluateAll((found) =>
    found.map((row): [number, string] => {
      const address = row.querySelector<HTMLAnchorElement>("th a[href]")!.href;
      return [Number(row.getAttribute("aria-rowindex")) - 2, decodeURIComponent(new URL(address).pathname.split("/").at(-1)!)];
    }),
  );
}

/** Every row in the document stands where the list has it. */
export async function expectRows(page: Page, expected: string[]): Promise<void> {
  await expect(table(page)).toHaveAttribute("aria-rowcount", String(expected.length + 1));
  const misplaced = async (): Promise<unknown> => {
    const found = await mounted(page);
    return found.length === 0 ? "no row" : found.filter(([place, id]) => expected[place] !== id).map(([place, id]) => `${id} at ${place}, not ${expected.indexOf(id)}`);
  };
  await expect.poll(misplaced).toEqual([]);
}

/** Scrolls to this share of the page's height. */
export async function scrollToShare(page: Page, share: number): Promise<void> {
  await page.evaluate((share) => window.scrollTo(0, document.documentElement.scrollHeight * share), share);
}

/** Ids of the tokens in the table, each row once. Never more than 100 rows may be in the document meanwhile. */
export async function listedIds(page: Page): Promise<string[]> {
  const size = page.viewportSize()!;
  // A tall window needs fewer steps.
  await page.setViewportSize({ ...size, height: 4_000 });
  const ids = await page.evaluate(async () => {
    const table = document.querySelector("main table")!;
    const body = table.querySelector("tbody")!;
    const total = Number(table.getAttribute("aria-rowcount")) - 1;
    const found = new Map<number, string>();
    const read = () => {
      const rows = [...body.querySelectorAll<HTMLElement>("tr[aria-rowindex]")];
      if (rows.length > 100) throw new Error(`${rows.length} rows in the document`);
      for (const row of rows) {
        const link = row.querySelector<HTMLAnchorElement>("th a[href]")!;
        // The head is row 1.
        found.set(Number(row.getAttribute("aria-rowindex")) - 2, link.pathname.split("/").at(-1)!);
      }
    };
    read();
    const height = body.querySelector("tr[aria-rowindex]")!.getBoundingClientRect().height;
    for (let next = 0; found.size < total; ) {
      while (found.has(next)) next += 1;
      await new Promise<void>((resolve) => {
        const observer = new MutationObserver(() => {
          read();
          if (!found.has(next)) return;
          observer.disconnect();
          resolve();
        });
        observer.observe(body, { childList: true, subtree: true });
        scrollTo({ top: scrollY + body.getBoundingClientRect().top + next * height, behavior: "instant" });
      });
    }
    scrollTo({ top: 0, behavior: "instant" });
    return [...found.values()];
  });
  await page.setViewportSize(size);
  return ids;
}

/** Counts from now on which rows come, which of those that stay are taken out of the page meanwhile, and how often one loses the focus. */
export const watchRows = (list: Locator) =>
  list.evaluateHandle((shown) => {
    const seen = { come: 0, moved: 0, unfocused: 0 };
    new MutationObserver((records) => {
      const taken = new Set(records.flatMap(({ removedNodes }) => [...removedNodes]));
      seen.come += records.flatMap(({ addedNodes }) => [...addedNodes]).filter((node) => !taken.has(node)).length;
      seen.moved += [...taken].filter((node) => node.isConnected).length;
    }).observe(shown, { childList: true });
    shown.addEventListener("focusout", () => (seen.unfocused += 1));
    return seen;
  });
