// The words of the map: what a point is, and the tracks near it as a list, so that everything can
// be done without the picture.
(function () {
  "use strict";
  const element = (...given) => window.segue.dom.element(...given);
  const known = (track) => (track.artist ? `${track.artist} - ${track.title}` : track.title);
  const times = (sets) => `in ${sets.toLocaleString("en")} ${sets === 1 ? "set" : "sets"}`;

  const badge = (camelot) => window.segue.badges.key(camelot);

  const tempo = (track) => (track.tempo_bpm ? `${track.tempo_bpm.toFixed(1)} BPM` : null);

  // One line of words, for the tip and for screen readers.
  function facts(track) {
    const parts = [track.camelot, tempo(track), track.genre, times(track.sets)].filter(Boolean);
    return parts.join(" · ");
  }

  const spoken = (track) => `${track.title} by ${track.artist || "unknown"}, ${facts(track)}`;

  function add(track, act) {
    const inside = window.segue.crate.has(track.key);
    return element("button", {
      type: "button", class: inside ? "add-button is-chosen" : "add-button",
      "aria-pressed": String(inside), "data-map": act, "data-key": track.key,
      "aria-label": `${inside ? "Take out of" : "Put into"} the crate: ${track.title}`,
      title: inside ? "Take out of the crate" : "Put into the crate",
    }, inside ? "✓" : "+");
  }

  function play(track, around) {
    const { player } = window.segue;
    return player?.button ? player.button(track, around) : null;
  }

  function tip(track) {
    return [
      element("b", {}, track.title),
      element("span", {}, track.artist),
      element("span", { class: "map-tip-facts" }, badge(track.camelot),
        [tempo(track), track.genre, times(track.sets)].filter(Boolean).join(" · ")),
    ];
  }

  function line(track, href) {
    return element("li", {},
      element("a", { href, "data-map": "choose", "data-key": track.key, class: "track-name" },
        element("b", {}, track.title), element("span", {}, track.artist)),
      badge(track.camelot),
      element("span", { class: "map-bpm" }, track.tempo_bpm ? track.tempo_bpm.toFixed(1) : ""),
      add(track, "crate"));
  }

  function more(near) {
    const left = near.filter(({ key }) => !window.segue.crate.has(key)).length;
    if (!near.length) return null;
    if (!left) return element("p", { class: "map-near-done" }, "All of these are in the crate.");
    return element("button", { type: "button", class: "text-button", "data-map": "crate-near" },
      `Add ${left === near.length ? "these" : "the other"} ${left} to the crate`);
  }

  // `near`: tracks; `href(track)`: the address that chooses one.
  function card(track, near, href) {
    const unheard = !track.camelot && !track.tempo_bpm && !track.genre;
    return [
      element("div", { class: "map-card-top" },
        element("div", { class: "map-card-words" },
          element("h2", { id: "map-card-title", tabindex: "-1" }, track.title),
          element("p", {}, track.artist)),
        element("button", {
          type: "button", class: "icon-button", "data-map": "close", "aria-label": "Close the card",
          title: "Close",
        }, element("span", { class: "icon icon-close", "aria-hidden": "true" }))),
      element("p", { class: "map-card-facts" },
        badge(track.camelot),
        ...[tempo(track), track.genre].filter(Boolean).map((fact) =>
          element("span", { class: "badge" }, fact)),
        element("span", { class: "map-played" },
          `played ${times(track.sets)}${unheard ? ", not listened to yet" : ""}`)),
      element("div", { class: "map-card-buttons" },
        play(track, () => [track, ...near]),
        element("button", {
          type: "button", class: "quiet-button", "data-map": "crate", "data-key": track.key,
          "aria-pressed": String(window.segue.crate.has(track.key)),
        }, window.segue.crate.has(track.key) ? "In the crate" : "Add to the crate"),
        element("a", {
          class: "quiet-button", "data-page": "find",
          href: `/?seed=${encodeURIComponent(known(track))}`,
        }, "Find what fits")),
      element("h3", { id: "map-near-title" }, "Nearest tracks"),
      element("ol", { class: "map-near", "aria-labelledby": "map-near-title" },
        ...near.map((one) => line(one, href(one)))),
      more(near),
    ];
  }

  // Swatches; each lights its own points alone. `lit`: the group that is, or null.
  function legend(grouped, by, lit) {
    const swatch = (colour) => {
      const made = element("span", { class: "map-swatch", "aria-hidden": "true" });
      made.style.background = `var(${colour})`;
      return made;
    };
    const item = ({ name, colour, size }, value) => element("li", {},
      element("button", {
        type: "button", "data-map": "light", "data-group": value, disabled: size === 0,
        "aria-pressed": String(lit === value), title: `${size.toLocaleString("en")} tracks`,
      }, swatch(colour), name));
    const unknown = { name: "unknown", colour: "--map-unknown", size: grouped.unknown };
    return element("ul", { class: `map-legend-list is-${by}` },
      ...grouped.groups.map((one, at) => item(one, at)),
      grouped.unknown ? item(unknown, window.segue.mapData.UNKNOWN) : null);
  }

  const tracks = (n) => `${n.toLocaleString("en")} ${n === 1 ? "track" : "tracks"}`;

  // What can be done with `n` selected tracks, of which at most `most` go into the crate at once;
  // `added`: how many of them just did, null before.
  function selection(n, most, added) {
    const button = (act, words, look) =>
      element("button", { type: "button", class: look, "data-map": act }, words);
    if (!n) {
      return [
        element("span", {}, "Draw a line around tracks"),
        button("select-view", "Take all that show", "quiet-button"),
      ];
    }
    if (added !== null) {
      return [
        element("span", {}, `${tracks(added)} added to the crate`),
        button("undo-selected", "Undo", "quiet-button"),
        button("unselect", "Done", "primary-button"),
      ];
    }
    const all = n > most ? `Add the ${most} most played to the crate` : "Add to the crate";
    return [
      element("span", { role: "status" }, `${tracks(n)} selected`),
      button("crate-selected", all, "primary-button"),
      button("unselect", "Clear", "quiet-button"),
    ];
  }

  // `held` tracks are in the crate, `drawn` of them on the map.
  function pathWords(held, drawn) {
    if (!held) return "";
    if (held === drawn) return `The line is your crate, in its order: ${tracks(held)}.`;
    const absent = held - drawn;
    return `The line is your crate, in its order. ${absent} of its ${tracks(held)} `
      + `${absent === 1 ? "is" : "are"} not on this map.`;
  }

  window.segue = Object.assign(window.segue || {}, {
    mapCard: { card, tip, spoken, legend, selection, pathWords },
  });
})();
