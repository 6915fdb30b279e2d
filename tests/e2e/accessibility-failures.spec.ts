// axe-core on everything that can go wrong while the list is read, a token is opened, and someone signs in. Each state
// is brought about in the same page as the one before it.

import type { BrowserContext, Page } from "@playwright/test";
import { accessibilityViolations } from "../support/axe.ts";
import type { Clock } from "../support/clock.ts";
import { connectButton, connectWith, organizationOf, placesOf, rotate, rows } from "../support/console.ts";
import type { Emulator } from "../support/emulator.ts";
import { expect, type Fault, SECOND, test } from "../support/fixtures.ts";
import type { Watch } from "../support/watch.ts";

test.use({ emulatorOptions: { tokens: 1_300 } });

interface Scene {
  page: Page;
  context: BrowserContext;
  emulator: Emulator;
  watch: Watch;
  clock: Clock;
}

interface State {
  name: string;
  words: string | RegExp;
  begin(scene: Scene): Promise<void>;
  end?(scene: Scene): Promise<void>;
}

const failures = (page: Page) => page.getByRole("region", { name: "What could not be loaded" });
const retry = (page: Page) => failures(page).getByRole("button", { name: "Retry" });
const lists = (emulator: Emulator) => `/v1/organizations/${organizationOf(emulator)}/tokens`;

/** A fault of every list of tokens for as long as the state lasts. */
const failing = (name: string, fault: Fault, words: string | RegExp): State => ({
  name,
  words,
  begin: ({ emulator, watch }) => watch.fault({ path: lists(emulator), times: 99, ...fault }),
});

const IP_LIST: State = {
  name: "IP allow list",
  words: "Your address is not on the IP allow list",
  begin: async ({ emulator, watch }) => {
    watch.expectStatus(403, "/v1/organizations/*");
    await emulator.switches({ ipBlocked: true });
  },
  end: ({ emulator }) => emulator.switches({ ipBlocked: false }),
};

const CORS: State = {
  name: "CORS",
  words: /does not allow this page|ended the connection/,
  begin: async ({ emulator, watch }) => {
    watch.expectStatus(401, "/v1/organizations");
    await emulator.switches({ corsAllowed: false });
  },
  end: ({ emulator }) => emulator.switches({ corsAllowed: true }),
};

const UNREACHABLE: State = {
  name: "not reachable",
  words: "did not answer",
  begin: async ({ page, emulator }) => {
    await page.route(`${emulator.apiOrigin}/**`, (route) => route.abort("connectionrefused"));
  },
  end: ({ page, emulator }) => page.unroute(`${emulator.apiOrigin}/**`),
};

const OFFLINE: State = {
  name: "offline",
  words: "You are offline",
  begin: ({ context }) => context.setOffline(true),
  end: ({ context }) => context.setOffline(false),
};

const LIST: State[] = [
  failing("404", { status: 404 }, "Not found"),
  failing("503", { status: 503 }, "Astro has a problem"),
  failing("malformed", { malformed: true }, "The answer could not be read"),
  failing("400", { status: 400 }, "Astro refused the request"),
  IP_LIST,
  CORS,
  UNREACHABLE,
  OFFLINE,
];

/** Goes through the states one by one: each begins, is looked for by `show`, and looked at. */
async function look(scene: Scene, states: State[], show: (words: string | RegExp) => Promise<void>): Promise<void> {
  for (const state of states) {
    await test.step(state.name, async () => {
      await state.begin(scene);
      await show(state.words);
      expect.soft(await accessibilityViolations(scene.page), state.name).toEqual([]);
      await state.end?.(scene);
      await scene.emulator.control("DELETE", "faults");
    });
  }
}

test("the list, before there is a row", async ({ page, context, emulator, watch, clock, signIn }) => {
  test.slow();
  watch.expectUnreachable();
  await watch.fault({ path: lists(emulator), status: 500 });
  await signIn("Organization Owner");
  await expect(failures(page)).toContainText("The list of tokens could not be loaded.");
  await look({ page, context, emulator, watch, clock }, LIST, async (words) => {
    await retry(page).click();
    await expect(failures(page)).toContainText(words);
  });
  await retry(page).click();
  await expect(rows(page).first()).toBeVisible();
});

