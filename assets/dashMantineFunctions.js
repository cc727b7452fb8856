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
    );
  };
})();
