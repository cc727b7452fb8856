// The cells of the results: plain elements, which AG Grid puts in as they are. As React's, a hundred
// rows took twice as long to draw. Whatever a name holds is shown as text, never read as markup.
(function () {
  "use strict";
  const functions = (window.dashAgGridFunctions = window.dashAgGridFunctions || {});
  const element = (...given) => window.segue.dom.element(...given);

  function keyBadge(row) {
    const title = row.key_note ? `${row.camelot}: ${row.key_note}` : row.camelot;
    return window.segue.badges.key(row.camelot, title);
  }

  function tempoNote(row) {
    if (!row.tempo_note) return null;
    return element("span", {
      class: `tempo-note ${row.tempo_level}`, title: row.tempo_words,
    }, row.tempo_note);
  }

  function cover(row) {
    const { badges, player } = window.segue;
    return element("span", { class: "cover-cell" }, player.button(row), badges.cover(row));
  }

  const open = (row) => () => window.segue.evidence.open(row);

  // Wide: title over artist. Folded (on a phone): the title over artist, key, tempo and, where there
  // is room, a short reason; a tap on those opens the drawer, which the row's menu does too.
  function track(row) {
    const genre = row.genre ? `${row.artist} · sounds like ${row.genre}` : row.artist;
    return element("div", { class: "track" },
      element("div", { class: "track-name" },
        element("b", { title: row.title }, row.title),
        element("span", { title: genre }, row.artist)),
      folded(row));
  }

  function folded(row) {
    const sets = row.sets ? `${row.sets} ${row.sets === 1 ? "set" : "sets"}` : "";
    const made = element("div", { class: "track-folded" },
      element("span", { class: "track-facts" },
        element("span", { class: "track-artist" }, row.artist), keyBadge(row), bpm(row)),
      sets ? element("span", { class: "why-short" }, sets) : null);
    made.addEventListener("click", open(row));
    return made;
  }

  // The colour tells how far it is from the seed's; so do words that are read out.
  function bpm(row) {
    if (row.tempo_bpm === null) return null;
    return element("span", { class: `track-bpm ${row.tempo_level || ""}`, title: row.tempo_words || null },
      `${row.tempo_bpm.toFixed(0)} BPM`,
      row.tempo_words ? element("span", { class: "visually-hidden" }, ` (${row.tempo_words})`) : null);
  }

  const unknown = (what) => element("span", { class: "unknown", title: `${what} not known` }, "–");

  function tempo(row) {
    if (row.tempo_bpm === null) return unknown("Tempo");
    return element("span", { class: "tempo" },
      element("b", {}, row.tempo_bpm.toFixed(1)), tempoNote(row));
  }

  function fit(row) {
    const percent = Math.round(row.fit * 100);
    const bar = element("span", {});
    bar.style.width = `${percent}%`;
    const words = `Fit ${percent} %`;
    return element("span", { class: "fit", role: "img", "aria-label": words, title: words }, bar);
  }

  function why(row) {
    const made = element("button", {
      type: "button", class: "why", title: row.why,
      "aria-label": `Why ${row.title}: ${row.why}. Show the sets`,
    }, row.why);
    made.addEventListener("click", open(row));
    return made;
  }

  const add = (row) =>
    element("span", { class: "actions" }, ...window.segue.rowActions.buttons(row));

  // AG Grid's component: made anew when a row's data are.
  const cell = (draw) => class {
    init({ data }) {
      this.gui = draw(data);
    }

    getGui() {
      return this.gui;
    }

    refresh() {
      return false;
    }
  };

  const CELLS = {
    cover: cell(cover),
    title: cell(track),
    key: cell((row) => keyBadge(row) || unknown("Key")),
    tempo: cell(tempo),
    fit: cell(fit),
    why: cell(why),
    add: cell(add),
  };

  functions.segueCell = ({ column }) => ({ component: CELLS[column.getColId()] });
})();
