// The crate: an ordered list of tracks in the browser's storage. Dash's Store keeps it; the copy
// here lets the + buttons of the grid know at once what is in it. The list itself is drawn here.
(function () {
  "use strict";
  const STORE = "crate";
  let tracks = [];
  let keys = new Set();
  const listeners = new Set();
  let drawn = ""; // what the list shows
  const element = (...given) => window.segue.dom.element(...given);

  // Storage may hold anything: keep what is a track, once each.
  function clean(data) {
    const seen = new Set();
    return (Array.isArray(data) ? data : []).filter((track) => {
      const good =
        track && typeof track.key === "string" && !seen.has(track.key) &&
        typeof track.title === "string" && typeof track.artist === "string";
      if (good) seen.add(track.key);
      return good;
    }).map((track) => ({
      ...track,
      camelot: /^(?:[1-9]|1[0-2])[AB]$/.test(track.camelot) ? track.camelot : null,
      tempo_bpm: Number.isFinite(track.tempo_bpm) ? track.tempo_bpm : null,
    }));
  }

  function publish(next) {
    tracks = next;
    keys = new Set(next.map((track) => track.key));
    listeners.forEach((listener) => listener());
    show();
  }

  function save(next) {
    publish(clean(next));
    window.dash_clientside.set_props(STORE, { data: tracks });
  }

  const kept = ({ key, artist, title, camelot, tempo_bpm, h1, h2 }) =>
    ({ key, artist, title, camelot, tempo_bpm, h1, h2 });

  function toggle(track) {
    save(keys.has(track.key) ? tracks.filter((t) => t.key !== track.key) : [...tracks, kept(track)]);
  }

  function move(key, step) {
    const from = tracks.findIndex((track) => track.key === key);
    const to = from + step;
    if (from < 0 || to < 0 || to >= tracks.length) return;
    const next = tracks.slice();
    next.splice(to, 0, next.splice(from, 1)[0]);
    save(next);
    focus(step < 0 ? "up" : "down", to);
  }

  function remove(key) {
    const at = tracks.findIndex((track) => track.key === key);
    save(tracks.filter((track) => track.key !== key));
    focus("remove", Math.min(at, tracks.length - 1));
  }

  // The list was drawn again: the focus stays where the hand was.
  function focus(action, index) {
    const row = document.getElementById("crate-list").children[index];
    const button = row?.querySelector(`[data-crate="${action}"]:not(:disabled)`)
      || row?.querySelector("button:not(:disabled)")
      || document.getElementById("crate-heading");
    button.focus({ preventScroll: true });
  }

  // As the table stands, sorted as it is.
  async function addAll(_clicks, rows) {
    const sorted = [];
    const api = window.dash_ag_grid && (await window.dash_ag_grid.getApiAsync("results"));
    if (api) api.forEachNodeAfterFilterAndSort((node) => sorted.push(node.data));
    const wanted = (sorted.length ? sorted : rows || []).filter((row) => !keys.has(row.key));
    if (wanted.length) save([...tracks, ...wanted.map(kept)]);
    return undefined;
  }

  function badge(track) {
    const number = track.camelot.slice(0, -1);
    const letter = track.camelot.slice(-1).toLowerCase();
    return element("span", { class: `camelot k${number} k${letter}` }, track.camelot);
  }

  function button(action, track, words, sign, disabled) {
    return element("button", {
      type: "button", class: "icon-button", disabled, title: words,
      "data-crate": action, "data-key": track.key, "aria-label": `${words}: ${track.title}`,
    }, sign);
  }

  function cover(track) {
    const made = element("span", { class: "cover" });
    made.style.setProperty("--h1", track.h1);
    made.style.setProperty("--h2", track.h2);
    return made;
  }

  function line(track, index) {
    const tempo = track.tempo_bpm && Number(track.tempo_bpm).toFixed(1);
    return element("li", {},
      cover(track),
      element("div", { class: "track-name" },
        element("b", { title: track.title }, track.title),
        element("span", {}, track.artist)),
      element("div", { class: "crate-facts" },
        track.camelot ? badge(track) : null,
        tempo ? element("span", { class: "bpm" }, tempo) : null),
      element("div", { class: "crate-buttons" },
        button("up", track, "Move up", "↑", index === 0),
        button("down", track, "Move down", "↓", index === tracks.length - 1),
        button("remove", track, "Take out", "×", false)));
  }

  function show() {
    const list = document.getElementById("crate-list");
    if (!list) {
      window.setTimeout(show, 40); // the page is not drawn yet
      return;
    }
    const next = JSON.stringify(tracks);
    if (next === drawn && list.childElementCount === tracks.length) return;
    drawn = next;
    list.replaceChildren(...tracks.map(line));
  }

  function summary() {
    if (!tracks.length) return "";
    const words = [`${tracks.length} ${tracks.length === 1 ? "track" : "tracks"}`];
    const tempos = tracks.map((track) => track.tempo_bpm).filter(Boolean);
    if (tempos.length) {
      const low = Math.round(Math.min(...tempos));
      const high = Math.round(Math.max(...tempos));
      words.push(low === high ? `${low} BPM` : `${low}–${high} BPM`);
    }
    return words.join(" · ");
  }

  function draw(data) {
    publish(clean(data));
    const empty = tracks.length === 0;
    return [
      summary(),
      empty ? "Put tracks in with + and they wait here, in your order." : "",
      empty ? "crate is-empty" : "crate",
      String(tracks.length),
      empty,
    ];
  }

  function sheet(open) {
    document.body.toggleAttribute("data-crate-open", open);
    const target = document.getElementById(open ? "crate-heading" : "crate-bar");
    target?.focus({ preventScroll: true });
  }

  const actions = {
    up: (key) => move(key, -1),
    down: (key) => move(key, 1),
    remove,
    clear: () => save([]),
    open: () => sheet(true),
    close: () => sheet(false),
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element && event.target.closest("[data-crate]");
    if (!pressed) return;
    actions[pressed.getAttribute("data-crate")]?.(pressed.getAttribute("data-key"));
  });

  document.addEventListener("keydown", (event) => {
    const open = document.body.hasAttribute("data-crate-open");
    if (event.key === "Escape" && open && !document.querySelector('[role="dialog"]')) sheet(false);
  });

  // Another tab changed the crate: follow it, so that neither overwrites the other.
  window.addEventListener("storage", (event) => {
    if (event.key !== STORE || event.newValue === null) return;
    try {
      save(JSON.parse(event.newValue));
    } catch {
      // Not ours; leave the crate as it is.
    }
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { crate: { draw, addAll } });
  window.segue = Object.assign(window.segue || {}, {
    crate: {
      toggle,
      has: (key) => keys.has(key),
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
})();
