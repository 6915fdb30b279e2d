// Agent tokens: listed on their Deployment, in the list of all tokens and on a page of their own; created and deleted, never edited
// or rotated; and what the page says when Astro refuses, fails, or does not answer.

import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../support/fixtures.ts";
import { accessibilityViolations } from "../support/axe.ts";
import { elsewhere } from "../support/grants.ts";
import { leaks } from "../support/leaks.ts";
import { allLoaded, connectWith, heading, organizationOf, table as tokenTable, target } from "../support/console.ts";
import { dialog, isAccepted, keepToasts, openRead, revealed, sent, storeSecret } from "../support/writes.ts";
import type { Emulator } from "../support/emulator.ts";
import { Sample, type StateToken } from "../support/sample.ts";

test.use({ emulatorOptions: { tokens: 400, agentTokens: true } });

type AgentToken = StateToken & { deploymentId: string };

async function agentsNow(emulator: Emulator): Promise<AgentToken[]> {
  const { agentTokens } = await emulator.control<{ agentTokens: AgentToken[] }>("GET", "state");
  return agentTokens;
}

/** Where the sample has agent tokens of every kind of life. */
async function adSpend(emulator: Emulator) {
  const agents = await agentsNow(emulator);
  const eu = agents.find(({ name }) => name === "ad-spend-agent-eu")!;
  const path = `/organizations/${organizationOf(emulator)}/deployments/${eu.deploymentId}`;
  return { eu, path, api: `/v1${path}/agent-tokens`, agents: agents.filter(({ deploymentId }) => deploymentId === eu.deploymentId) };
}

const asNames = (all: AgentToken[], deployment: string): string[] => all.filter(({ deploymentId }) => deploymentId === deployment).map(({ name }) => name).toSorted();
const panel = (page: Page) => page.getByRole("region", { name: "Agent tokens" });
const table = (page: Page) => panel(page).getByRole("table", { name: "Agent tokens" });
const row = (page: Page, name: string) => table(page).getByRole("row").filter({ has: page.getByRole("link", { name: new RegExp(name) }) });
const createButton = (page: Page) => panel(page).getByRole("button", { name: "Create agent token" });
const form = (page: Page) => dialog(page, "Create agent token");
const submit = (page: Page) => form(page).getByRole("button", { name: /Create agent token|Try again|Asking/ });

async function fill(page: Page, name: string): Promise<void> {
  await createButton(page).click();
  await form(page).getByRole("textbox", { name: "Name" }).fill(name);
}

/** Picks from the menu of a row. */
async function pick(page: Page, name: string, choice: string): Promise<void> {
  await row(page, name).getByRole("button", { name: /^Actions for/ }).click();
  await page.getByRole("menuitem", { name: choice }).click();
}

async function confirm(opened: Locator): Promise<void> {
  await opened.getByRole("textbox", { name: /Type Delete/ }).fill("Delete");
  await opened.getByRole("button", { name: /^Delete (agent token|once more)$/ }).click();
}

