// On a phone the crate is a sheet from below. While it is open, what is behind it can't be reached.
(function () {
  "use strict";
  const narrow = window.matchMedia("(max-width: 900px)");
  const BEHIND = ".skip-link, .rail, main, .crate-bar";
  const isOpen = () => document.body.hasAttribute("data-crate-open");

  function sheet(open) {
    document.body.toggleAttribute("data-crate-open", open);
    document.querySelectorAll(BEHIND).forEach((part) => part.toggleAttribute("inert", open));
    document.getElementById("crate-bar").setAttribute("aria-expanded", String(open));
    const target = document.getElementById(open ? "crate-heading" : "crate-bar");
    target.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element && event.target.closest("[data-crate-sheet]");
    if (pressed) sheet(pressed.getAttribute("data-crate-sheet") === "open");
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !isOpen()) return;
    if (!document.querySelector('[role="dialog"]')) sheet(false);
  });

  // Turned, or pulled wide: the crate stands beside the page again.
  narrow.addEventListener("change", () => isOpen() && !narrow.matches && sheet(false));
})();