test("the list with rows: a failed page, offline, slowing down, and refused again and again", async ({ page, context, emulator, watch, clock, signIn }) => {
  test.slow();
  const scene = { page, context, emulator, watch, clock };
  watch.expectUnreachable();
  await watch.fault({ path: "/v1/*/tokens?*offset=999*", status: 503 });
  await signIn("Organization Owner");
  await expect(failures(page)).toContainText("1 page with 300 tokens could not be loaded.");
  await look(scene, [OFFLINE], async (words) => {
    await retry(page).click();
    await expect(failures(page)).toContainText(words);
  });
  await emulator.switches({ exposeHeaders: true });
  await watch.fault({ path: lists(emulator), status: 429, headers: { "Retry-After": "300" } });
  await retry(page).click();
  await expect(page.getByText("Slowing down")).toBeVisible();
  expect.soft(await accessibilityViolations(page), "slowing down").toEqual([]);
  await watch.fault({ path: "/v1/*/tokens?*offset=999*", status: 429, times: 9, headers: { "Retry-After": "30" } });
  const asked = () => watch.requests.filter((request) => request.url().includes("offset=999")).length;
  const before = asked();
  await clock.advance(301 * SECOND);
  // The first of ten attempts has been made.
  for (let attempt = 1; attempt <= 9; attempt += 1) {
    await expect.poll(asked).toBe(before + attempt);
    await expect(page.getByText("Slowing down")).toBeVisible();
    await clock.advance(31 * SECOND);
  }
  await expect(failures(page)).toContainText("Too many requests");
  expect.soft(await accessibilityViolations(page), "429").toEqual([]);
});

test("a list that the token may not read, and what is out of reach", async ({ page, emulator, watch, signIn }) => {
  watch.expectStatus(403, lists(emulator));
  await watch.fault({ path: "/v1/*/tokens?*workspaceId=*", status: 500 });
  await signIn("Workspace Owner");
  await expect(failures(page)).toContainText("could not be loaded. What is here can be used.");
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("a token that can't be shown", async ({ page, context, emulator, watch, clock, signIn }) => {
  test.slow();
  const { tokens } = await placesOf(emulator);
  const gone = `${tokens}/clnosuchtoken000000000000`;
  watch.expectStatus(404, `/v1${gone}`);
  await signIn("Organization Owner", gone);
  await expect(page.getByText("Not found", { exact: true })).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  const failed = (name: string, fault: Fault, words: string): State => ({ name, words, begin: () => watch.fault({ path: `/v1${gone}`, times: 9, ...fault }) });
  const states = [
    failed("403", { status: 403 }, "This token may not see that"),
    failed("500", { status: 500 }, "Astro has a problem"),
    failed("malformed", { status: 200, body: "" }, "The answer could not be read"),
  ];
  await look({ page, context, emulator, watch, clock }, states, async (words) => {
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("main").getByText(words, { exact: true })).toBeVisible();
  });
});

test("signing in", async ({ page, context, emulator, watch, clock }) => {
  test.slow();
  const organizations = "/v1/organizations/*";
  await rotate(emulator, "Workspace Owner");
  watch.expectStatus(401, organizations);
  watch.expectUnreachable();
  await page.goto("/");
  await connectWith(page, emulator.token("Workspace Owner"));
  await expect(page.getByText("Astro does not accept this token")).toBeVisible();
  expect.soft(await accessibilityViolations(page), "401").toEqual([]);
  const failed = (name: string, fault: Fault, words: string): State => ({ name, words, begin: () => watch.fault({ path: organizations, times: 99, ...fault }) });
  const states = [failed("503", { status: 503 }, "Astro has a problem"), failed("malformed", { html: true }, "The answer could not be read"), IP_LIST, CORS, UNREACHABLE, OFFLINE];
  await look({ page, context, emulator, watch, clock }, states, async (words) => {
    await connectWith(page, emulator.token("Organization Owner"));
    await expect(page.getByRole("main").getByText(words).first()).toBeVisible();
    await expect(connectButton(page)).toBeVisible();
  });
});

test("signing in where the page's own policy blocks the host", async ({ page, emulator, watch }) => {
  watch.expect("the policy's word", (text) => /policy violation: connect-src|Content Security Policy/.test(text));
  await emulator.configure({ apiBaseUrl: "http://localhost:1/v1" });
  await page.goto("/");
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(page.getByText("Blocked by this page’s own policy")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});

test("a host that is slow: rows to come, and some of them", async ({ page, emulator, watch, signIn }) => {
  const { tokens } = await placesOf(emulator);
  await watch.fault({ path: lists(emulator), held: true, times: 9 });
  await signIn("Organization Owner", tokens);
  await expect(page.getByRole("main").locator("[aria-busy=true]")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
  await emulator.control("DELETE", "faults");
  await watch.fault({ path: "/v1/*/tokens?*offset=999*", held: true });
  await page.reload();
  await expect(rows(page).first()).toBeVisible();
  await expect(page.getByRole("main").getByRole("progressbar")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});