test("they stand on their Deployment, among all tokens and on a page of their own, where nothing of them can be changed", async ({ page, emulator, signIn }) => {
  const { eu, path, agents } = await adSpend(emulator);
  // A link that is opened cold asks for that token by itself.
  await signIn("Organization Owner", `${path}/agent-tokens/${eu.id}`);
  await expect(heading(page, eu.name)).toBeVisible();
  await expect(page.getByRole("navigation", { name: "Token" })).toHaveCount(0);
  for (const name of ["Edit", "Rotate"]) {
    const button = page.getByRole("button", { name, exact: true });
    await expect(button).toHaveAttribute("aria-disabled", "true");
    await expect(button).toHaveAccessibleDescription("Astro can’t change or rotate an agent token: delete it and create another.");
  }
  expect(await accessibilityViolations(page)).toEqual([]);
  await page.getByRole("link", { name: "ad-spend" }).first().click();
  await expect(table(page).getByRole("row")).toHaveCount(agents.length + 1);
  await expect(row(page, "ad-spend-agent-eu")).toContainText("Workers in the EU cluster of ad operations");
  await expect(row(page, "gpu-pool")).toContainText("Expired");
  await expect(row(page, "laptop test")).toContainText("Never");
  expect(await accessibilityViolations(page)).toEqual([]);

  // In the one list of all tokens, by kind.
  await page.getByRole("link", { name: /^Tokens/ }).click();
  await allLoaded(page);
  await page.getByRole("searchbox", { name: "Search tokens" }).fill("kind:agent");
  await page.getByRole("searchbox", { name: "Search tokens" }).press("Enter");
  const all = (await agentsNow(emulator)).length;
  await expect(page.getByText(`${all} of ${400 + all} tokens`, { exact: true })).toBeVisible();
  await expect.poll(() => target(page)).toContain("kind:agent");
  const listed = tokenTable(page).getByRole("row").filter({ hasText: "ad-spend-agent-eu" });
  await expect(listed).toContainText("Agent tokens hold no role");
  await expect(listed.getByText("Agent", { exact: true })).toBeVisible();
  await listed.getByRole("link").click();
  await expect(page).toHaveURL(new RegExp(`${path}/agent-tokens/${eu.id}$`));
});

test("one is created with its secret shown once, as a Workspace Owner may, and deleted from its page", async ({ page, emulator, signIn, watch }) => {
  const { path, api } = await adSpend(emulator);
  await keepToasts(page);
  watch.expectStatus(403, `/v1/organizations/${organizationOf(emulator)}/tokens`);
  await signIn("Workspace Owner", path);
  await fill(page, "edge");
  await form(page).getByRole("radio", { name: "30 days" }).check();
  await expect(form(page).getByRole("tabpanel")).toContainText("Terraform has: the resource is astro_agent_token.");
  await form(page).getByRole("tab", { name: "curl" }).click();
  await expect(form(page).getByRole("tabpanel")).toContainText(`${path}/agent-tokens`);
  expect(await accessibilityViolations(page)).toEqual([]);
  await submit(page).click();
  const value = await revealed(page, "edge");
  await expect(dialog(page, "Store the secret of edge")).toContainText("Keep it where the remote execution agents of this Deployment read it");
  await storeSecret(page, "edge");
  const created = (await agentsNow(emulator)).find(({ name }) => name === "edge")!;
  expect(created.expiryPeriodInDays).toBe(30);
  expect(await isAccepted(emulator, value), "an agent's value does not open the API").toBe(false);
  expect(await leaks(value, { page, emulator, watch, signedIn: true })).toEqual([]);
  expect(await sent(emulator, "POST", /\/agent-tokens$/)).toBe(1);

  await row(page, "edge").getByRole("link").click();
  await openRead(page, created.id, () => page.getByRole("button", { name: "Delete", exact: true }).click());
  const opened = dialog(page, "Delete edge?");
  await expect(opened.getByRole("button", { name: "Delete agent token" })).toHaveAttribute("aria-disabled", "true");
  await confirm(opened);
  await expect(page.getByText("Deleted edge", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`${path}$`));
  await expect(row(page, "edge")).toHaveCount(0);
  expect((await agentsNow(emulator)).some(({ id }) => id === created.id)).toBe(false);

  // Someone else was faster.
  const { eu } = await adSpend(emulator);
  const one = `${api}/${eu.id}`;
  await watch.fault({ method: "DELETE", path: one, meanwhile: [{ when: "before", method: "DELETE", path: one }] });
  watch.expectStatus(404, one);
  await openRead(page, eu.id, () => pick(page, "ad-spend-agent-eu", "Delete…"));
  await confirm(dialog(page, "Delete ad-spend-agent-eu?"));
  await expect(page.getByText("ad-spend-agent-eu no longer exists", { exact: true })).toBeVisible();
  await expect(row(page, "ad-spend-agent-eu")).toHaveCount(0);
  await expect(page.getByRole("heading", { level: 1 })).toBeFocused();
});

