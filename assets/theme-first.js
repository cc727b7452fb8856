// Runs in the head, before the first paint: the colour scheme that was chosen last time, or the
// system's (Mantine keeps the choice under the same name and takes over from here), and which page
// the address means (router.js takes over).
(function () {
  "use strict";
  let chosen = null;
  try {
    chosen = window.localStorage.getItem("mantine-color-scheme-value");
  } catch {
    // Storage may be forbidden; then the system decides.
  }
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const scheme = chosen === "dark" || chosen === "light" ? chosen : dark ? "dark" : "light";
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
  document.documentElement.dataset.page = window.location.pathname.replaceAll("/", "") || "find";
})();
