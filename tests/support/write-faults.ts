// Every class of fault that a write can meet in the browser, and what a write makes of it.

import { expect, type BrowserContext, type Page } from "@playwright/test";
import type { Clock } from "./clock.ts";
import type { Emulator, Fault } from "./emulator.ts";
import type { Watch } from "./watch.ts";

export interface Class {
  what: string;
  /** Absent: the browser has no network. */
  fault?: Fault;
  /** Whether it is certain that nothing was done. */
  certain: boolean;
  /** Why, in the page's words. */
  says: RegExp;
}

const refusal = (status: number, message: string, fieldErrors: unknown[] = []): Fault => ({ status, body: { message, requestId: `req-${status}`, statusCode: status, fieldErrors } });
const NO_ANSWER = /ended before an answer came/;

export const CLASSES: Class[] = [
  { what: "400 with fields", fault: refusal(400, "Invalid request", [{ field: "name", message: "this name is reserved" }]), certain: true, says: /something in it is not valid/ },
  { what: "401", fault: { status: 401 }, certain: true, says: /does not accept the token/ },
  { what: "403", fault: { status: 403 }, certain: true, says: /may not do that/ },
  { what: "IP allow list", fault: refusal(403, "Your IP address is not in the allow list"), certain: true, says: /IP allow list/ },
  { what: "404", fault: { status: 404 }, certain: true, says: /knows nothing by that id/ },
  { what: "429", fault: { status: 429 }, certain: true, says: /asks to wait/ },
  { what: "500 before", fault: { status: 500 }, certain: false, says: /has a problem/ },
  { what: "500 after", fault: { status: 500, after: true }, certain: false, says: /has a problem/ },
  { what: "HTML 502", fault: { status: 502, html: true }, certain: false, says: /has a problem/ },
  { what: "HTML 200", fault: { status: 200, html: true, after: true }, certain: false, says: /not one of Astro’s API/ },
  // Chromium sends a request whose connection closed without an answer a second time.
  { what: "cut before", fault: { cut: "before", times: 2 }, certain: false, says: NO_ANSWER },
  { what: "cut after", fault: { cut: "after", times: 2 }, certain: false, says: NO_ANSWER },
  { what: "malformed", fault: { status: 200, after: true, body: '{"id":"' }, certain: false, says: /not one of Astro’s API/ },
  { what: "time-out", fault: { delayMs: 120_000 }, certain: false, says: /no whole answer within 30 seconds/ },
];

export const OFFLINE: Class = { what: "offline", certain: false, says: /lost its network/ };

/** The operation itself ran, whatever became of its answer: a late one is only held up. */
export const ran = ({ fault }: Class): boolean => fault?.after === true || fault?.cut === "after" || fault?.delayMs !== undefined;

interface Around {
  page: Page;
  context: BrowserContext;
  emulator: Emulator;
  watch: Watch;
  clock: Clock;
}

/** Excuses what the browser logs of these classes, whichever of them comes. */
export function expectFaults(watch: Watch): void {
  // The page asks without the token whether anything answers at all.
  watch.expectStatus(401, "/v1/organizations");
  watch.expectUnreachable();
}

/** Orders the fault for the one write that `send` makes, and waits until that is over. In the path `*` stands for an id. */
export async function meet({ page, context, emulator, watch, clock }: Around, { fault }: Class, write: { method: "POST" | "DELETE"; path: string }, send: () => Promise<void>): Promise<void> {
  const settled = () => expect(page.getByText(/^(Asking Astro|Giving it the further grants)…$/)).toHaveCount(0);
  if (!fault) {
    await context.setOffline(true);
    await send();
    await settled();
    return;
  }
  await watch.fault({ ...write, ...fault });
  const path = new RegExp(`^${write.path.replaceAll("*", "[^/]+")}$`);
  const asked = page.waitForRequest((request) => request.method() === write.method && path.test(new URL(request.url()).pathname));
  await send();
  await asked;
  if (fault.delayMs) {
    await watch.faultsMet();
    await clock.advance(31_000);
  }
  await settled();
  // Of a request that was not sent twice, half of the order is left.
  await emulator.control("DELETE", "faults");
}

/** The value in an answer, if it is there to its closing quote. */
export const wholeValue = (body: string): string | undefined => /"token":"(eyJ[\w-]+\.[\w-]+\.[\w-]+)"/.exec(body)?.[1];

/** Bytes behind the value in an answer. */
export function behindValue(body: string): number {
  const value = wholeValue(body);
  if (value === undefined) throw new Error("the answer carries no value");
  return body.length - body.indexOf(value) - value.length - 1;
}
