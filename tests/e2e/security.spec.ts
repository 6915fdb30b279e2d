// What keeps the token safe, looked at from outside: headers of every file, where the value is and is not, what the
// browser keeps, what leaves the page, and how text written by others is shown. Frames, the integrity of the wasm and
// Trusted Types at the start are in boot.spec.ts.

import type { Page } from "@playwright/test";
import { expect, HOUR, MINUTE, test } from "../support/fixtures.ts";
import type { Emulator } from "../support/emulator.ts";
import { leaks } from "../support/leaks.ts";
import { allLoaded, connectWith, heading, organizationOf, placesOf, rotate, rows, signOutButton, table, tokenField, tokenIdOf, tokenTab } from "../support/console.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const stored = (page: Page) => page.evaluate(() => ({ session: Object.keys(sessionStorage), local: Object.keys(localStorage).toSorted(), cookie: document.cookie }));

test("every kind of file has the security headers, and only hashed ones are kept", async ({ page, emulator, watch }) => {
  await page.goto("/");
  await expect(tokenField(page)).toBeVisible();
  const own = watch.requests.map((request) => request.url()).filter((url) => url.startsWith(emulator.pageOrigin));
  const urls = new Set([...own, ...["organizations/none/tokens", "theme.js", "boot.js", "config.json", "favicon.svg"].map((path) => emulator.page + path)]);
  const kinds = new Set<string>();
  for (const url of urls) {
    const { headers, status } = await fetch(url, { headers: { "accept-encoding": "identity" } });
    const { pathname } = new URL(url);
    expect(status, pathname).toBe(200);
    kinds.add(/\.\w+$/.exec(pathname)?.[0] ?? "page");
    expect(headers.get("content-security-policy"), pathname).toMatch(/^default-src 'none'; .*frame-ancestors 'none'.*require-trusted-types-for 'script'/);
    expect(Object.fromEntries(headers), pathname).toMatchObject({
      "x-content-type-options": "nosniff",
      "referrer-policy": "no-referrer",
      "strict-transport-security": "max-age=31536000; includeSubDomains",
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-resource-policy": "same-origin",
      "cache-control": pathname.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache",
    });
    expect(headers.get("permissions-policy"), pathname).toContain("clipboard-read=()");
    expect(headers.get("access-control-allow-origin"), pathname).toBeNull();
  }
  expect([...kinds].toSorted()).toEqual([".css", ".js", ".json", ".svg", ".wasm", "page"]);
});

