// A box with suggestions below it, after the pattern for comboboxes of the ARIA Authoring Practices:
// arrows mark one, Enter takes it, Escape closes the list.
(function () {
  "use strict";

  // `told`: { input, list: their IDs; label, placeholder, maxlength;
  //   words(one): title and artist of a suggestion, the artist may be missing;
  //   typed(): the text is another; enter(one): Enter, with what is marked or undefined;
  //   pick(one): it was pressed; closed(): the list is no longer wanted }.
  function mount(host, told) {
    const { element } = window.segue.dom;
    let found = [];
    let active = -1;
    const input = element("input", {
      id: told.input, type: "text", role: "combobox", autocomplete: "off",
      maxlength: told.maxlength, placeholder: told.placeholder, "aria-label": told.label,
      "aria-expanded": "false", "aria-controls": told.list, "aria-autocomplete": "list",
      spellcheck: "false",
    });
    const list = element("ul", {
      id: told.list, class: "combobox-list", role: "listbox", "aria-label": "Tracks", hidden: true,
    });

    function option(one, at) {
      const [title, artist] = told.words(one);
      return element("li", { role: "option", id: `${told.list}-${at}`, "aria-selected": "false" },
        element("b", {}, title), artist ? element("span", {}, artist) : null);
    }

    function show(next) {
      found = next;
      active = -1;
      list.replaceChildren(...found.map(option));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(found.length > 0));
      input.removeAttribute("aria-activedescendant");
    }

    function close() {
      told.closed?.();
      show([]);
    }

    function mark(next) {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = (next + found.length) % found.length;
      list.children[active].setAttribute("aria-selected", "true");
      list.children[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", `${told.list}-${active}`);
    }

    input.addEventListener("input", () => told.typed());
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" && found.length) mark(active + 1);
      else if (event.key === "ArrowUp" && found.length) mark(active < 0 ? -1 : active - 1);
      else if (event.key === "Escape" && found.length) close();
      else if (event.key === "Enter") told.enter(found[active]);
      else return;
      event.preventDefault();
    });
    // The box keeps the focus: its blur closes the list.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    // Not the touch itself, which may begin to scroll.
    list.addEventListener("click", (event) => {
      const at = [...list.children].indexOf(event.target.closest("li"));
      if (at >= 0) told.pick(found[at]);
    });
    host.append(input, list);
    return { input, show, close, first: () => found[0] };
  }

  window.segue = Object.assign(window.segue || {}, { combobox: { mount } });
})();
