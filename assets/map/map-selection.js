// Several tracks of the map at once: a line drawn around them, and what goes into the crate.
(function () {
  "use strict";
  const MOST = 100; // tracks that one selection adds
  const byId = (id) => document.getElementById(id);

  // `state` is the page's; `parts()` gives what it is made of, once it is there.
  function make({ state, parts, card, say, later, paint }) {
    // ----- the crate

    // Gives how many were added.
    async function collect(keys) {
      const wanted = keys.filter((key) => !window.segue.crate.has(key)).slice(0, MOST);
      if (!wanted.length) {
        say("They are in the crate already.");
        return 0;
      }
      try {
        const { tracks } = await window.segue.ask.post("/map/tracks", { keys: wanted });
        const number = window.segue.crate.add(tracks);
        say(`${number} ${number === 1 ? "track" : "tracks"} added to the crate.`);
        return number;
      } catch (error) {
        window.segue.mapLoad.complain(error);
        return 0;
      }
    }

    async function collectSelected() {
      const { selected } = state;
      const number = await collect(selected.slice(0, MOST).map((i) => state.names.keys[i]));
      if (selected !== state.selected) return;
      state.added = { number, tracks: window.segue.crate.tracks() };
      selection("undo-selected");
    }

    function undoSelected() {
      window.segue.crate.undo();
      say("Taken out of the crate again.");
    }

    // Undo takes back the newest change of the crate: once there is another one, this is not it.
    function outdated() {
      const { crate } = window.segue;
      if (!state.added || crate.same(crate.tracks(), state.added.tracks)) return;
      state.added = null;
      selection("crate-selected");
    }

    function toggle(key) {
      if (window.segue.crate.has(key)) window.segue.crate.toggle({ key });
      else collect([key]);
    }

    function path() {
      if (!state.data || !parts()) return;
      outdated();
      const held = window.segue.crate.tracks?.() || [];
      const points = held.map(({ key }) => state.index.get(key));
      state.path = points.filter((i) => i !== undefined);
      byId("map-path").textContent = window.segue.mapCard.pathWords(held.length, state.path.length);
      if (state.chosen >= 0) card();
      later();
    }

    // ----- many tracks

    function drawLine(points, done) {
      state.line = done ? [] : points.slice();
      if (done) {
        state.selected = points.length > 2
          ? state.grid.inside(points.map(([x, y]) => parts().view.toMap(x, y))) : [];
        state.added = null;
        // The hand that drew one line wants to move the map again.
        if (state.selected.length) lasso(false, "crate-selected");
        else selection("select-view");
        paint();
      }
      later();
    }

    function selectView() {
      const { width, height } = parts().view.size;
      drawLine([[0, 0], [width, 0], [width, height], [0, height]], true);
    }

    // `next`: the button that the focus goes to where it was in the bar.
    function selection(next) {
      const host = byId("map-selection");
      const held = host.contains(document.activeElement);
      host.hidden = !state.selected.length && !state.lasso;
      host.replaceChildren(
        ...window.segue.mapCard.selection(state.selected.length, MOST, state.added?.number ?? null));
      if (!held) return;
      (host.querySelector(`[data-map="${next}"]`) || parts().host).focus({ preventScroll: true });
    }

    function unselect() {
      Object.assign(state, { selected: [], added: null });
      selection();
      paint();
    }

    function lasso(on, next) {
      state.lasso = on;
      document.querySelector('#map [data-map="lasso"]').setAttribute("aria-pressed", String(on));
      parts().host.classList.toggle("is-drawing", on);
      selection(next);
    }

    return {
      collect, collectSelected, undoSelected, toggle, path,
      drawLine, selectView, selection, unselect, lasso,
    };
  }

  window.segue = Object.assign(window.segue || {}, { mapSelection: { make } });
})();
