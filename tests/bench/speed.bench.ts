// `cargo xtask bench`: medians and 95th percentiles of the release page, for two sizes of Organization.

import { type BrowserContext, type Page, test } from "@playwright/test";
import { Emulator } from "../support/emulator.ts";
import { installProbe, type Probe } from "./probe.ts";

const RUNS = Number(process.env.BENCH_RUNS ?? 5);

declare const probe: Probe;

const MEASURES = [
  "sign-in usable, ms",
  "first rows after Connect, ms",
  "all loaded after Connect, ms",
  "key press to painted rows, ms",
  "sort to painted rows, ms",
  "longest task after first rows, ms",
  "JavaScript heap, MB",
  "wasm memory, MB",
] as const;
type Run = Record<(typeof MEASURES)[number], number>;

/** What is held after a garbage collection, in MB. */
async function memory(context: BrowserContext, page: Page): Promise<{ heap: number; wasm: number }> {
  const session = await context.newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  const { result: prototype } = await session.send("Runtime.evaluate", { expression: "WebAssembly.Memory.prototype" });
  const { objects } = await session.send("Runtime.queryObjects", { prototypeObjectId: prototype.objectId! });
  const { result } = await session.send("Runtime.callFunctionOn", {
    objectId: objects.objectId!,
    functionDeclaration: "function () { return this.reduce((sum, { buffer }) => sum + buffer.byteLength, 0); }",
    returnByValue: true,
  });
  return { heap: usedSize / 1e6, wasm: Number(result.value) / 1e6 };
}

async function measure(context: BrowserContext, emulator: Emulator): Promise<Run> {
  await emulator.reset();
  const page = await context.newPage();
  await page.addInitScript(installProbe, emulator.token("Organization Owner"));
  await page.goto(emulator.pageOrigin);
  const signInUsable = await page.evaluate(() => probe.signInUsable());
  const reloaded = page.waitForEvent("framenavigated");
  const connected = await page.evaluate(() => probe.connect());
  await reloaded;
  const { firstRows, allLoaded } = await page.evaluate((connected) => probe.loaded(connected), connected);
  await page.getByRole("main").getByRole("searchbox").focus();
  await page.evaluate(() => probe.arm("keydown"));
  // A letter that few names hold: the rows on screen change.
  await page.keyboard.press("q");
  const keyPress = await page.evaluate(() => probe.rowsChanged());
  await page.evaluate(() => probe.arm("click"));
  await page.getByRole("table", { name: "API tokens" }).getByRole("columnheader").getByRole("button").first().click();
  const sort = await page.evaluate(() => probe.rowsChanged());
  const longestTask = await page.evaluate(() => probe.longestTask());
  const { heap, wasm } = await memory(context, page);
  return {
    "sign-in usable, ms": signInUsable,
    "first rows after Connect, ms": firstRows,
    "all loaded after Connect, ms": allLoaded,
    "key press to painted rows, ms": keyPress,
    "sort to painted rows, ms": sort,
    "longest task after first rows, ms": longestTask,
    "JavaScript heap, MB": heap,
    "wasm memory, MB": wasm,
  };
}

/** By the nearest rank. */
function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

for (const tokens of [10_000, 100_000]) {
  test(`${tokens.toLocaleString("en")} tokens`, async ({ browser }) => {
    const emulator = await Emulator.start({ tokens, checkContract: false, clock: "wall" });
    const runs: Run[] = [];
    try {
      for (let run = 0; run < RUNS; run += 1) {
        const context = await browser.newContext();
        runs.push(await measure(context, emulator));
        await context.close();
      }
    } finally {
      await emulator.stop();
    }
    const lines = MEASURES.map((name) => {
      const values = runs.map((run) => run[name]);
      return `${name.padEnd(36)}${percentile(values, 0.5).toFixed(1).padStart(10)}${percentile(values, 0.95).toFixed(1).padStart(10)}`;
    });
    console.log(`\n${`${tokens.toLocaleString("en")} tokens, ${RUNS} runs`.padEnd(36)}${"median".padStart(10)}${"p95".padStart(10)}\n${lines.join("\n")}\n`);
  });
}
