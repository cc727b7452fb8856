// The box that flies to a track: its suggestions come from the names that the map holds already.
(function () {
  "use strict";
  const LIMIT = 8;
  const element = (...given) => window.segue.dom.element(...given);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

  // What is searched: the name as it is written and, in the key, as the catalogue folds it.
  const haystack = ({ artists, titles, keys }) =>
    keys.map((key, i) => fold(` ${artists[i]} ${titles[i]} ${key}`));

  // The best known tracks whose names hold a word that begins like each of `text`.
  function find(names, text) {
    const words = fold(text).split(/[\s\-–—]+/).filter(Boolean);
    const found = [];
    if (!words.length) return found;
    for (let i = 0; i < names.length && found.length < LIMIT; i += 1) {
      const name = names[i];
      if (words.every((word) => name.includes(` ${word}`) || name.includes(`(${word}`))) {
        found.push(i);
      }
    }
    return found;
  }

  // `told`: { names(): those of the map or null, track(i), choose(i), none(text) }.
  function mount(host, told) {
    let found = [];
    let active = -1;
    let read = null; // the names that `searched` was made of
    let searched = [];
    const input = element("input", {
      id: "map-search", type: "text", role: "combobox", autocomplete: "off", maxlength: 200,
      placeholder: "Fly to a track", "aria-label": "Fly to a track", "aria-expanded": "false",
      "aria-controls": "map-found", "aria-autocomplete": "list", spellcheck: "false",
    });
    const list = element("ul", {
      id: "map-found", class: "map-found", role: "listbox", "aria-label": "Tracks", hidden: true,
    });

    function matching() {
      const names = told.names();
      if (names !== read) {
        read = names;
        searched = names ? haystack(names) : [];
      }
      return find(searched, input.value);
    }

    function show(next) {
      found = next;
      active = -1;
      list.replaceChildren(...found.map((i, at) => {
        const track = told.track(i);
        return element("li", { role: "option", id: `map-found-${at}`, "aria-selected": "false" },
          element("b", {}, track.title), element("span", {}, track.artist));
      }));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(found.length > 0));
      input.removeAttribute("aria-activedescendant");
    }

    function mark(next) {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = (next + found.length) % found.length;
      list.children[active].setAttribute("aria-selected", "true");
      list.children[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", `map-found-${active}`);
    }

    function choose(i) {
      show([]);
      input.value = "";
      told.choose(i);
    }

    input.addEventListener("input", () => show(matching()));
    input.addEventListener("blur", () => show([]));
    input.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" && found.length) mark(active + 1);
      else if (event.key === "ArrowUp" && found.length) mark(active < 0 ? -1 : active - 1);
      else if (event.key === "Escape" && found.length) show([]);
      else if (event.key === "Enter") {
        const at = found[Math.max(0, active)] ?? matching()[0];
        if (at !== undefined) choose(at);
        else if (input.value.trim()) told.none(input.value.trim());
      } else return;
      event.preventDefault();
    });
    // Down, not up: up comes after the blur, which closes the list.
    list.addEventListener("pointerdown", (event) => {
      const at = [...list.children].indexOf(event.target.closest("li"));
      event.preventDefault();
      if (at >= 0) choose(found[at]);
    });
    host.append(input, list);
  }

  window.segue = Object.assign(window.segue || {}, { mapSearch: { mount } });
})();
