// Functions that Mantine components call by name.
(function () {
  "use strict";
  const functions = (window.dashMantineFunctions = window.dashMantineFunctions || {});

  // The server matched already (accents folded, words in any order): keep all that it sent.
  functions.keepAll = ({ options }) => options;

  functions.seedOption = ({ option }) => {
    const h = window.React.createElement;
    const cut = option.value.indexOf(" - ");
    const artist = cut < 0 ? "" : option.value.slice(0, cut);
    const title = cut < 0 ? option.value : option.value.slice(cut + 3);
    return h(
      "span",
      { "data-seed": option.value },
      h("b", null, title),
      artist ? h("span", null, artist) : null,
      // By keyboard it is Shift+Enter; a button may not stand in an option.
      h("i", { "data-seed-add": "", title: "Add to the seeds (Shift+Enter)", "aria-hidden": true }, "+"),
    );
  };

  const MOODS = ["Well known", "Rather known", "As the sets say", "Rather new", "Hardly known"];
  functions.moodName = (value) => MOODS[value + 2];
})();
