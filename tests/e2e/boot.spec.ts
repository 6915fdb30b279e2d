// How the page starts, and when it refuses to: public/boot.js, the headers, and what the last build step made.

import { expect, test } from "../support/fixtures.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const field = "API token";

test("starts under the production headers, and fetches each file once", async ({ page, watch }) => {
  const answer = await page.goto("/");
  await expect(page.getByRole("textbox", { name: field })).toBeVisible();
  await expect.poll(() => page.evaluate(() => "astroTokenConsole" in globalThis)).toBe(true);
  const headers = answer!.headers();
  expect(headers["content-security-policy"]).toContain("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'");
  expect(headers["content-security-policy"]).toContain("require-trusted-types-for 'script'; trusted-types default");
  expect(headers["content-security-policy"]).not.toContain("{{");
  expect(headers["cache-control"]).toBe("no-cache");
  expect(headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
  });
  // The console's files are asked for once the sign-in page stands: the network may be idle before.
  await expect.poll(() => watch.requests.filter((request) => request.url().includes("/assets/console-")).length).toBe(2);
  await page.waitForLoadState("networkidle");
  const assets = watch.requests.map((request) => new URL(request.url()).pathname).filter((path) => path.startsWith("/assets/"));
  expect(assets.toSorted()).toEqual([...new Set(assets)].toSorted());
  expect(assets.map((path) => path.split(".").at(-1)).toSorted()).toEqual(["css", "js", "js", "svg", "wasm", "wasm"]);
  // The sign-in program runs; the console's files are only fetched, for whoever signs in.
  expect(assets.filter((path) => path.includes("/console-"))).toHaveLength(2);
  for (const request of watch.requests.filter((request) => request.url().includes("/assets/"))) {
    const asset = await request.response();
    expect(asset!.headers()["cache-control"]).toBe("public, max-age=31536000, immutable");
  }
});

test("gives the console its base and the text of config.json", async ({ page, emulator }) => {
  await page.goto("/organizations/none/tokens");
  const given = await page.evaluate(async () => {
    const { base, config } = (globalThis as unknown as { astroTokenConsole: { base: string; config: Promise<string> } }).astroTokenConsole;
    return { base, config: JSON.parse(await config) as Record<string, unknown> };
  });
  expect(given.base).toBe("/");
  expect(given.config.apiBaseUrl).toBe(emulator.api);
});

test("a wasm of other bytes is not run, and the page says so", async ({ page, watch }) => {
  watch.expect("the browser's word on the hash", (text) => text.includes("integrity"));
  await page.route("**/*.wasm", async (route) => {
    const response = await route.fetch();
    const body = Buffer.from(await response.body());
    body.writeUInt8(body.readUInt8(body.length - 1) ^ 1, body.length - 1);
    await route.fulfill({ response, body });
  });
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "Astro Token Console could not be started" })).toBeVisible();
  await expect(page.getByRole("textbox")).toHaveCount(0);
});

test("a lost script is said to be lost", async ({ page, watch }) => {
  watch.expect("the browser's word on the lost file", (text) => text.includes("net::ERR_FAILED"));
  await page.route("**/assets/*.js", (route) => route.abort());
  await page.goto("/");
  await expect(page.getByRole("alert")).toContainText("A part of this page did not arrive");
});

test("refuses to run inside another page, also where the host sends no headers", async ({ page }) => {
  await page.route("**/framed", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { "content-type": "text/html" } });
  });
  await page.route("**/around", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><title>Around</title><iframe src="/framed"></iframe>` }));
  await page.goto("/around");
  const frame = page.frameLocator("iframe");
  await expect(frame.getByRole("heading", { name: "Astro Token Console does not run inside another page" })).toBeVisible();
  await expect(frame.getByRole("textbox")).toHaveCount(0);
});

test("the host forbids framing", async ({ page, watch }) => {
  watch.expect("the browser's word on frame-ancestors", (text) => text.includes("frame-ancestors"));
  await page.route("**/around", (route) => route.fulfill({ contentType: "text/html", body: `<!doctype html><title>Around</title><iframe src="/"></iframe>` }));
  await page.goto("/around");
  await expect.poll(() => watch.console.join()).toContain("frame-ancestors");
  await expect(page.frameLocator("iframe").getByRole("textbox")).toHaveCount(0);
});

test("a browser that is too old is told what it lacks", async ({ page }) => {
  await page.addInitScript(() => {
    CSS.supports = () => false;
  });
  await page.goto("/");
  await expect(page.getByRole("heading", { name: "This browser is too old for Astro Token Console" })).toBeVisible();
  await expect(page.getByText("Missing here: light-dark().")).toBeVisible();
});

test("markup that could run or load something is refused by the one policy", async ({ page, watch }) => {
  watch.expect("the browser's word on the second policy", (text) => /Trusted(Script|Types|HTML)|trusted-types/.test(text));
  await page.goto("/");
  await expect.poll(() => page.evaluate(() => "astroTokenConsole" in globalThis)).toBe(true);
  const outcomes = await page.evaluate(() => {
    const refused = (work: () => void) => {
      try {
        work();
        return false;
      } catch {
        return true;
      }
    };
    const html = (markup: string) => refused(() => (document.createElement("template").innerHTML = markup));
    return {
      plain: html("<p class='a'>on = off</p><svg viewBox='0 0 1 1'></svg>"),
      script: html("<script>1</script>"),
      scriptInside: html("<svg><SCRIPT href='data:,1'/></svg>"),
      iframe: html("<iframe src='/'></iframe>"),
      object: html("<object data='/'></object>"),
      handler: html("<img src=x onerror=alert(1)>"),
      handlerAfterSlash: html("<img/onerror=alert(1)>"),
      address: html("<a href='javascript:alert(1)'>a</a>"),
      srcdoc: html("<p srcdoc='a'>"),
      scriptUrl: refused(() => (document.createElement("script").src = "/boot.js")),
      scriptText: refused(() => (document.createElement("script").text = "1")),
      second: refused(() => void (globalThis as unknown as { trustedTypes: { createPolicy(name: string, rules: object): void } }).trustedTypes.createPolicy("other", {})),
    };
  });
  const { plain, ...dangerous } = outcomes;
  expect(plain).toBe(false);
  expect(Object.entries(dangerous).filter(([, refused]) => !refused)).toEqual([]);
});