test("a Deployment Admin creates one and deletes it", async ({ page, emulator, watch }) => {
  const { eu, path, agents } = await adSpend(emulator);
  watch.expectStatus(403, "/v1/organizations/*/tokens");
  const { id } = await elsewhere<{ id: string }>(emulator, "POST", "/tokens", { name: "admin of one", scope: "DEPLOYMENT", entityId: eu.deploymentId, role: "DEPLOYMENT_ADMIN" });
  await page.goto(path);
  await connectWith(page, await emulator.sign({ tokenId: id }));
  await allLoaded(page);
  await expect(table(page).getByRole("row")).toHaveCount(agents.length + 1);
  await fill(page, "edge");
  await submit(page).click();
  await revealed(page, "edge");
  await storeSecret(page, "edge");
  const created = (await agentsNow(emulator)).find(({ name }) => name === "edge")!;
  expect(created.deploymentId).toBe(eu.deploymentId);
  await openRead(page, created.id, () => pick(page, "edge", "Delete…"));
  await confirm(dialog(page, "Delete edge?"));
  await expect(row(page, "edge")).toHaveCount(0);
  await expect(table(page).getByRole("row")).toHaveCount(agents.length + 1);
  expect(asNames(await agentsNow(emulator), eu.deploymentId)).toEqual(asNames(agents, eu.deploymentId));
});

test("a Deployment without remote execution has none, and nothing to create one", async ({ page, emulator, signIn }) => {
  const organization = organizationOf(emulator);
  const { deployments } = await elsewhere<{ deployments: { id: string; name: string; remoteExecution?: { enabled: boolean } }[] }>(emulator, "GET", "/deployments?limit=1000");
  const without = deployments.find(({ remoteExecution }) => !remoteExecution?.enabled)!;
  await signIn("Organization Owner", `/organizations/${organization}/deployments/${without.id}`);
  await allLoaded(page);
  await expect(heading(page, without.name)).toBeVisible();
  await expect(page.getByRole("region", { name: "Custom roles on this Deployment" })).toBeVisible();
  await expect(panel(page)).toHaveCount(0);
  await expect(page.getByRole("button", { name: /agent token/ })).toHaveCount(0);
});

test("the head of the page leads to them, below however many tokens there are", async ({ page, emulator, signIn }) => {
  const { path } = await adSpend(emulator);
  await signIn("Organization Owner", path);
  await allLoaded(page);
  await page.setViewportSize({ width: 390, height: 400 });
  const link = page.getByRole("main").getByRole("link", { name: "Agent tokens", exact: true });
  await link.focus();
  await page.keyboard.press("Enter");
  const head = panel(page).getByRole("heading", { name: "Agent tokens" });
  await expect(head).toBeFocused();
  await expect(head).toBeInViewport();
  expect(target(page)).toBe(path);
});