test("the policy lets the page talk to itself and to the API, and to no one else", async ({ page, emulator }) => {
  const answer = await page.goto("/");
  const policy = answer!.headers()["content-security-policy"]!.split("; ");
  expect(policy.find((directive) => directive.startsWith("connect-src"))).toBe(`connect-src 'self' ${emulator.apiOrigin}`);
  for (const directive of ["base-uri 'none'", "form-action 'none'", "object-src 'none'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "img-src 'self'"]) {
    expect(policy).toContain(directive);
  }
});

test("markup assigned in a signed-in page is refused", async ({ page, signIn, watch }) => {
  watch.expect("the browser's word on Trusted Types", (text) => /Trusted|trusted-types/.test(text));
  await signIn("Organization Owner");
  await expect(rows(page).first()).toBeVisible();
  const refused = await page.evaluate(() => {
    const refuses = (work: () => void) => {
      try {
        work();
        return false;
      } catch {
        return true;
      }
    };
    const main = document.querySelector("main")!;
    return [
      refuses(() => (main.innerHTML = "<script>1</script>")),
      refuses(() => main.insertAdjacentHTML("beforeend", "<img src=x onerror=alert(1)>")),
      refuses(() => (document.createElement("script").text = "1")),
    ];
  });
  expect(refused).toEqual([true, true, true]);
  await expect(rows(page).first()).toBeVisible();
});

test("the pasted token is nowhere but in the session entry and in Authorization, on every place and after sign-out", async ({ page, emulator, watch, signIn }) => {
  test.slow();
  const secret = emulator.token("Organization Owner");
  const look = (signedIn: boolean) => leaks(secret, { page, watch, emulator, signedIn });
  const places = { ...(await placesOf(emulator)), about: "/about", which: "/which", nowhere: "/nowhere" };
  await signIn("Organization Owner");
  await allLoaded(page);
  expect(await look(true), "after Connect").toEqual([]);
  for (const [name, place] of Object.entries(places)) {
    await page.goto(place);
    await expect(heading(page)).toBeVisible();
    expect(await look(true), name).toEqual([]);
  }
  await signOutButton(page).click();
  await expect(page.getByText("You signed out")).toBeVisible();
  expect(await look(false), "after sign-out").toEqual([]);
  await page.goBack();
  await expect(tokenField(page)).toBeVisible();
  expect(await look(false), "after going back").toEqual([]);
});

test("a token pasted into the search or looked up leads to its row, and stays nowhere", async ({ page, emulator, watch, signIn }) => {
  const secret = emulator.token("Workspace Owner");
  await signIn("Organization Owner");
  await allLoaded(page);
  const look = () => leaks(secret, { page, watch, emulator, signedIn: true });
  await page.getByRole("searchbox", { name: "Search tokens" }).fill(`ASTRO_API_TOKEN=${secret}`);
  await expect(heading(page, "growth-analytics-owner")).toBeVisible();
  expect(await look()).toEqual([]);
  await page.getByRole("link", { name: "Which token is this?" }).click();
  await page.getByRole("textbox", { name: "Token, ID or short token" }).fill(secret);
  await expect(page.getByRole("link", { name: "growth-analytics-owner" })).toBeVisible();
  expect(await look()).toEqual([]);
  await page.getByRole("link", { name: "growth-analytics-owner" }).click();
  await expect(heading(page, "growth-analytics-owner")).toBeVisible();
  expect(await look()).toEqual([]);
  await page.goBack();
  await expect(page.getByRole("textbox", { name: "Token, ID or short token" })).toHaveValue("");
  expect(await look()).toEqual([]);
});

test("a token in the address is taken out before anything is asked for, and is looked up", async ({ page, emulator, watch, signIn }) => {
  const secret = emulator.token("Workspace Owner");
  const marked = (text: string) => text.includes(secret.split(".")[1]!);
  const list = `/organizations/${organizationOf(emulator)}/tokens?sort=-created`;
  const tokens = `${list}&q=${secret}`;
  await page.goto(tokens);
  await expect(tokenField(page)).toBeVisible();
  expect(page.url()).toBe(emulator.pageOrigin + list);
  await signIn("Organization Owner");
  await allLoaded(page);
  await page.goto(tokens);
  await expect(page.getByRole("link", { name: "growth-analytics-owner" })).toBeVisible();
  expect(page.url()).toBe(`${emulator.page}which`);
  expect(marked(await page.content())).toBe(false);
  expect(await page.evaluate(() => "astroTokenConsoleFound" in globalThis)).toBe(false);
  // The address itself was opened; nothing after it may name the token.
  const named = watch.requests.filter((request) => marked(request.url()));
  expect(named.map((request) => request.resourceType())).toEqual(["document", "document"]);
});

for (const [name, end] of Object.entries({
  idle: async ({ advance }) => advance(16 * MINUTE),
  absolute: async ({ page, advance }) => {
    // Activity keeps it from ending for being idle.
    for (let hour = 0; hour < 8; hour += 0.2) {
      await advance(0.2 * HOUR);
      await page.keyboard.press("Shift");
    }
  },
  refused: async ({ page, emulator }) => {
    await rotate(emulator, "Deployment Admin");
    await page.getByRole("button", { name: "Load everything again" }).click();
  },
  offline: async ({ page }) => {
    await page.context().setOffline(true);
    await signOutButton(page).click();
  },
  duplicated: async ({ page }) => {
    // Another page of this browser holds the session: to this one it is a copy.
    const started = await page.evaluate(() => (JSON.parse(sessionStorage.getItem("session")!) as { startedAt: string }).startedAt);
    const other = await page.context().newPage();
    await other.goto(new URL("/about", page.url()).href);
    await other.evaluate((startedAt) => {
      const name = `session-${Date.parse(startedAt) * 1000}`;
      return new Promise<void>((held) => {
        void navigator.locks.request(name, { steal: true }, () => {
          held();
          return new Promise(() => {});
        });
      });
    }, started);
    await page.reload();
  },
} satisfies Record<string, (scene: { page: Page; emulator: Emulator; advance: (milliseconds: number) => Promise<void> }) => Promise<void>>)) {
  test(`nothing of the token or of the data is left after an end: ${name}`, async ({ page, emulator, watch, clock, signIn }) => {
    watch.expectStatus(403, "/v1/organizations/*/tokens");
    if (name === "refused") watch.expectStatus(401, "/v1/*");
    await signIn("Deployment Admin");
    await allLoaded(page);
    const offline = name === "offline";
    await end({ page, emulator, advance: (milliseconds) => clock.advance(milliseconds) });
    if (offline) {
      await expect(page.getByText("You are signed out, and offline")).toBeVisible();
    } else {
      await expect(tokenField(page)).toHaveValue("");
    }
    await expect(page.getByText("attribution-deployer")).toHaveCount(0);
    expect(await leaks(emulator.token("Deployment Admin"), { page, watch, emulator, signedIn: false })).toEqual([]);
    expect((await stored(page)).session).toEqual([]);
  });
}

test("going back after sign-out shows no data", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  await rows(page).first().getByRole("link").first().click();
  await expect(tokenTab(page, "Access")).toBeVisible();
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "About" }).click();
  await expect(heading(page, "About")).toBeVisible();
  await signOutButton(page).click();
  await expect(signOutButton(page)).toBeHidden();
  for (let step = 0; step < 2; step += 1) {
    await page.goBack();
    await expect(tokenField(page)).toBeVisible();
    await expect(table(page)).toBeHidden();
  }
  await connectWith(page, emulator.token("Organization Owner"));
  await expect(rows(page).first()).toBeVisible();
});

