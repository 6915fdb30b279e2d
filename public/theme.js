// Runs before the first paint: a stored theme must not flash, and a tab with a session must not show the sign-in form.
// Key names carry the sub-path, so that two consoles on one origin don't read each other's; at "/" they are bare.
(function () {
  var base = new URL(".", document.currentScript.src).pathname;
  var prefix = base === "/" ? "" : base;
  var root = document.documentElement;
  // About is a page of the console that needs no session.
  if (location.pathname.replace(/\/$/, "") === base + "about") root.dataset.session = "";
  try {
    var theme = localStorage.getItem(prefix + "theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    if (sessionStorage.getItem(prefix + "session") !== null) root.dataset.session = "";
  } catch (blocked) {
    // Storage is blocked: the system's theme, signed out.
  }
})();
