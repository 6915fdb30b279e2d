// Where a secret must never be: searched for by its payload and signature, since a part of it gives it away as well.

import { readFile } from "node:fs/promises";
import type { Download, Page } from "@playwright/test";
import type { Emulator } from "./emulator.ts";
import type { Watch } from "./watch.ts";

/** The one key under which the session entry may hold the pasted token; it carries the path of the page. */
function sessionKey(emulator: Emulator): string {
  const base = new URL(emulator.page).pathname;
  return base === "/" ? "session" : `${base}session`;
}

/** What of a value gives it away; the first part of every token is the same. */
function needles(secret: string): string[] {
  const parts = secret.split(".").slice(1).filter((part) => part.length >= 16);
  return parts.length > 0 ? parts : [secret];
}

/** What a page holds, by place. Runs in the page. */
async function contents(allowedKey: string | undefined): Promise<[string, string][]> {
  const fields = [...document.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>("input, textarea")];
  const stored = (name: string, storage: Storage, allowed?: string): [string, string][] =>
    Object.keys(storage)
      .filter((key) => key !== allowed)
      .map((key) => [`${name} ${key}`, `${key} ${storage.getItem(key)}`]);
  const databases = await indexedDB.databases();
  return [
    ["address", location.href],
    ["referrer", document.referrer],
    ["history.state", JSON.stringify(history.state) ?? ""],
    ["states of the history", JSON.stringify(navigation.entries().map((entry) => entry.getState()))],
    ["window.name", window.name],
    ["title", document.title],
    ["cookie", document.cookie],
    ["DOM", document.documentElement.outerHTML],
    ...fields.map((field): [string, string] => [`value of field ${field.id}`, field.value]),
    ...stored("local storage", localStorage),
    ...stored("session storage", sessionStorage, allowedKey),
    ["databases", JSON.stringify(databases)],
    ["caches", JSON.stringify(await caches.keys())],
    ["resource timings", performance.getEntries().map(({ name }) => name).join(" ")],
  ];
}

/** What the tab's history holds, entry by entry. */
async function historyOf(page: Page): Promise<[string, string][]> {
  const session = await page.context().newCDPSession(page);
  const { entries } = await session.send("Page.getNavigationHistory");
  await session.detach();
  return entries.map(({ url, userTypedURL, title }, index) => [`history entry ${index}`, `${url} ${userTypedURL} ${title}`]);
}

export interface Where {
  page: Page;
  watch: Watch;
  emulator: Emulator;
  /** Whether the session entry may hold it now. */
  signedIn: boolean;
  downloads?: Download[];
}

/** Every place where the secret was found; to be empty. */
export async function leaks(secret: string, { page, watch, emulator, signedIn, downloads = [] }: Where): Promise<string[]> {
  const places = await page.evaluate(contents, signedIn ? sessionKey(emulator) : undefined);
  places.push(...(await historyOf(page)));
  watch.console.forEach((text, index) => places.push([`console message ${index}`, text]));
  for (const request of watch.requests) {
    const headers = await request.allHeaders();
    // The one place where it belongs.
    if (new URL(request.url()).origin === emulator.apiOrigin) delete headers.authorization;
    places.push([`request ${request.method()}`, `${request.url()} ${JSON.stringify(headers)} ${request.postData() ?? ""}`]);
  }
  for (const download of downloads) {
    places.push([`download ${download.suggestedFilename()}`, `${download.suggestedFilename()} ${await readFile(await download.path(), "utf8")}`]);
  }
  const parts = needles(secret);
  return places.filter(([, text]) => parts.some((part) => text.includes(part))).map(([place]) => place);
}
