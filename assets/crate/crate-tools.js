// What the crate tells, its undo and redo, and the keys for them.
(function () {
  "use strict";
  const EMPTY = "Put tracks in with the tray button and they wait here, in your order. Then order them for mixing, " +
    "export them, or write them into a Spotify playlist.";
  const byId = (id) => document.getElementById(id);
  let saying = 0;

  // Read aloud, not shown. The same words twice are said twice.
  function say(words) {
    byId("crate-spoken").textContent = "";
    window.clearTimeout(saying);
    saying = window.setTimeout(() => { byId("crate-spoken").textContent = words; }, 30);
  }

  // Shown over the buttons until the next change, with Undo where `undo` is set.
  function tell(words, { undo = false, failed = false } = {}) {
    byId("crate-told-words").textContent = words;
    byId("crate-told").classList.toggle("is-open", Boolean(words));
    byId("crate-told").classList.toggle("is-failed", failed);
    byId("crate-told-undo").hidden = !undo;
  }

  // While the server works on it; a second press does nothing.
  function busy(button, working) {
    button.setAttribute("aria-disabled", String(working));
    button.classList.toggle("is-working", working);
  }

  const isBusy = (button) => button.getAttribute("aria-disabled") === "true";

  function able(button, what, words) {
    button.disabled = !what;
    button.title = what ? `${words}: ${what}` : words;
  }

  function draw(tracks) {
    const { undo, redo } = window.segue.crateHistory.next();
    able(byId("crate-undo"), undo, "Undo");
    able(byId("crate-redo"), redo, "Redo");
    const empty = tracks.length === 0;
    ["crate-order", "crate-between-open", "crate-export-open"].forEach((id) => {
      byId(id).disabled = empty;
    });
    byId("crate-reason").textContent = empty ? EMPTY : "";
    if (empty) window.segue.cratePanels.close();
    window.segue.crateBetween.draw(tracks);
  }

  function typing(target) {
    return target instanceof Element &&
      target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]");
  }

  function keys(event) {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.defaultPrevented) return;
    if (typing(event.target) || document.querySelector('[role="dialog"]')) return;
    const letter = event.key.toLowerCase();
    const forth = (letter === "z" && event.shiftKey) || (letter === "y" && !event.shiftKey);
    if (letter !== "z" && !forth) return;
    event.preventDefault();
    if (forth) window.segue.crate.redo();
    else window.segue.crate.undo();
  }

  document.addEventListener("keydown", keys);

  window.segue = Object.assign(window.segue || {}, {
    crateTools: { draw, say, tell, busy, isBusy },
  });
})();
