// The box for the track that the models are compared by: the same names that Find suggests.
(function () {
  "use strict";
  const REST_MS = 150;
  const SHORTEST = 2;

  // Title over artist, as Find lists them.
  function words(name) {
    const cut = name.indexOf(" - ");
    return cut < 0 ? [name] : [name.slice(cut + 3), name.slice(0, cut)];
  }

  // `choose(text)` is told what was picked or typed.
  function mount(host, choose) {
    let number = 0;
    let timer = 0;
    let taken = ""; // what was asked last with this box

    // What was asked for before is no longer wanted.
    function forget() {
      number += 1;
      window.clearTimeout(timer);
    }

    async function suggest(text) {
      const mine = number;
      let names = []; // where it fails, the question itself will say what is wrong
      try {
        ({ names } = await window.segue.ask.get(`/lab/suggest?${new URLSearchParams({ text })}`));
      } finally {
        if (mine === number) box.show(names);
      }
    }

    function typed() {
      forget();
      const text = box.input.value.trim();
      if (text.length < SHORTEST) box.show([]);
      else timer = window.setTimeout(() => suggest(text).catch(() => {}), REST_MS);
    }

    function take(text) {
      if (!text) return;
      box.input.value = taken = text;
      box.close();
      choose(text);
    }

    const box = window.segue.combobox.mount(host, {
      input: "lab-box", list: "lab-found", maxlength: 500,
      label: "Track to compare the models by", placeholder: "Type artist – title",
      words, typed, closed: forget, pick: take,
      enter: (name) => take(name ?? box.input.value.trim()),
    });
    return {
      // What somebody types at the moment stays.
      write(text) {
        const types = document.activeElement === box.input && box.input.value !== taken;
        if (!types || !box.input.value) box.input.value = taken = text;
      },
      focus: () => box.input.focus(),
    };
  }

  window.segue = Object.assign(window.segue || {}, { labBox: { mount } });
})();
