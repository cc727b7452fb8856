// The box that flies to a track: its suggestions come from the names that the map holds already.
(function () {
  "use strict";
  const LIMIT = 8;
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
    let read = null; // the names that `searched` was made of
    let searched = [];

    function matching() {
      const names = told.names();
      if (names !== read) {
        read = names;
        searched = names ? haystack(names) : [];
      }
      return find(searched, box.input.value);
    }

    function choose(i) {
      box.close();
      box.input.value = "";
      told.choose(i);
    }

    function enter(marked) {
      const text = box.input.value.trim();
      const at = marked ?? box.first() ?? matching()[0];
      if (at !== undefined) choose(at);
      else if (text) told.none(text);
    }

    const box = window.segue.combobox.mount(host, {
      input: "map-search", list: "map-found", maxlength: 200,
      label: "Fly to a track", placeholder: "Fly to a track",
      words: (i) => [told.track(i).title, told.track(i).artist],
      typed: () => box.show(matching()),
      pick: choose,
      enter,
    });
  }

  window.segue = Object.assign(window.segue || {}, { mapSearch: { mount } });
})();
