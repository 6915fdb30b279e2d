// What every spec begins with: a fresh state of the emulator, one clock, and the strict watch over the whole context.
//
//   import { expect, test } from "../support/fixtures.ts";
//   test("…", async ({ page, emulator, watch, clock, signIn }) => { … });

import { test as base, expect } from "@playwright/test";
import { Clock } from "./clock.ts";
import { Emulator, type Options } from "./emulator.ts";
import { Watch } from "./watch.ts";

export { expect };
export type { Fault, SampleToken } from "./emulator.ts";
export { DAY, HOUR, MINUTE, SECOND } from "./clock.ts";

interface PerSpec {
  watch: Watch;
  clock: Clock;
  /** Pastes the token that the emulator prints under this name, and connects; `at` is the address asked for. */
  signIn: (name: string, at?: string) => Promise<void>;
}

interface PerWorker {
  /** Small unless a file says otherwise, as by `test.use({ emulatorOptions: { tokens: 10_482 } })`. */
  emulatorOptions: Options;
  emulator: Emulator;
}

export const test = base.extend<PerSpec, PerWorker>({
  emulatorOptions: [{ tokens: 400 }, { scope: "worker", option: true }],

  emulator: [
    async ({ emulatorOptions }, use) => {
      const emulator = await Emulator.start(emulatorOptions);
      await use(emulator);
      await emulator.stop();
    },
    { scope: "worker" },
  ],

  baseURL: async ({ emulator }, use) => use(emulator.page),

  watch: [
    async ({ context, emulator }, use) => {
      await emulator.reset();
      const watch = new Watch(context, emulator);
      await watch.begin();
      await use(watch);
      expect(await watch.end(), "what nobody ordered, and what was ordered and did not happen").toEqual([]);
    },
    { auto: true },
  ],

  clock: [
    async ({ page, emulator, watch: _ }, use) => {
      const clock = new Clock(page, emulator);
      await clock.begin();
      await use(clock);
    },
    { auto: true },
  ],

  signIn: async ({ page, emulator }, use) => {
    await use(async (name, at = emulator.page) => {
      await page.goto(at);
      await page.getByRole("textbox", { name: "API token" }).fill(emulator.token(name));
      await page.getByRole("button", { name: "Connect" }).click();
      await expect(page.getByRole("textbox", { name: "API token" })).toBeHidden();
    });
  },
});
