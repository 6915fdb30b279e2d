// One clock for both sides: the emulator's stands still unless it is moved, the browser's begins at the same instant.

import type { Page } from "@playwright/test";
import { START, type Emulator } from "./emulator.ts";

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export class Clock {
  constructor(
    private readonly page: Page,
    private readonly emulator: Emulator,
  ) {}

  /** Before the first page is opened. From here the browser's clock runs, so that timers fire. */
  async begin(): Promise<void> {
    await this.page.context().clock.install({ time: new Date(START) });
  }

  /** Moves both by so many milliseconds; each timer that falls due fires once, as after a laptop was closed. */
  async advance(milliseconds: number): Promise<void> {
    await this.emulator.control("POST", "clock", { advanceSeconds: milliseconds / SECOND });
    await this.page.context().clock.fastForward(milliseconds);
  }
}
