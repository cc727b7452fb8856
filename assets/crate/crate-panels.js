// The small panels that open over the crate's buttons: one at a time; Escape and a press elsewhere
// close it, and the focus goes back to the button that opened it.
(function () {
  "use strict";
  const SCRIPTS = { "crate-between": "crateBetween", "crate-export": "crateExport" }; // that fill them
  let open = null; // the button whose panel is open

  const panelOf = (button) => document.getElementById(button.getAttribute("aria-controls"));

  function close(focus = false) {
    if (!open) return;
    const button = open;
    open = null;
    panelOf(button).hidden = true;
    button.setAttribute("aria-expanded", "false");
    if (focus) button.focus({ preventScroll: true });
  }

  function show(button) {
    close();
    open = button;
    const panel = panelOf(button);
    panel.hidden = false;
    button.setAttribute("aria-expanded", "true");
    window.segue[SCRIPTS[panel.id]].fill(panel);
    panel.querySelector("input, select, button")?.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest("[data-crate-panel]");
    if (button) {
      if (button === open) close(true);
      else show(button);
    } else if (open && !panelOf(open).contains(event.target)) close();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open || event.defaultPrevented) return;
    event.preventDefault(); // the sheet under it stays
    close(true);
  });

  // Whoever tabs out of it has left it.
  document.addEventListener("focusout", (event) => {
    if (!open || !panelOf(open).contains(event.target) || !event.relatedTarget) return;
    if (event.relatedTarget !== open && !panelOf(open).contains(event.relatedTarget)) close();
  });

  window.segue = Object.assign(window.segue || {}, { cratePanels: { close } });
})();
