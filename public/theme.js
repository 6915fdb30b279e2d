// Runs before the first paint and before anything else is asked for: a token that someone pasted into the address bar is
// taken out of address and history, a stored theme must not flash, and a tab with a session must not show the sign-in form.
// Key names carry the sub-path, so that two consoles on one origin don't read each other's; at "/" they are bare.
(function () {
  var base = new URL(".", document.currentScript.src).pathname;
  var prefix = base === "/" ? "" : base;
  var root = document.documentElement;
  var signedIn = false;
  // About is a page of the console that needs no session.
  if (location.pathname.replace(/\/$/, "") === base + "about") root.dataset.session = "";
  try {
    var theme = localStorage.getItem(prefix + "theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    signedIn = sessionStorage.getItem(prefix + "session") !== null;
    if (signedIn) root.dataset.session = "";
  } catch (blocked) {
    // Storage is blocked: the system's theme, signed out.
  }
  // The shape of a token as astro_tokens::claims has it: a JSON object in base64url first, three parts.
  var token = /eyJ[\w-]*\.[\w-]+\.[\w-]+/;
  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch (damaged) {
      return text;
    }
  }
  var found = null;
  function holdsNone(text) {
    var match = token.exec(decoded(text));
    if (match !== null) found = match[0];
    return match === null;
  }
  var kept = location.search.slice(1).split("&").filter(holdsNone);
  var hash = holdsNone(location.hash) ? location.hash : "";
  if (found !== null) {
    // Signed in, "Which token is this?" reads it from here, once. Otherwise it is forgotten, and the address stays the one to
    // come back to.
    if (signedIn) {
      globalThis.astroTokenConsoleFound = found;
      history.replaceState(null, "", base + "which");
    } else {
      history.replaceState(null, "", location.pathname + (kept.length > 0 ? "?" + kept.join("&") : "") + hash);
    }
  }
})();
