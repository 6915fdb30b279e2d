// The tree of Workspaces and Deployments in the side bar, with more of them than fit into a page.

import type { Page } from "@playwright/test";
import { accessibilityViolations } from "../support/axe.ts";
import { allLoaded } from "../support/console.ts";
import { expect, test } from "../support/fixtures.ts";
import { watchRows } from "../support/listed.ts";
import { type Place, Sample } from "../support/sample.ts";

test.use({ emulatorOptions: { tokens: 300, workspaces: 500, deployments: 3000 } });

const tree = (page: Page) => page.getByRole("tree", { name: "Workspaces and Deployments" });
const item = (page: Page, place: Place) => tree(page).locator(`a[href$="/${place.id}"]`);
const find = (page: Page) => page.getByRole("searchbox", { name: "Find a Workspace or Deployment" });

/** The Deployments of each Workspace. */
const below = (sample: Sample, workspace: Place) => sample.deployments.filter(({ workspaceId }) => workspaceId === workspace.id);

const withDeployments = (sample: Sample) => sample.workspaces.find((workspace) => below(sample, workspace).length >= 3)!;

test("holds at most 100 lines in the page, wherever it is scrolled to", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  expect(sample.workspaces.length).toBeGreaterThanOrEqual(500);
  expect(sample.deployments.length).toBeGreaterThanOrEqual(3000);
  await signIn("Organization Owner");
  await expect(tree(page).getByRole("treeitem").first()).toBeVisible();
  // Counted at each change, not only between two keys.
  const most = await tree(page).evaluateHandle((shown) => {
    const seen = { lines: shown.querySelectorAll("li").length };
    new MutationObserver(() => (seen.lines = Math.max(seen.lines, shown.querySelectorAll("li").length))).observe(shown, { childList: true, subtree: true });
    return seen;
  });
  await tree(page).getByRole("treeitem").first().focus();
  // Opens Workspace after Workspace, as a person with a key held down would.
  for (let step = 0; step < 40; step++) {
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowDown");
  }
  await page.keyboard.press("End");
  const last = tree(page).getByRole("treeitem").last();
  await expect(last).toBeFocused();
  await expect(last).toBeInViewport();
  await expect(last).toHaveAttribute("aria-posinset", (await last.getAttribute("aria-setsize"))!);
  await page.keyboard.press("Home");
  await expect(tree(page).getByRole("treeitem").first()).toBeFocused();
  const { lines } = await most.jsonValue();
  expect(lines).toBeGreaterThan(10);
  expect(lines).toBeLessThanOrEqual(100);
});

test("lines that stay are left where they are while the tree scrolls", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  const first = tree(page).getByRole("treeitem").first();
  await expect(first).toBeVisible();
  await allLoaded(page);
  await first.focus();
  const seen = await watchRows(tree(page));
  await first.hover();
  for (const by of [600, 300, -300]) {
    const { come } = await seen.jsonValue();
    await page.mouse.wheel(0, by);
    await expect.poll(async () => (await seen.jsonValue()).come).toBeGreaterThan(come);
  }
  expect(await seen.jsonValue()).toMatchObject({ moved: 0, unfocused: 0 });
  await expect(first).toBeFocused();
});

test("finds Workspaces and Deployments by name and by id", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const workspace = withDeployments(sample);
  const [deployment] = below(sample, workspace);
  await signIn("Organization Owner");
  await find(page).fill(deployment!.id);
  await expect(tree(page).getByRole("treeitem")).toHaveCount(2);
  await expect(item(page, workspace)).toHaveAttribute("aria-expanded", "true");
  await expect(item(page, deployment!)).toHaveAttribute("aria-level", "2");
  await find(page).fill(workspace.name.toUpperCase());
  await expect(item(page, workspace)).toBeVisible();
  // On to what was found, by keyboard.
  for (const key of ["ArrowDown", "Enter"]) {
    await find(page).press(key);
    await expect(tree(page).locator("[tabindex='0']")).toBeFocused();
    await expect(page).toHaveURL(/\/tokens$/);
  }
  await find(page).fill("nothing is called this");
  await expect(page.getByText("Nothing has that name or ID")).toBeVisible();
  await page.getByRole("button", { name: "Clear: Find a Workspace or Deployment" }).click();
  await expect(tree(page).getByRole("treeitem").first()).toBeVisible();
});