test("what may not be read or done is said", async ({ page, emulator, watch }) => {
  const { path, eu } = await adSpend(emulator);
  // A Workspace Member sees the Deployment, but has no role on it.
  const sample = await Sample.read(emulator);
  const growth = sample.deployments.find(({ id }) => id === eu.deploymentId)!.workspaceId;
  const member = sample.find("of a Workspace Member", ({ roles, endAt }) => roles.length === 1 && !!endAt && roles[0]!.role === "WORKSPACE_MEMBER" && roles[0]!.entityId === growth);
  watch.expectStatus(403, "/v1/organizations/*");
  await page.goto(path);
  await connectWith(page, await emulator.sign({ tokenId: member.id }));
  await expect(panel(page).getByText("This token may not see that")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await expect(createButton(page)).toHaveAttribute("aria-disabled", "true");
  await expect(createButton(page)).toHaveAccessibleDescription(/^This needs Deployment Admin here/);
});

test("a list that fails leaves all other tokens alone, and is asked again alone", async ({ page, emulator, watch, signIn }) => {
  const { path, api } = await adSpend(emulator);
  await watch.fault({ method: "GET", path: api, status: 500 });
  await signIn("Organization Owner", `/organizations/${organizationOf(emulator)}/tokens`);
  await allLoaded(page);
  const told = page.getByRole("region", { name: "Agent tokens that could not be loaded" });
  await expect(told).toContainText("The agent tokens of 1 Deployment could not be loaded.");
  // The other way round, agent tokens are not taken for the list that failed. Each order is given while nothing is under way.
  await watch.fault({ method: "GET", path: `/v1/organizations/${organizationOf(emulator)}/tokens`, status: 500 });
  await watch.fault({ method: "GET", path: api, status: 500 });
  await page.reload();
  await watch.faultsMet();
  await expect(page.getByText("The list of tokens could not be loaded.", { exact: true })).toBeVisible();
  await expect(tokenTable(page)).toHaveCount(0);
  await page.getByRole("region", { name: "What could not be loaded" }).getByRole("button", { name: "Retry" }).click();
  await expect(tokenTable(page)).toBeVisible();
  // Rows stand before the agent tokens were read.
  await allLoaded(page);
  await watch.fault({ method: "GET", path: api, status: 500 });
  await page.goto(path);
  await expect(panel(page).getByText("Astro has a problem")).toBeVisible();
  await panel(page).getByRole("button", { name: "Try again" }).click();
  await expect(row(page, "ad-spend-agent-eu")).toBeVisible();
});

test("without a certain answer nothing is sent again, and the page says what it found", async ({ page, emulator, watch, signIn }) => {
  const { path, api } = await adSpend(emulator);
  await keepToasts(page);
  await signIn("Organization Owner", path);
  await fill(page, "x".repeat(257));
  await submit(page).click();
  await expect(form(page).getByText("257 characters: at most 256 are allowed.")).toBeVisible();
  await form(page).getByRole("textbox", { name: "Name" }).fill("edge");
  await watch.fault({ method: "POST", path: api, status: 400, body: { message: "Invalid request", requestId: "r-1", statusCode: 400, fieldErrors: [{ code: "max", field: "name", message: "name is taken" }] } });
  await submit(page).click();
  await expect(form(page).getByText("Astro says: name is taken")).toBeVisible();

  // Not cut: Chromium may send again by itself what was.
  await watch.fault({ method: "POST", path: api, status: 500, after: true });
  await submit(page).click();
  const unanswered = dialog(page, "No certain answer");
  await expect(unanswered.getByText("A new agent token of that name exists, but its secret never arrived")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await unanswered.getByRole("button", { name: "Delete…" }).click();

  // The answer to the deletion gets lost as well, and the look shows that it is gone.
  await watch.fault({ method: "DELETE", path: `${api}/*`, status: 500, after: true });
  watch.expectStatus(404, `${api}/*`);
  await confirm(dialog(page, "Delete edge?"));
  await expect(page.getByText("edge is gone", { exact: true })).toBeVisible();
  expect((await agentsNow(emulator)).some(({ name }) => name === "edge")).toBe(false);
  expect(await sent(emulator, "DELETE", /\/agent-tokens\//)).toBe(1);

  // Failed before it took effect: still there, so far; once more on request alone.
  await watch.fault({ method: "DELETE", path: `${api}/*`, status: 500 });
  await pick(page, "gpu-pool", "Delete…");
  const opened = dialog(page, "Delete gpu-pool?");
  await confirm(opened);
  await expect(opened.getByText("Still there, so far")).toBeVisible();
  await confirm(opened);
  await expect(row(page, "gpu-pool")).toHaveCount(0);
  await page.getByRole("button", { name: /Journal of this session/ }).click();
  await expect(dialog(page, "Changes of this session").getByText("Delete agent token gpu-pool")).toHaveCount(2);
});
