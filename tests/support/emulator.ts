// The emulator as a child process, and its control API. One per Playwright worker: the page on one port, the API alone
// on another, so that CORS is real.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../", import.meta.url));

/** The instant at which every spec begins. */
export const START = "2026-11-22T09:00:00Z";

/** A token that the emulator offers to paste. */
export interface SampleToken {
  name: string;
  value: string;
  may: string;
}

/** What someone else writes right before or right after a call of the page. One that is refused fails the spec. */
export interface Meanwhile {
  when: "before" | "after";
  method: "POST" | "DELETE";
  /** From /v1 on. */
  path: string;
  body?: unknown;
  /** Id of the token or person that writes; without it a person who owns the Organization. */
  by?: string;
}

/** What shall go wrong, as the emulator's control API takes it; without `method` and `path` for every call of the API. */
export interface Fault {
  method?: "GET" | "POST" | "DELETE";
  /** `*` stands for any text; held against the path, or against path and query when it has a `?`. */
  path?: string;
  /** Lets so many fitting calls through first. */
  skip?: number;
  /** Then fails so many; 1 without it. */
  times?: number;
  /** Answers this status, and the operation does not run. */
  status?: number;
  /** With `status`: the operation runs, and only its answer is replaced. */
  after?: boolean;
  /** With `status`: text as it is, anything else as JSON; without it the API's error body. */
  body?: unknown;
  headers?: Record<string, string>;
  delayMs?: number;
  /** The answer waits for `Watch.release`. */
  held?: boolean;
  /** Breaks the connection before or after the operation took effect, or inside the body of its answer. */
  cut?: "before" | "after" | "inside";
  /** Bytes that the end of the body lacks; with `cut: "inside"` those that no longer come. */
  shortBy?: number;
  /** The body ends in the middle. */
  malformed?: boolean;
  /** The body is an HTML page, as a proxy in between would send it. */
  html?: boolean;
  contentType?: string;
  /** By itself it leaves the answer alone. */
  meanwhile?: Meanwhile[];
}

/** What a caller may read, by the table of rights; agent tokens among it. */
export interface Readable {
  callerId: string;
  organizationId: string;
  everything: boolean;
  count: number;
  ids: string[];
}

export interface Options {
  /** Folder of the built page. */
  page?: string;
  /** Path below which the page is served, such as "/sub/". */
  base?: string;
  tokens?: number;
  workspaces?: number;
  deployments?: number;
  /** Gives Deployments with remote execution agent tokens, which `tokens` does not count. */
  agentTokens?: boolean;
  seed?: number;
  /** Keys over the page's config.json, for as long as the process runs. */
  config?: Record<string, unknown>;
  /** RFC 3339, or "wall". */
  clock?: string;
  /** One origin for page and API, as a reverse proxy has it. */
  sameOrigin?: boolean;
  /** Off only where time is measured. */
  checkContract?: boolean;
}

interface Ready {
  page: string;
  api: string;
  tokens: SampleToken[];
}

export class Emulator {
  private constructor(
    private readonly child: ChildProcess,
    private readonly ready: Ready,
  ) {}

  static async start(options: Options = {}): Promise<Emulator> {
    const binary = process.env.ASTRO_EMULATOR ?? `${root}target/debug/astro-emulator`;
    const page = options.page ?? process.env.ASTRO_PAGE ?? `${root}dist`;
    const args = ["serve", "--dist", page, "--port", "0", "--clock", options.clock ?? START];
    if (options.checkContract ?? true) args.push("--check-contract");
    if (!options.agentTokens) args.push("--no-agent-tokens");
    if (!options.sameOrigin) args.push("--api-port", "0");
    if (options.config) args.push("--config", JSON.stringify(options.config));
    for (const key of ["base", "tokens", "workspaces", "deployments", "seed"] as const) {
      if (options[key] !== undefined) args.push(`--${key}`, String(options[key]));
    }
    const child = spawn(binary, args, { stdio: ["ignore", "pipe", "inherit"] });
    const ended = once(child, "exit").then(([code]) => {
      throw new Error(`the emulator ended with ${code} before it was ready`);
    });
    const line = once(createInterface(child.stdout!), "line").then(([text]) => String(text));
    const ready = JSON.parse(await Promise.race([line, ended])) as Ready;
    ended.catch(() => {});
    return new Emulator(child, ready);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null) return;
    const ended = once(this.child, "exit");
    this.child.kill();
    await ended;
  }

  /** Where the page is served, with a slash at the end. */
  get page(): string {
    return this.ready.page.endsWith("/") ? this.ready.page : `${this.ready.page}/`;
  }

  get pageOrigin(): string {
    return new URL(this.ready.page).origin;
  }

  /** The address of the API, which ends in /v1. */
  get api(): string {
    return this.ready.api;
  }

  get apiOrigin(): string {
    return new URL(this.ready.api).origin;
  }

  get tokens(): SampleToken[] {
    return this.ready.tokens;
  }

  /** The value of the token that is printed under this name, such as "Organization Owner". */
  token(name: string): string {
    const found = this.ready.tokens.find((token) => token.name === name);
    if (!found) throw new Error(`the emulator prints no token "${name}", only ${this.tokens.map((token) => token.name).join(", ")}`);
    return found.value;
  }

  /** A fresh state, as right after the start. */
  async reset(): Promise<void> {
    await this.control("POST", "reset");
    await this.control("DELETE", "config");
  }

  /** Lays keys over config.json for pages that are opened from now on; null takes a key away. */
  async configure(keys: Record<string, unknown>): Promise<void> {
    await this.control("POST", "config", keys);
  }

  /** Turns on or off how the service behaves, such as `{ rateLimits: true }`; see docs/emulator.md. */
  async switches(switches: Record<string, boolean>): Promise<void> {
    await this.control("POST", "switches", switches);
  }

  /** What the printed token of this name, or the person of this id, may read. */
  async readable(caller: { name: string } | { tokenId: string } | { userId: string; organizationId: string }): Promise<Readable> {
    const read = await this.control<Readable & { agentTokenIds: string[] }>("GET", `readable?${new URLSearchParams(caller)}`);
    const ids = [...read.ids, ...read.agentTokenIds];
    return { ...read, ids, count: ids.length };
  }

  /** A fresh value for a token or a person, with another end if one is given. */
  async sign(wanted: { tokenId: string; expiresAt?: string } | { userId: string; expiresAt?: string }): Promise<string> {
    const { value } = await this.control<{ value: string }>("POST", "sign", wanted);
    return value;
  }

  /** One call of the control API. */
  async control<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(`${this.pageOrigin}/_emulator/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`/_emulator/${path} answered ${response.status}: ${text}`);
    return (text ? JSON.parse(text) : undefined) as T;
  }

  /** One call of the API itself, as the holder of this token. */
  async call<T>(token: string, path: string): Promise<T> {
    const response = await fetch(`${this.api}${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!response.ok) throw new Error(`${path} answered ${response.status}`);
    return (await response.json()) as T;
  }
}