test("the browser keeps what is documented and nothing else", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  expect(await stored(page)).toEqual({ session: ["session"], local: [], cookie: "" });
  await page.getByRole("button", { name: "Switch between light and dark" }).click();
  await page.getByRole("button", { name: /Times are shown in/ }).click();
  await page.getByRole("searchbox", { name: "Search tokens" }).fill("ci-deploy");
  await page.getByRole("columnheader", { name: "Expires" }).getByRole("button").click();
  await expect(page).toHaveURL(/q=ci-deploy/);
  expect(await stored(page)).toEqual({ session: ["session"], local: ["theme", "time-zone"], cookie: "" });
  expect(await page.evaluate(async () => [await indexedDB.databases(), await caches.keys(), await navigator.serviceWorker.getRegistrations()])).toEqual([[], [], []]);
  await page.goto("/about");
  await expect(page.getByText("Only what this page put there, by name:")).toBeVisible();
  await signOutButton(page).click();
  await expect(page.getByRole("link", { name: "Sign in" })).toBeVisible();
  expect(await stored(page)).toEqual({ session: [], local: ["theme", "time-zone"], cookie: "" });
});

test("requests carry no cookie and no referrer, and the token goes to the API alone", async ({ page, context, emulator, watch, signIn }) => {
  await context.addCookies([{ name: "other", value: "1", url: emulator.apiOrigin }]);
  await signIn("Organization Owner");
  await allLoaded(page);
  const toApi = watch.requests.filter((request) => request.url().startsWith(emulator.apiOrigin));
  expect(toApi.length).toBeGreaterThan(4);
  for (const request of watch.requests) {
    const headers = await request.allHeaders();
    const isApi = new URL(request.url()).origin === emulator.apiOrigin;
    expect(headers.referer ?? "", request.url()).toBe("");
    if (isApi) expect(headers.cookie, request.url()).toBeUndefined();
    expect("authorization" in headers, request.url()).toBe(isApi && request.method() !== "OPTIONS");
  }
});

test("markup, and characters that turn or hide text, are shown as text with marks", async ({ page, signIn }) => {
  await signIn("Organization Owner");
  await allLoaded(page);
  const search = page.getByRole("searchbox", { name: "Search tokens" });
  await search.fill("onerror");
  const markup = "<img src=x onerror=alert(document.domain)>";
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page).getByRole("rowheader")).toContainText(markup);
  await expect(page.locator("main img, main script, main iframe")).toHaveCount(0);
  await search.fill("gpj.exe");
  await expect(rows(page)).toHaveCount(1);
  const name = rows(page).getByRole("rowheader").locator("bdi");
  await expect(name).toHaveText("invoice-U+202Egpj.exe");
  await expect(name.locator(".mark-char")).toHaveText(["U+202E"]);
  await rows(page).getByRole("link").first().click();
  await expect(heading(page)).toHaveText("invoice-U+202Egpj.exe");
  await expect(page.getByRole("main").locator(".token__description .mark-char")).toHaveText(["U+2066", "U+2069", "U+200B"]);
  const text = await page.evaluate(() => document.title + document.body.innerText);
  expect(text).not.toMatch(/[\u200b\u2066-\u2069\u202a-\u202e]/);
  await page.goBack();
  await search.fill("onerror");
  await rows(page).getByRole("link").first().click();
  await expect(heading(page)).toHaveText(markup);
  await expect(page.locator(".token__description")).toHaveText(`</td><script>alert(1)</script><a href="javascript:alert(1)">open</a>`);
});

test("About says that every protection holds", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner");
  await page.goto("/about");
  await expect(page.getByRole("main").getByText(new URL(emulator.api).host, { exact: true }).first()).toBeVisible();
  const check = (title: string) => page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: title }) });
  for (const title of ["Content-Security-Policy", "Trusted Types", "Not inside another page", "Secure context", "What the browser keeps"]) {
    await expect(check(title)).toContainText("Passed");
  }
  await page.evaluate(() => localStorage.setItem("someone-else", "1"));
  await page.reload();
  await expect(check("What the browser keeps")).toContainText("Look at this");
  await expect(check("What the browser keeps")).toContainText("someone-else");
});

test("a place of one's own token says so", async ({ page, emulator, signIn }) => {
  const { tokens } = await placesOf(emulator);
  await signIn("Organization Owner", `${tokens}/${tokenIdOf(emulator, "Organization Owner")}`);
  await expect(page.getByText("This is the token you are signed in with")).toBeVisible();
});
