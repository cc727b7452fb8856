// What can be done with a track besides playing it: into the crate, more like it, less like it. In
// a folded row the last two, and the reason, stand in a menu.
(function () {
  "use strict";
  const element = (...given) => window.segue.dom.element(...given);
  const named = (track) => (track.artist ? `${track.title} by ${track.artist}` : track.title);
  // As the search box reads it.
  const typed = (track) => (track.artist ? `${track.artist} - ${track.title}` : track.title);
  const sign = (name) => element("span", { class: `icon icon-${name}`, "aria-hidden": "true" });

  function dressCrate(button) {
    const chosen = window.segue.crate.has(button.dataset.crateKey);
    if (button.getAttribute("aria-pressed") === String(chosen)) return;
    button.classList.toggle("is-chosen", chosen);
    button.setAttribute("aria-pressed", String(chosen));
    button.title = chosen ? "Take out of the crate" : "Put into the crate";
    button.replaceChildren(
      chosen ? element("span", { "aria-hidden": "true" }, "✓") : sign("into-crate"),
    );
  }

  function crateButton(track) {
    const made = element("button", {
      type: "button", class: "add-button", "data-crate-key": track.key,
      "aria-label": `${named(track)} in the crate`,
    });
    made.addEventListener("click", () => window.segue.crate.toggle(track));
    dressCrate(made);
    return made;
  }

  const WISHES = {
    like: { words: "More like this", icon: "plus", act: (text) => window.segue.seeds.like(text) },
    dislike: {
      words: "Less like this", icon: "minus", act: (text) => window.segue.seeds.dislike(text),
    },
  };

  function wish(name, track) {
    window.segue.evidence.close();
    WISHES[name].act(typed(track));
  }

  function wishButton(name, track, spelled = false) {
    const { words, icon } = WISHES[name];
    const made = element("button", {
      type: "button", class: `wish-button wish-${name}`, title: spelled ? null : words,
      "aria-label": `${words}: ${named(track)}`,
    }, sign(icon), spelled ? words : null);
    made.addEventListener("click", () => wish(name, track));
    return made;
  }

  // ----- the menu of a folded row

  let menu = null;
  let opener = null;

  function closeMenu(focus = false) {
    if (!menu) return;
    menu.remove();
    opener.setAttribute("aria-expanded", "false");
    if (focus) opener.focus({ preventScroll: true });
    menu = opener = null;
  }

  function item(words, icon, act) {
    const made = element("button", { type: "button", role: "menuitem" }, sign(icon), words);
    made.addEventListener("click", () => {
      closeMenu(true);
      act();
    });
    return made;
  }

  function openMenu(button, track) {
    closeMenu();
    opener = button;
    menu = element("div", { class: "row-menu", role: "menu", "aria-label": named(track) },
      item(`Why: ${track.why}`, "why", () => window.segue.evidence.open(track)),
      item(WISHES.like.words, WISHES.like.icon, () => wish("like", track)),
      item(WISHES.dislike.words, WISHES.dislike.icon, () => wish("dislike", track)));
    button.setAttribute("aria-expanded", "true");
    // In a landmark, so that whoever goes through the page by those finds it.
    document.getElementById("page").append(menu);
    const at = button.getBoundingClientRect();
    const below = at.bottom + 4 + menu.offsetHeight < window.innerHeight - 116;
    menu.style.top = `${window.scrollY + (below ? at.bottom + 4 : at.top - 4 - menu.offsetHeight)}px`;
    menu.style.left = `${Math.max(8, at.right - menu.offsetWidth)}px`;
    menu.firstChild.focus({ preventScroll: true });
  }

  function moreButton(track) {
    const made = element("button", {
      type: "button", class: "more-button", "aria-haspopup": "menu", "aria-expanded": "false",
      "aria-label": `More about ${named(track)}`,
    }, sign("more"));
    made.addEventListener("click", () => (opener === made ? closeMenu() : openMenu(made, track)));
    return made;
  }

  document.addEventListener("keydown", (event) => {
    if (!menu) return;
    if (event.key === "Escape" || event.key === "Tab") {
      closeMenu(true);
      event.preventDefault();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const items = [...menu.children];
    const at = items.indexOf(document.activeElement) + step;
    items[(at + items.length) % items.length].focus();
    event.preventDefault();
  }, true);
  document.addEventListener("pointerdown", (event) => {
    if (menu && !menu.contains(event.target) && !opener.contains(event.target)) closeMenu();
  });

  // ----- in step with the crate

  function follow() {
    document.querySelectorAll("[data-crate-key]").forEach(dressCrate);
  }
  window.segue.crate.subscribe(follow);

  window.segue = Object.assign(window.segue || {}, {
    rowActions: {
      buttons: (track) => [
        crateButton(track), wishButton("like", track), wishButton("dislike", track),
        moreButton(track),
      ],
      // For the drawer.
      crateButton,
      wishButton,
    },
  });
})();
