// The box for the track that the models are compared by: the same names that Find suggests.
(function () {
  "use strict";
  const REST_MS = 150;
  const SHORTEST = 2;
  const element = (...given) => window.segue.dom.element(...given);

  // Title over artist, as Find lists them.
  function option(name, at) {
    const cut = name.indexOf(" - ");
    return element("li", { role: "option", id: `lab-found-${at}`, "aria-selected": "false" },
      element("b", {}, cut < 0 ? name : name.slice(cut + 3)),
      cut < 0 ? null : element("span", {}, name.slice(0, cut)));
  }

  // `choose(text)` is told what was picked or typed.
  function mount(host, choose) {
    let found = [];
    let active = -1;
    let number = 0;
    let timer = 0;
    const input = element("input", {
      id: "lab-box", type: "text", role: "combobox", autocomplete: "off", maxlength: 500,
      placeholder: "Type artist – title", "aria-label": "Track to compare the models by",
      "aria-expanded": "false", "aria-controls": "lab-found", "aria-autocomplete": "list",
      spellcheck: "false",
    });
    const list = element("ul", {
      id: "lab-found", class: "lab-found", role: "listbox", "aria-label": "Tracks", hidden: true,
    });

    function show(names) {
      found = names;
      active = -1;
      list.replaceChildren(...found.map(option));
      list.hidden = !found.length;
      input.setAttribute("aria-expanded", String(found.length > 0));
      input.removeAttribute("aria-activedescendant");
    }

    function close() {
      number += 1;
      window.clearTimeout(timer);
      show([]);
    }

    async function suggest(text) {
      const mine = number;
      try {
        const query = new URLSearchParams({ text });
        const { names } = await window.segue.ask.get(`/lab/suggest?${query}`);
        if (mine === number) show(names);
      } catch {
        if (mine === number) show([]); // the question itself will say what is wrong
      }
    }

    function typed() {
      number += 1;
      window.clearTimeout(timer);
      const text = input.value.trim();
      if (text.length < SHORTEST) show([]);
      else timer = window.setTimeout(() => suggest(text), REST_MS);
    }

    function mark(next) {
      list.children[active]?.setAttribute("aria-selected", "false");
      active = (next + found.length) % found.length;
      list.children[active].setAttribute("aria-selected", "true");
      list.children[active].scrollIntoView({ block: "nearest" });
      input.setAttribute("aria-activedescendant", `lab-found-${active}`);
    }

    function take(text) {
      input.value = text;
      close();
      choose(text);
    }

    input.addEventListener("input", typed);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" && found.length) mark(active + 1);
      else if (event.key === "ArrowUp" && found.length) mark(active < 0 ? -1 : active - 1);
      else if (event.key === "Escape" && found.length) close();
      else if (event.key === "Enter" && input.value.trim()) take(found[active] ?? input.value.trim());
      else return;
      event.preventDefault();
    });
    // Down, not up: up comes after the blur, which closes the list.
    list.addEventListener("pointerdown", (event) => {
      const at = [...list.children].indexOf(event.target.closest("li"));
      event.preventDefault();
      if (at >= 0) take(found[at]);
    });
    host.append(input, list);
    return {
      write(text) {
        if (document.activeElement !== input || !input.value) input.value = text;
      },
      focus: () => input.focus(),
    };
  }

  window.segue = Object.assign(window.segue || {}, { labBox: { mount } });
})();
