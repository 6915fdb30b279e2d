// Which token is this? Whatever is pasted is read on the page, and is nowhere afterwards.

import type { Page } from "@playwright/test";
import { accessibilityViolations } from "../support/axe.ts";
import { expect, test } from "../support/fixtures.ts";
import { leaks } from "../support/leaks.ts";
import { Sample, tokenId } from "../support/sample.ts";

test.use({ emulatorOptions: { tokens: 300 } });

const field = (page: Page) => page.getByRole("textbox", { name: "Token, ID or short token" });

async function open(page: Page): Promise<void> {
  await expect(page.getByRole("table", { name: "API tokens" })).toBeVisible();
  await page.getByRole("link", { name: "Which token is this?" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Which token is this?" })).toBeFocused();
}

test("a pasted token leads to its page and is kept nowhere", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  const token = sample.find("that is not in use", ({ id, endAt }) => id !== tokenId(emulator, "Organization Owner") && endAt !== undefined);
  const value = await emulator.sign({ tokenId: token.id });
  await signIn("Organization Owner");
  await open(page);
  await field(page).fill(`export ASTRO_API_TOKEN="${value}"`);
  const result = page.getByRole("status").filter({ hasText: "Found" });
  await expect(result.getByRole("link", { name: token.name })).toBeVisible();
  await expect(result).toContainText("What it says of itself");
  await expect(result).toContainText(sample.organizationId);
  await expect(field(page)).toHaveValue("");
  await page.keyboard.press("ControlOrMeta+Z");
  await expect(field(page)).toHaveValue("");
  expect(await leaks(value, { page, watch, emulator, signedIn: true })).toEqual([]);
  await result.getByRole("link", { name: token.name }).click();
  await expect(page).toHaveURL(emulator.pageOrigin + sample.path(token));
  expect(await leaks(value, { page, watch, emulator, signedIn: true })).toEqual([]);
});

test("an id and a short token lead to the same page", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const shorts = sample.tokens.map(({ shortToken }) => shortToken);
  const token = sample.find("with a short token of its own", ({ shortToken }) => shortToken !== "" && shorts.filter((short) => short === shortToken).length === 1);
  await signIn("Organization Owner");
  await open(page);
  for (const text of [token.id, token.shortToken, `…${token.shortToken}`]) {
    await field(page).fill(text);
    await page.getByRole("button", { name: "Look up" }).click();
    await expect(page.getByRole("status").getByRole("link", { name: token.name })).toHaveAttribute("href", sample.path(token));
    await field(page).fill("nothing");
    await page.keyboard.press("Enter");
    await expect(page.getByRole("heading", { name: "Nothing found" })).toBeVisible();
  }
});

test("says that it is the token in use", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner");
  await open(page);
  await field(page).fill(emulator.token("Organization Owner"));
  await expect(page.getByText("This is the token you are signed in with.")).toBeVisible();
});

test("tells a token of another Organization, a personal session and a damaged token apart", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const [foreign] = sample.foreign;
  await signIn("Organization Owner");
  await open(page);
  await field(page).fill(await emulator.sign({ tokenId: foreign!.id }));
  await expect(page.getByRole("heading", { name: "It belongs to another Organization" })).toBeVisible();
  await expect(page.getByRole("status").filter({ hasText: "another" })).toContainText(foreign!.organizationId);
  await field(page).fill(emulator.token("Personal session"));
  await expect(page.getByRole("heading", { name: "This is a personal session" })).toBeVisible();
  const [header, , signature] = emulator.token("Expired").split(".");
  await field(page).fill(`${header}.bm90anNvbg.${signature}`);
  await expect(page.getByRole("heading", { name: "This token can’t be read" })).toBeVisible();
  await expect(field(page)).toHaveValue("");
});

test("an older value of a rotated token is known as such", async ({ page, emulator, signIn }) => {
  const sample = await Sample.read(emulator);
  const token = sample.find("that was rotated", ({ lastRotatedAt, endAt }) => lastRotatedAt !== undefined && endAt !== undefined);
  const value = await emulator.sign({ tokenId: token.id });
  const [header, payload, signature] = value.split(".");
  const claims = JSON.parse(Buffer.from(payload!, "base64url").toString()) as { iat: number };
  claims.iat = Math.floor(Date.parse(token.lastRotatedAt!) / 1000) - 3600;
  await signIn("Organization Owner");
  await open(page);
  await field(page).fill([header, Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join("."));
  await expect(page.getByText("The token was rotated after this value was issued")).toBeVisible();
});

test("a token that is out of sight can be asked for by its id", async ({ page, emulator, signIn, watch }) => {
  const sample = await Sample.read(emulator);
  const { ids } = await emulator.readable({ tokenId: tokenId(emulator, "Deployment Admin") });
  const token = sample.find("out of reach", ({ id }) => !ids.includes(id));
  watch.expectStatus(403, "/v1/organizations/*");
  await signIn("Deployment Admin");
  await open(page);
  await field(page).fill(await emulator.sign({ tokenId: token.id }));
  await expect(page.getByText("it was deleted, or your token does not see it")).toBeVisible();
  await page.getByRole("link", { name: "Ask Astro for this token" }).click();
  await expect(page.getByText("This token may not see that")).toBeVisible();
});

test("is accessible", async ({ page, emulator, signIn }) => {
  await signIn("Organization Owner");
  await open(page);
  await field(page).fill(emulator.token("Organization Owner"));
  await expect(page.getByText("This is the token you are signed in with.")).toBeVisible();
  expect(await accessibilityViolations(page)).toEqual([]);
});
