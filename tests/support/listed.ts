// Every row of the windowed table, read as a person would: by scrolling from its first row to its last.

import type { Page } from "@playwright/test";

/** Ids of the tokens in the table, each row once; fails if a row does not come up after it was scrolled to. */
export async function listedIds(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const table = document.querySelector("main table")!;
    const total = Number(table.getAttribute("aria-rowcount")) - 1;
    const found = new Map<number, string>();
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const read = () => {
      const rows = [...table.querySelectorAll<HTMLElement>("tbody tr[aria-rowindex]")];
      if (rows.length > 100) throw new Error(`${rows.length} rows in the document`);
      for (const row of rows) {
        const link = row.querySelector<HTMLAnchorElement>("th a[href]")!;
        // The head is row 1.
        found.set(Number(row.getAttribute("aria-rowindex")) - 2, link.pathname.split("/").at(-1)!);
      }
      return rows[0]!;
    };
    let height = read().getBoundingClientRect().height;
    let next = 0;
    while (found.size < total) {
      while (found.has(next)) next += 1;
      const top = table.querySelector("tbody")!.getBoundingClientRect().top + scrollY;
      scrollTo({ top: top + next * height, behavior: "instant" });
      for (let frames = 0; !found.has(next); frames += 1) {
        if (frames > 600) throw new Error(`row ${next} of ${total} does not come up`);
        await frame();
        height = read().getBoundingClientRect().height;
      }
    }
    return [...found.values()];
  });
}
