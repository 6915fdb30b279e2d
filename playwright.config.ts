// Browser tests run against the release page that `cargo xtask e2e` built, served by the emulator with the production
// headers. Nothing is downloaded: the browser is the system's Chromium.
import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests",
  outputDir: "test-results/playwright",
  // Errors stand at the end, where they are found even when only the end of the output is kept.
  reporter: "list",
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: 2,
  // They end what hangs. How fast the page is, is for the bench to say: a shared machine has slow days.
  timeout: 90_000,
  expect: { timeout: 20_000 },
  use: {
    browserName: "chromium",
    locale: "en-GB",
    timezoneId: "Europe/Berlin",
    viewport: { width: 1440, height: 900 },
    serviceWorkers: "block",
    // axe would measure contrast in the middle of a transition.
    contextOptions: { reducedMotion: "reduce" },
    // A failed spec leaves its page as text; --trace=retain-on-failure records more, and takes half as long again.
    trace: "off",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: ["--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
    },
  },
  projects: [
    { name: "chromium", testMatch: "e2e/**/*.spec.ts" },
    { name: "shots", testMatch: "shots/**/*.shots.ts" },
    { name: "bench", testMatch: "bench/**/*.bench.ts", fullyParallel: false, timeout: 600_000, use: { trace: "off" } },
  ],
});