test("each line is a link to its place, marked as the current one there, with its Workspace open", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const workspace = withDeployments(sample);
  const [deployment, other] = below(sample, workspace);
  const at = (place: Place, kind: string) => `/organizations/${sample.organizationId}/${kind}/${place.id}`;
  await signIn("Organization Owner", emulator.page + at(deployment!, "deployments").slice(1));
  await expect(page.getByRole("heading", { level: 1, name: deployment!.name })).toBeVisible();
  await find(page).fill(deployment!.id);
  await expect(item(page, deployment!)).toHaveAttribute("aria-current", "page");
  await find(page).fill(workspace.id);
  await expect(item(page, workspace)).toHaveAttribute("aria-expanded", "true");
  await expect(item(page, other!)).toBeVisible();
  await item(page, other!).click();
  await expect(page).toHaveURL(emulator.pageOrigin + at(other!, "deployments"));
  await expect(item(page, other!)).toHaveAttribute("aria-current", "page");
  await expect(item(page, deployment!)).not.toHaveAttribute("aria-current");
  await item(page, workspace).click();
  await expect(page).toHaveURL(emulator.pageOrigin + at(workspace, "workspaces"));
});

test("follows the keyboard pattern of a tree", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const workspace = withDeployments(sample);
  await signIn("Organization Owner");
  await find(page).fill(workspace.id);
  const line = item(page, workspace);
  await line.focus();
  await expect(line).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("ArrowRight");
  await expect(line).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowRight");
  await expect(tree(page).getByRole("treeitem").nth(1)).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(line).toBeFocused();
  await page.keyboard.press("ArrowLeft");
  await expect(line).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(new RegExp(`/workspaces/${workspace.id}$`));
});

test("counts the tokens with a grant on the place itself", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const workspace = sample.workspaces.find(({ id }) => sample.tokens.some(({ roles }) => roles.some(({ entityId }) => entityId === id)))!;
  const count = sample.tokens.filter(({ roles }) => roles.some(({ entityType, entityId }) => entityType === "WORKSPACE" && entityId === workspace.id)).length;
  await signIn("Organization Owner");
  await find(page).fill(workspace.id);
  await expect(item(page, workspace)).toHaveText(new RegExp(`${count.toLocaleString("en-GB")}$`), { timeout: 60_000 });
});

test("a list that fails can be read again alone", async ({ page, emulator, signIn, watch }) => {
  const path = `/v1/organizations/${(await Sample.read(emulator)).organizationId}/workspaces`;
  await watch.fault({ method: "GET", path, status: 500 });
  await signIn("Organization Owner");
  await expect(page.getByText("Not all Workspaces and Deployments could be loaded.")).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("button", { name: "Retry" }).click();
  await expect(page.getByText("Not all Workspaces and Deployments could be loaded.")).toBeHidden();
  await expect(tree(page).getByRole("treeitem").first()).toBeVisible();
});

test("a caller who sees no Workspace is told so", async ({ page, signIn, watch }) => {
  watch.expectStatus(403, "/v1/organizations/*");
  await signIn("Organization Member");
  await expect(page.getByText("No Workspaces visible to this token")).toBeVisible();
});

test("is accessible, with a name to each line and room for the foot", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  await expect(tree(page).getByRole("treeitem").first()).toBeVisible();
  await expect(page.getByRole("link", { name: "About" })).toBeInViewport();
  expect(await accessibilityViolations(page)).toEqual([]);
});
