// What every spec is held to: no console error or warning, no uncaught error, no policy violation, no request to
// anyone but the page and the API, no broken contract. A spec is excused exactly what it ordered, and must get it.

import { type BrowserContext, type ConsoleMessage, expect, type Request } from "@playwright/test";
import type { Emulator, Fault } from "./emulator.ts";

interface Excuse {
  why: string;
  matches: (text: string, url: string) => boolean;
  used: boolean;
}

type Ordered = Fault & Required<Pick<Fault, "path" | "times" | "skip">>;

interface Violation {
  exchange: number;
  side: string;
  message: string;
}

/** Whether an address fits a pattern of the emulator: `*` is any text, and a `?` brings the query in. */
export function fits(pattern: string, url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { pathname, search } = new URL(url);
  const escaped = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${escaped.join(".*")}$`).test(pattern.includes("?") ? pathname + search : pathname);
}

export class Watch {
  /** Addresses of all requests, as a leak would show in them. */
  readonly requests: Request[] = [];
  /** Everything that was said on the console. */
  readonly console: string[] = [];
  private readonly findings: string[] = [];
  private readonly excuses: Excuse[] = [];
  private readonly faults: Ordered[] = [];

  constructor(
    private readonly context: BrowserContext,
    private readonly emulator: Emulator,
  ) {}

  async begin(): Promise<void> {
    await this.context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy violation: ${event.violatedDirective} blocked ${event.blockedURI}`);
      });
    });
    this.context.on("console", (message) => this.consoleMessage(message));
    this.context.on("weberror", (error) => this.find(`uncaught: ${error.error().message}`, error.page()?.url() ?? ""));
    this.context.on("request", (request) => {
      this.requests.push(request);
      const { protocol, origin } = new URL(request.url());
      if (["data:", "blob:"].includes(protocol)) return;
      if (origin !== this.emulator.pageOrigin && origin !== this.emulator.apiOrigin) this.find(`request to ${request.url()}`, request.url());
    });
  }

  private consoleMessage(message: ConsoleMessage): void {
    this.console.push(message.text());
    if (["error", "warning", "assert"].includes(message.type())) this.find(`console ${message.type()}: ${message.text()}`, message.location().url);
  }

  private find(text: string, url: string): void {
    const excuse = this.excuses.find(({ matches }) => matches(text, url));
    if (excuse) excuse.used = true;
    else this.findings.push(`${text} (${url})`);
  }

  /** Orders a fault from the emulator, and excuses what Chromium logs about it. */
  async fault(fault: Fault): Promise<void> {
    const ordered = { path: "/v1/*", times: 1, skip: 0, ...fault };
    this.faults.push(ordered);
    const said = ordered.cut ? "net::ERR_" : `status of ${ordered.status} `;
    // That it happened is asked from the emulator: not every fault is one that Chromium logs.
    this.excuses.push({ why: "", matches: (text, url) => fits(ordered.path, url) && text.includes(said), used: true });
    await this.emulator.control("POST", "faults", ordered);
  }

  /** Excuses answers with this status that the spec provokes, such as 403 for a token with few rights. */
  expectStatus(status: number, path: string): void {
    this.expect(`status ${status} from ${path}`, (text, url) => fits(path, url) && text.includes(`status of ${status} `));
  }

  /** Excuses failed fetches of the API: the spec takes the network away, or the permission of this origin. */
  expectUnreachable(): void {
    this.expect("an API that can't be reached", (text, url) => {
      const aboutApi = url.startsWith(this.emulator.api) || text.includes(this.emulator.api);
      return aboutApi && /net::ERR_|blocked by CORS policy/.test(text);
    });
  }

  /** Excuses what else a spec provokes on purpose; the reason appears when it does not happen. */
  expect(why: string, matches: (text: string, url: string) => boolean): void {
    this.excuses.push({ why, matches, used: false });
  }

  /** Waits until each fault that was ordered has met a request: what follows does not come before it. */
  async faultsMet(): Promise<void> {
    await expect.poll(() => this.unmet()).toEqual([]);
  }

  /** Releases the answers that are held, once each fault that was ordered has met its request. */
  async release(): Promise<void> {
    await this.faultsMet();
    await this.emulator.control("DELETE", "held");
  }

  /** Faults that met no request yet: an order that did is gone, or has fewer times left. */
  private async unmet(): Promise<Ordered[]> {
    const standing = await this.emulator.control<Ordered[]>("GET", "faults");
    return this.faults.filter((fault) =>
      standing.some(({ method, path, times, skip }) => (method ?? undefined) === fault.method && path === fault.path && times === fault.times && skip === fault.skip),
    );
  }

  /** Everything found, to be empty. What was ordered may be under way yet: a page shows its heading before its last answer. */
  async end(): Promise<string[]> {
    await expect.poll(() => this.excuses.every(({ used }) => used)).toBe(true).catch(() => {});
    const violations = await this.emulator.control<Violation[]>("GET", "violations");
    const unmet = await this.unmet();
    return [
      ...this.findings,
      ...unmet.map((fault) => `ordered, and never happened: fault ${JSON.stringify(fault)}`),
      ...violations.map(({ exchange, side, message }) => `contract, ${side} of exchange ${exchange}: ${message}`),
      ...this.excuses.filter(({ used }) => !used).map(({ why }) => `ordered, and never happened: ${why}`),
    ];
  }
}
