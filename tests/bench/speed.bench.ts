// `cargo xtask bench`: medians and 95th percentiles of the release page, for two sizes of Organization, and for a token with
// many grants.

import { type Browser, type BrowserContext, type Page, test } from "@playwright/test";
import { grants, pending, placeOf, role, tokenOf, undo } from "../support/access.ts";
import { setRoles } from "../support/grants.ts";
import { Emulator } from "../support/emulator.ts";
import { Sample } from "../support/sample.ts";
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

const EDITING = ["role change to painted lines, ms", "longest task of that, ms", "197 grants removed to painted lines, ms", "longest task of that and one undone, ms"] as const;
type EditingRun = Record<(typeof EDITING)[number], number>;

/** A token with 200 grants on its Access tab: one role changed, everything below a Deployment removed, and one of that kept. */
async function measureEditing(context: BrowserContext, emulator: Emulator): Promise<EditingRun> {
  await emulator.reset();
  const sample = await Sample.read(emulator);
  const growth = placeOf(sample, "workspaces", "Growth analytics");
  const attribution = placeOf(sample, "deployments", "attribution", growth);
  const token = tokenOf(emulator, sample, "ORGANIZATION");
  await setRoles(emulator, token.id, [
    { entityType: "ORGANIZATION", entityId: sample.organizationId, role: "ORGANIZATION_MEMBER" },
    { entityType: "WORKSPACE", entityId: growth, role: "WORKSPACE_MEMBER" },
    { entityType: "DEPLOYMENT", entityId: attribution, role: "DEPLOYMENT_ADMIN" },
    ...Array.from({ length: 197 }, (_, at) => ({ entityType: "DAG", entityId: `dag-${at}`, role: "DAG_VIEWER", deploymentId: attribution })),
  ]);
  const page = await context.newPage();
  await page.addInitScript(installProbe, emulator.token("Organization Owner"));
  await page.goto(new URL(sample.path(token, "/access"), emulator.pageOrigin).href);
  await page.evaluate(() => probe.signInUsable());
  const reloaded = page.waitForEvent("framenavigated");
  const connected = await page.evaluate(() => probe.connect());
  await reloaded;
  await page.evaluate((connected) => probe.loaded(connected), connected);
  await page.getByRole("navigation", { name: "Main" }).getByText(sample.tokens.length.toLocaleString("en-GB"), { exact: true }).waitFor();
  await page.evaluate(() => probe.mark());
  await page.evaluate(() => probe.arm("change"));
  await role(page, "Workspace Growth analytics").selectOption("WORKSPACE_OWNER");
  const change = await page.evaluate(() => probe.rowsChanged());
  const longestOfChange = await page.evaluate(() => probe.longestTask());
  await grants(page).getByRole("button", { name: "Everything below Deployment attribution in Growth analytics" }).click();
  await page.evaluate(() => (probe.mark(), probe.arm("click")));
  await page.getByRole("menuitem", { name: /^Remove the 197 grants below/ }).click();
  const removal = await page.evaluate(() => probe.rowsChanged());
  await undo(page, "Dag dag-0 on attribution in Growth analytics").click();
  await pending(page).getByText("197 pending changes").waitFor();
  const longestOfRemoval = await page.evaluate(() => probe.longestTask());
  return {
    "role change to painted lines, ms": change,
    "longest task of that, ms": longestOfChange,
    "197 grants removed to painted lines, ms": removal,
    "longest task of that and one undone, ms": longestOfRemoval,
  };
}

/** By the nearest rank. */
function percentile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function print<Name extends string>(title: string, names: readonly Name[], runs: Record<Name, number>[]): void {
  const lines = names.map((name) => {
    const values = runs.map((run) => run[name]);
    return `${name.padEnd(40)}${percentile(values, 0.5).toFixed(1).padStart(10)}${percentile(values, 0.95).toFixed(1).padStart(10)}`;
  });
  console.log(`\n${`${title}, ${RUNS} runs`.padEnd(40)}${"median".padStart(10)}${"p95".padStart(10)}\n${lines.join("\n")}\n`);
}

async function runs<Run>(browser: Browser, tokens: number, measured: (context: BrowserContext, emulator: Emulator) => Promise<Run>): Promise<Run[]> {
  const emulator = await Emulator.start({ tokens, checkContract: false, clock: "wall" });
  const found: Run[] = [];
  try {
    for (let run = 0; run < RUNS; run += 1) {
      const context = await browser.newContext();
      found.push(await measured(context, emulator));
      await context.close();
    }
  } finally {
    await emulator.stop();
  }
  return found;
}

for (const tokens of [10_000, 100_000]) {
  test(`${tokens.toLocaleString("en")} tokens`, async ({ browser }) => {
    print(`${tokens.toLocaleString("en")} tokens`, MEASURES, await runs(browser, tokens, measure));
  });
}

test("200 grants of one token", async ({ browser }) => {
  print("200 grants of one token", EDITING, await runs(browser, 10_000, measureEditing));
});
