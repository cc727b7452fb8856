// What a track looks like in every list: its key in the colour of the wheel, and its tile.
(function () {
  "use strict";

  // `8A`, with `title` told on hover; null where the key is not known.
  function key(camelot, title) {
    if (!camelot) return null;
    const hue = `k${camelot.slice(0, -1)} k${camelot.slice(-1).toLowerCase()}`;
    return window.segue.dom.element("span", { class: `camelot ${hue}`, title }, camelot);
  }

  function cover(track) {
    const tile = window.segue.dom.element("span", { class: "cover" });
    tile.style.setProperty("--h1", track.h1);
    tile.style.setProperty("--h2", track.h2);
    return tile;
  }

  window.segue = Object.assign(window.segue || {}, { badges: { key, cover } });
})();
