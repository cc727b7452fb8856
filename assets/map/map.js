// The page Map: keeps the address, the view and what is chosen in step, and answers what is
// pressed. Fetching is map-load.js's, drawing map-picture.js's.
(function () {
  "use strict";
  const NEAR = 8;
  const CLOSE = 14; // how near a flight goes
  const SAVE_MS = 300;
  const WORDS = { sets: "sets that DJs played", sound: "how the tracks sound" };
  const { mapAddress, mapCard, mapColours, mapData, mapLoad, mapPicture } = window.segue;
  const element = (...given) => window.segue.dom.element(...given);
  const byId = (id) => document.getElementById(id);

  const state = {
    kinds: [],
    computing: false, // another is still being drawn
    kind: "sets",
    colour: "genre",
    data: null,
    names: null,
    index: new Map(), // key → point
    grid: null,
    grouped: null,
    lit: null, // the group that is lit alone
    chosen: -1,
    hovered: -1,
    selected: [],
    added: null, // { number, tracks }: what just went into the crate, and the crate since then
    line: [],
    lasso: false,
    path: [],
  };
  let parts = null; // { host, view, picture }, once the page is there
  let written = null; // the address that stands for what is shown
  let saving = 0;
  let misled = false; // it says that the address led nowhere
  let looking = 0; // for the point under the mouse

  const { shown } = mapPicture;
  const place = (i) => [state.data.places[2 * i], state.data.places[2 * i + 1]];
  const track = (i) => mapData.describe(state.data, state.names, i);

  const later = () => parts?.picture.later();
  const paint = () => parts?.picture.paint();
  const many = window.segue.mapSelection.make({
    state, parts: () => parts, card, say, later, paint,
  });
  const widest = () => mapPicture.widest(state.data.size, parts.view.now.z);

  // Tells of a point whether it is lit.
  function lit() {
    const { group } = state.grouped;
    if (state.selected.length) {
      const selected = new Set(state.selected);
      return (i) => selected.has(i);
    }
    return state.lit === null ? () => true : (i) => group[i] === state.lit;
  }

  const scene = () => ({ ...state, lit });

  function legend() {
    byId("map-legend").replaceChildren(
      mapCard.legend(state.grouped, state.colour, state.lit));
  }

  function say(text) {
    byId("map-spoken").textContent = text;
  }

  function load() {
    mapLoad.load(asked.kind, {
      offered,
      arrived,
      failed: () => {
        Object.assign(state, { data: null, chosen: -1, hovered: -1 });
        card();
        switches();
      },
    });
  }

  function offered({ kinds, computing }) {
    Object.assign(state, { kinds, computing });
    switches();
  }

  function arrived(kind, data, names) {
    Object.assign(state, {
      kind, data, names, selected: [], added: null, line: [], hovered: -1, chosen: -1,
    });
    state.index = new Map(names.keys.map((key, i) => [key, i]));
    state.grid = mapData.grid(data.places);
    parts.picture.load();
    if (!data.current) {
      mapLoad.hint("This map is older than what Segue has learned since. To draw it anew: ",
        element("code", {}, "python -m recommender map"));
    }
    parts.host.setAttribute("aria-label",
      `Map of ${data.size.toLocaleString("en")} tracks by ${WORDS[state.kind]}`);
    switches();
    recolour();
    many.selection();
    many.path();
    card();
    goTo(asked);
  }

  // What the address names. Where that is nowhere the whole map shows, and says why.
  function goTo({ track: key, x, y, z }) {
    if (misled) mapLoad.message();
    misled = false;
    parts.view.stop();
    parts.picture.fit();
    const at = key ? state.index.get(key) : -1;
    if (at === undefined) {
      nowhere("The track of this link is not on this map. Here is all of it.");
      return;
    }
    if (z) parts.view.set(x, y, z);
    else if (at < 0) parts.view.set(0, 0, 1);
    const empty = Boolean(z) && !anyInView();
    if (at >= 0) choose(at, { fly: !z || empty, quiet: true });
    else if (empty) nowhere("No track is where this link points. Here is the whole map.");
    else close({ quiet: true });
  }

  function nowhere(sentence) {
    close({ quiet: true });
    parts.view.set(0, 0, 1);
    mapLoad.hint(sentence);
    misled = true;
    say(sentence);
  }

  function anyInView() {
    const { width, height } = parts.view.size;
    const [left, top] = parts.view.toMap(0, 0);
    const [right, bottom] = parts.view.toMap(width, height);
    const { places } = state.data;
    for (let i = 0; i < places.length; i += 2) {
      const [x, y] = [places[i], places[i + 1]];
      if (x >= left && x <= right && y >= top && y <= bottom) return true;
    }
    return false;
  }

  function recolour() {
    state.lit = null;
    state.grouped = mapColours.group(state.data, state.colour);
    legend();
    paint();
  }

  function switches() {
    document.querySelectorAll('#map [data-map="kind"], #map [data-map="colour"]').forEach((one) => {
      const { map: name, value } = one.dataset;
      one.setAttribute("aria-pressed", String(state[name] === value));
      const lacking = name === "kind" && state.kinds.length > 0 && !state.kinds.includes(value);
      one.disabled = lacking;
      const why = state.computing ? "Still being drawn" : "Nobody has listened to the tracks yet";
      one.title = lacking ? why : "";
    });
  }

  // ----- the address

  let asked = {}; // what the address says

  const address = (changes) => mapAddress.write({
    kind: state.kind,
    first: state.kinds[0],
    colour: state.colour,
    track: state.chosen < 0 ? "" : state.names.keys[state.chosen],
    view: parts.view.now,
  }, changes);

  // Where one looks and how it is coloured replaces the address; it is no step to come back from.
  function save() {
    window.clearTimeout(saving);
    saving = window.setTimeout(() => put(true), SAVE_MS);
  }

  function put(replace) {
    window.clearTimeout(saving);
    saving = 0;
    // Back was pressed, and the page does not know yet.
    const left = window.location.pathname + window.location.search !== written;
    if (!shown() || !state.data || left) return;
    written = address();
    asked = mapAddress.read(written.slice(4));
    window.segue.router.open(written, { replace });
  }

  // Another track or another map is a step in the browser's history. The step before keeps the
  // view that it was left with.
  function step(change) {
    if (saving) put(true);
    change();
    put(false);
  }

  // When the page is there, and at each change of the address.
  function follow() {
    const none = window.dash_clientside.no_update;
    const { pathname, search } = window.location;
    if (pathname !== "/map" || !byId("map-canvas")) return none;
    const fresh = !parts;
    if (fresh) mount();
    const now = `/map${search}`;
    if (!fresh && now === written) {
      later();
      return none;
    }
    written = now;
    asked = mapAddress.read(search);
    const colour = asked.colour || "genre";
    const kind = asked.kind || state.kinds[0] || "sets";
    const other = kind !== state.kind;
    const repaint = colour !== state.colour;
    Object.assign(state, { colour, kind });
    if (fresh || other || !state.data) {
      load();
      return none;
    }
    switches();
    if (repaint) recolour();
    goTo(asked);
    return none;
  }

  // ----- one track

  function pick(px, py, reach) {
    if (!state.data) return -1;
    const [x, y] = parts.view.toMap(px, py);
    return state.grid.nearest(x, y, Math.max(reach, widest() / 2 + 3) / parts.view.scale());
  }

  function hover(px, py) {
    if (looking) return;
    looking = window.requestAnimationFrame(() => {
      looking = 0;
      const found = shown() ? pick(px, py, 9) : -1;
      if (found !== state.hovered) {
        state.hovered = found;
        tip();
        later();
      }
    });
  }

  function tip() {
    const shownTip = byId("map-tip");
    shownTip.hidden = state.hovered < 0;
    parts.host.classList.toggle("is-over", state.hovered >= 0);
    if (state.hovered < 0) return;
    shownTip.replaceChildren(...mapCard.tip(track(state.hovered)));
    const [x, y] = parts.view.toScreen(...place(state.hovered));
    const { width } = parts.view.size;
    const left = Math.min(Math.max(8, x + 16), Math.max(8, width - shownTip.offsetWidth - 8));
    const above = y - shownTip.offsetHeight - 14;
    shownTip.style.translate = `${left}px ${above > 4 ? above : y + 16}px`;
  }

  // `quiet`: the address asked for it.
  function choose(i, { fly = false, quiet = false, focus = false } = {}) {
    if (quiet || i === state.chosen) state.chosen = i;
    else step(() => { state.chosen = i; });
    state.hovered = -1;
    tip();
    card();
    if (fly) flyTo(i);
    if (focus) byId("map-card-title")?.focus({ preventScroll: true });
    if (!quiet) say(mapCard.spoken(track(i)));
    later();
    save();
  }

  // Into the middle of what the card leaves free.
  function flyTo(i) {
    const z = Math.max(parts.view.now.z, closeness());
    const over = byId("map-card");
    const covered = window.getComputedStyle(over).position === "absolute" ? over.offsetWidth : 0;
    const [x, y] = place(i);
    parts.view.fly(x + covered / 2 / parts.view.scale(z), y, z);
  }

  // So near that a track stands by itself, on a small map as on a large one.
  const closeness = () => Math.min(CLOSE, Math.max(2.5, Math.sqrt(state.data.size) / 9));

  const near = () => state.grid.around(...place(state.chosen), NEAR, state.chosen).map(track);

  function card() {
    const host = byId("map-card");
    host.hidden = state.chosen < 0;
    if (host.hidden) {
      host.replaceChildren();
      return;
    }
    const held = host.contains(document.activeElement) ? document.activeElement.dataset : null;
    const href = (one) => address({ track: one.key, x: null, y: null, z: null });
    host.replaceChildren(...mapCard.card(track(state.chosen), near(), href).filter(Boolean));
    if (!held) return;
    const same = [...host.querySelectorAll("[data-map]")].find((one) =>
      one.dataset.map === held.map && one.dataset.key === held.key);
    (same || byId("map-card-title")).focus({ preventScroll: true });
  }

  function close({ quiet = false } = {}) {
    if (state.chosen < 0) return;
    const inside = byId("map-card").contains(document.activeElement);
    if (quiet) state.chosen = -1;
    else step(() => { state.chosen = -1; });
    card();
    if (inside) parts.host.focus({ preventScroll: true });
    later();
    save();
  }

  // ----- hands

  const actions = {
    in: () => parts.view.zoom(1.6),
    out: () => parts.view.zoom(1 / 1.6),
    all: () => parts.view.fly(0, 0, 1),
    lasso: () => many.lasso(!state.lasso),
    again: load,
    close,
    kind: ({ value }) => {
      if (value === state.kind && state.data) return;
      if (saving) put(true);
      window.segue.router.open(address({ kind: value, x: null, y: null, z: null }));
    },
    colour: ({ value }) => {
      state.colour = value;
      switches();
      recolour();
      save();
    },
    light: ({ group }) => {
      state.lit = state.lit === Number(group) ? null : Number(group);
      const held = document.activeElement?.dataset?.group;
      legend();
      document.querySelector(`#map-legend [data-group="${held}"]`)?.focus({ preventScroll: true });
      paint();
    },
    choose: ({ key }) => choose(state.index.get(key), { fly: true, focus: true }),
    crate: ({ key }) => many.toggle(key),
    "crate-near": () => many.collect([track(state.chosen), ...near()].slice(1).map(({ key }) => key)),
    "crate-selected": many.collectSelected,
    "undo-selected": many.undoSelected,
    "select-view": many.selectView,
    unselect: many.unselect,
  };

  const STEP = 70;
  const keys = {
    ArrowLeft: () => parts.view.pan(STEP, 0),
    ArrowRight: () => parts.view.pan(-STEP, 0),
    ArrowUp: () => parts.view.pan(0, STEP),
    ArrowDown: () => parts.view.pan(0, -STEP),
    "+": actions.in,
    "=": actions.in,
    "-": actions.out,
    0: actions.all,
    Enter: () => {
      const { width, height } = parts.view.size;
      const found = pick(width / 2, height / 2, Math.max(width, height));
      if (found >= 0) choose(found);
    },
    Escape: () => (state.selected.length ? many.unselect() : state.lasso ? many.lasso(false) : close()),
  };

  function mount() {
    const host = byId("map-canvas");
    const view = window.segue.mapView.camera(() => {
      if (state.hovered >= 0) tip();
      later();
      save();
    });
    parts = { host, view };
    parts.picture = mapPicture.make(host, view, scene);
    window.segue.mapView.hands(host, view, {
      selects: (event) => state.data && (state.lasso || event.shiftKey),
      hover,
      leave: () => hover(-1e4, -1e4),
      click: (px, py, touch) => {
        const found = pick(px, py, touch ? 20 : 9);
        if (found >= 0) choose(found);
        else if (state.selected.length) many.unselect();
        else close();
      },
      line: many.drawLine,
    });
    window.segue.mapSearch.mount(byId("map-search-box"), {
      names: () => state.names,
      track,
      choose: (i) => choose(i, { fly: true }),
      none: (text) => {
        const sentence = `No track on this map is called “${text}”.`;
        mapLoad.hint(sentence);
        say(sentence);
      },
    });
    host.addEventListener("keydown", (event) => {
      const act = keys[event.key];
      if (!act || !state.data || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      act();
    });
    byId("map").addEventListener("click", (event) => {
      const pressed = event.target.closest("[data-map]");
      const plainClick = !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0;
      if (!pressed || !plainClick || !parts) return;
      const act = pressed.dataset.map;
      if (!state.data && act !== "again" && act !== "kind") return;
      event.preventDefault();
      actions[act](pressed.dataset);
    });
    window.segue.crate.subscribe(many.path);
  }

  window.segue.router.listen(follow);
  window.dash_clientside = Object.assign({}, window.dash_clientside, { map: { follow } });
  window.segue = Object.assign(window.segue || {}, {
    map: {
      // For tests and measurements.
      look: () => ({
        renderer: parts?.picture.kind(), ...parts?.view.now, size: state.data?.size ?? 0,
        chosen: state.chosen, selected: state.selected.length, path: state.path.length,
      }),
      screen: (key) => parts.view.toScreen(...place(state.index.get(key))),
      pick: (px, py) => pick(px, py, 9),
      redraw: () => parts.picture.draw(),
    },
  });
})();
