// Starts the console: refuses frames and browsers that are too old, installs the one Trusted Types policy,
// asks for config.json, and runs the program that this tab needs, sign-in or console, only if its bytes match the
// hashes in index.html.
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
  // Inside, since a landmark may not be an alert (ARIA in HTML).
  const alert = document.createElement("div");
  alert.setAttribute("role", "alert");
  main.append(alert);
  const add = (tag, text) => {
    const element = document.createElement(tag);
    element.textContent = text;
    alert.append(element);
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

/** The files of a program, as index.html names them: {glue, wasm}. */
const program = (name) =>
  Object.fromEntries(
    ["glue", "wasm"].map((part) => [part, document.head.querySelector(`link[data-program="${name}"][data-part="${part}"]`)]),
  );

/** Whether the program runs now; otherwise the page says why not. */
async function run({ glue, wasm }) {
  try {
    // Browsers check a module only against the integrity of its preload.
    const preload = document.createElement("link");
    preload.rel = "modulepreload";
    preload.crossOrigin = "anonymous";
    preload.integrity = glue.dataset.integrity;
    preload.href = glue.href;
    document.head.append(preload);
    const bytes = fetch(wasm.href, { integrity: wasm.dataset.integrity });
    // It may fail before the script beside it is there to hear of it; until then it is not an unhandled failure.
    bytes.catch(() => {});
    const { default: init } = await import(glue.href);
    await init({ module_or_path: bytes });
    return true;
  } catch (error) {
    // A panic has its own screen, made by the console.
    if (error instanceof WebAssembly.RuntimeError) return false;
    refuse(
      "Astro Token Console could not be started",
      "A part of this page did not arrive, or is not the one that was published with it. Nothing was sent anywhere.",
      "Reload the page. If that does not help, ask whoever hosts it to publish all files again.",
      `The browser says: ${error.message}`,
    );
    return false;
  }
}

/** Someone who signs in will need the console next: its files are fetched while the token is being pasted. */
function warm({ glue, wasm }) {
  for (const { href, dataset } of [glue, wasm]) {
    // Only the cache is wanted; who really needs the file tells what went wrong with it.
    fetch(href, { integrity: dataset.integrity, priority: "low" }).catch(() => {});
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
  // theme.js has looked whether this tab holds a session, or shows a page of the console that needs none.
  if (document.documentElement.dataset.session !== undefined) {
    await run(program("console"));
  } else if (await run(program("sign-in"))) {
    warm(program("console"));
  }
}
