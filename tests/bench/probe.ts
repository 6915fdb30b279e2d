// Measures inside the page, from the event to the frame that shows its effect. Installed before the page's own scripts.

export interface Probe {
  /** Milliseconds from the start of the navigation to an enabled Connect, with a token pasted as soon as there is a field. */
  signInUsable(): Promise<number>;
  /** Presses Connect, which loads a new document; milliseconds since 1970 when it did. */
  connect(): number;
  /** In that document: milliseconds from `connected` to the first painted rows, and to the end of loading. */
  loaded(connected: number): Promise<{ firstRows: number; allLoaded: number }>;
  /** Milliseconds from the next event of this type to the painted rows that it changes. */
  arm(event: "keydown" | "click" | "change"): void;
  rowsChanged(): Promise<number>;
  /** The longest task since the first rows were painted, 0 when none took 50 ms. */
  longestTask(): number;
  /** From now on tasks count for `longestTask`, and no earlier ones. */
  mark(): void;
}

export function installProbe(token: string): void {
  const frame = () => new Promise<number>((resolve) => requestAnimationFrame(resolve));
  /** The time after the next paint. */
  const painted = async () => {
    await frame();
    await new Promise((resolve) => setTimeout(resolve));
    return performance.now();
  };
  const until = async (condition: () => unknown) => {
    while (!condition()) await frame();
  };
  const rows = () => document.querySelectorAll("tbody tr[aria-rowindex]");
  const connectButton = () =>
    [...document.querySelectorAll<HTMLButtonElement>("button")].find((button) => button.textContent?.trim().startsWith("Connect"));
  let countsFrom = Number.POSITIVE_INFINITY;
  let changed = Promise.resolve(0);
  const tasks: PerformanceEntry[] = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries())).observe({ type: "longtask", buffered: true });

  const probe: Probe = {
    async signInUsable() {
      await until(() => {
        const button = connectButton();
        return button && !button.disabled && button.getAttribute("aria-disabled") !== "true";
      });
      return performance.now();
    },
    connect() {
      // After this call has been answered: the document goes away.
      setTimeout(() => connectButton()?.click());
      return performance.timeOrigin + performance.now();
    },
    async loaded(connected) {
      const start = connected - performance.timeOrigin;
      await until(() => rows().length > 0);
      countsFrom = await painted();
      const firstRowsAt = countsFrom;
      await until(() => !document.querySelector("main progress, main [role=progressbar]"));
      return { firstRows: firstRowsAt - start, allLoaded: (await painted()) - start };
    },
    arm(event) {
      changed = new Promise((resolve) => {
        let start = 0;
        addEventListener(event, ({ timeStamp }) => (start = timeStamp), { capture: true, once: true });
        const observer = new MutationObserver(async () => {
          if (start === 0) return;
          observer.disconnect();
          resolve((await painted()) - start);
        });
        observer.observe(document.querySelector("table")!, { childList: true, subtree: true, characterData: true });
      });
    },
    rowsChanged: () => changed,
    mark() {
      countsFrom = performance.now();
    },
    longestTask() {
      return Math.max(0, ...tasks.filter(({ startTime }) => startTime > countsFrom).map(({ duration }) => duration));
    },
  };
  (globalThis as unknown as { probe: Probe }).probe = probe;

  // Pasted before the wasm is there: the console must take it over.
  const paste = () => {
    if (sessionStorage.length > 0) return;
    const field = document.querySelector<HTMLInputElement>("#token-input");
    if (!field) return requestAnimationFrame(paste);
    field.value = token;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  paste();
}
