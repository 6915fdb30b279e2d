// Starts the console: refuses frames and browsers that are too old, installs the one Trusted Types policy,
// asks for config.json, and runs the wasm only if its bytes match the hash in index.html.
//
// What the console finds here: globalThis.astroTokenConsole = {
//   base:   path of this directory with both slashes, "/" or "/sub/"; router, storage keys and asset links begin with it
//   config: Promise of the text of config.json, unchecked; rejects with an Error whose message can be shown
// }

const base = new URL(".", import.meta.url);

/** A page of plain text in place of everything else. */
function refuse(title, ...paragraphs) {
  const main = document.createElement("main");
  main.className = "boot-message";
  main.setAttribute("role", "alert");
  const add = (tag, text) => {
    const element = document.createElement(tag);
    element.textContent = text;
    main.append(element);
  };
  add("h1", title);
  for (const paragraph of paragraphs) add("p", paragraph);
  delete document.documentElement.dataset.session;
  document.body.replaceChildren(main);
}

/** What the page can't do without, by the name that a reader can look up. */
function missing() {
  const needs = [
    ["WebAssembly", typeof WebAssembly === "object"],
    ["light-dark()", CSS.supports("color", "light-dark(#000, #fff)")],
    ["popover", "popover" in HTMLElement.prototype],
    ["dialog", typeof HTMLDialogElement === "function"],
    ["Web Locks", !isSecureContext || "locks" in navigator],
  ];
  return needs.filter(([, there]) => !there).map(([name]) => name);
}

/**
 * Leptos fills <template> elements by innerHTML with markup that was fixed at compile time; nothing else writes markup.
 * So everything that could run or load something is refused, and there is no way to make a script or a script URL.
 */
function installTrustedTypesPolicy() {
  if (!globalThis.trustedTypes) return;
  const forbidden = /<\s*\/?\s*(?:script|iframe|frame|object|embed|base|meta|link|style)\b|[\s"'/]on[a-z]+\s*=|javascript:|srcdoc/i;
  trustedTypes.createPolicy("default", {
    createHTML(markup) {
      if (forbidden.test(markup)) throw new TypeError("Markup that can run or load something was refused.");
      return markup;
    },
  });
}

async function fetchConfig() {
  const response = await fetch(new URL("config.json", base), { cache: "no-cache" });
  if (!response.ok) throw new Error(`config.json was answered with ${response.status}.`);
  return response.text();
}

async function start() {
  const glue = document.head.querySelector("link[rel=modulepreload]");
  const wasm = document.head.querySelector("link[rel=preload][as=fetch]");
  try {
    const { default: init } = await import(glue.href);
    // Browsers ignore the integrity of such a preload (and Chromium warns about it): only this makes the hash count.
    await init({ module_or_path: fetch(wasm.href, { integrity: wasm.dataset.integrity }) });
  } catch (error) {
    // A panic has its own screen, made by the console.
    if (error instanceof WebAssembly.RuntimeError) return;
    refuse(
      "Astro Token Console could not be started",
      "A part of this page did not arrive, or is not the one that was published with it. Nothing was sent anywhere.",
      "Reload the page. If that does not help, ask whoever hosts it to publish all files again.",
      `The browser says: ${error.message}`,
    );
  }
}

if (window.top !== window.self) {
  refuse(
    "Astro Token Console does not run inside another page",
    "A page around this one could trick you into pressing its buttons. Open the console in a tab of its own.",
  );
} else if (missing().length > 0) {
  refuse(
    "This browser is too old for Astro Token Console",
    "It needs Chrome or Edge 123, Firefox 128, Safari 17.5, or newer.",
    `Missing here: ${missing().join(", ")}.`,
  );
} else {
  installTrustedTypesPolicy();
  const config = fetchConfig();
  // Whoever reads the configuration handles the failure; until then it is not an unhandled one.
  config.catch(() => {});
  Object.defineProperty(globalThis, "astroTokenConsole", {
    value: Object.freeze({ base: base.pathname, config }),
  });
  await start();
}
