// The crate: an ordered list of tracks in the browser's storage. What is here is the truth: Dash's
// Store is told of it for those callbacks that need the tracks. What it looks like, its history
// and its tools are in the other crate-*.js, which load before this one.
(function () {
  "use strict";
  const STORE = "crate";
  const MAX_TRACKS = 1000; // as dashboard/components/crate.py
  const NAME = 1000; // longest text of a name
  const MAX_BPM = 1000; // this and the next as dashboard/crate_input.py
  const MAX_S = 1e6;
  const KEY = /^(?:[1-9]|1[0-2])[AB]$/;
  const listeners = new Set();
  let raw = null; // what storage held when it was last read or written
  let tracks = [];
  let keys = new Set();

  const text = (value) => typeof value === "string" && value !== "" && value.length <= NAME;
  const within = (value, most) => (Number.isFinite(value) && value > 0 && value <= most ? value : null);

  // Storage and other scripts may hand in anything: keep what is a track, once each.
  function clean(data) {
    const seen = new Set();
    const kept = [];
    for (const track of Array.isArray(data) ? data : []) {
      const good = track && text(track.key) && text(track.title) && text(track.artist);
      if (!good || seen.has(track.key) || kept.length === MAX_TRACKS) continue;
      seen.add(track.key);
      kept.push({
        key: track.key,
        artist: track.artist,
        title: track.title,
        camelot: KEY.test(track.camelot) ? track.camelot : null,
        tempo_bpm: within(track.tempo_bpm, MAX_BPM),
        h1: Number.isFinite(track.h1) ? track.h1 : 0,
        h2: Number.isFinite(track.h2) ? track.h2 : 0,
        ...(within(track.played_s, MAX_S) ? { played_s: track.played_s } : {}),
        ...(track.locked === true ? { locked: true } : {}),
      });
    }
    return kept;
  }

  // Two lists are the same when their order and their locks are.
  const same = (one, other) =>
    one.length === other.length &&
    one.every((track, at) => track.key === other[at].key && !track.locked === !other[at].locked);

  function publish(next) {
    tracks = next;
    keys = new Set(next.map((track) => track.key));
    show();
    listeners.forEach((listener) => listener());
  }

  function show() {
    if (!document.getElementById("crate-list")) {
      window.setTimeout(show, 40); // the page is not drawn yet
      return;
    }
    const { crateList, crateFacts, crateCurve, crateSteps, crateTools } = window.segue;
    [crateList, crateFacts, crateCurve, crateSteps, crateTools].forEach((part) => part.draw(tracks));
  }

  // Dash learns of the first list too, as soon as its Store is there.
  function tell() {
    if (document.getElementById("crate-list")) window.dash_clientside.set_props(STORE, { data: tracks });
    else window.setTimeout(tell, 40);
  }

  // Storage first, and at once: the other tabs and the next change read it there.
  function write(next) {
    const filled = next.map(window.segue.crateFacts.fill);
    raw = JSON.stringify(filled);
    try {
      window.localStorage.setItem(STORE, raw);
    } catch {
      // Storage may be full or forbidden; then the crate lasts until the reload.
    }
    publish(filled);
    window.segue.crateHistory.keep(filled);
    window.dash_clientside.set_props(STORE, { data: filled });
  }

  function stored() {
    let held = raw;
    try {
      held = window.localStorage.getItem(STORE);
      if (held === raw || held === null) return null;
      raw = held;
      return clean(JSON.parse(held));
    } catch {
      raw = held; // not ours; leave the crate as it is
      return null;
    }
  }

  // What another tab wrote counts as a step here, so that neither overwrites the other.
  function follow() {
    const theirs = stored();
    if (!theirs) return;
    if (!same(theirs, tracks)) window.segue.crateHistory.record("the change in another tab", tracks);
    publish(theirs);
    window.segue.crateHistory.keep(theirs);
  }

  // One step that can be undone: `make` gives the next list from the one that there is.
  function change(what, make) {
    follow();
    const next = clean(make(tracks));
    if (same(next, tracks)) return false;
    window.segue.crateHistory.record(what, tracks);
    window.segue.crateTools.tell("");
    write(next);
    return true;
  }

  function again(step, words) {
    follow();
    const found = window.segue.crateHistory[step](tracks);
    if (!found) return;
    window.segue.crateTools.tell("");
    write(clean(found.tracks));
    window.segue.crateTools.say(`${words}: ${found.what}`);
  }

  const named = (given) => (given.length === 1 ? `adding ${given[0].title}` : `adding ${given.length} tracks`);

  // Gives how many of them were not there yet.
  function add(given) {
    const wanted = clean(given).filter((track) => !keys.has(track.key));
    const before = tracks.length;
    if (wanted.length) change(named(wanted), (now) => [...now, ...wanted]);
    if (before + wanted.length > MAX_TRACKS) {
      window.segue.crateTools.tell(`The crate is full: it holds ${MAX_TRACKS.toLocaleString("en")} tracks.`);
    }
    return Math.max(0, tracks.length - before);
  }

  function remove(key) {
    const track = tracks.find((one) => one.key === key);
    if (!track) return;
    change(`taking out ${track.title}`, (now) => now.filter((one) => one.key !== key));
  }

  function toggle(track) {
    if (keys.has(track.key)) remove(track.key);
    else add([track]);
  }

  // `to` counts among the tracks without this one.
  function place(key, to) {
    const track = tracks.find((one) => one.key === key);
    if (!track) return false;
    return change(`moving ${track.title}`, (now) => {
      const others = now.filter((one) => one.key !== key);
      const at = Math.max(0, Math.min(to, others.length));
      return [...others.slice(0, at), now.find((one) => one.key === key), ...others.slice(at)];
    });
  }

  function lock(key) {
    const track = tracks.find((one) => one.key === key);
    if (!track) return;
    change(`${track.locked ? "unlocking" : "locking"} ${track.title}`, (now) =>
      now.map((one) => (one.key === key ? { ...one, locked: !one.locked } : one)));
  }

  function clear() {
    const number = tracks.length;
    if (!change("clearing the crate", () => [])) return;
    window.segue.crateTools.tell(`Took out ${number === 1 ? "the track" : `all ${number} tracks`}.`, { undo: true });
    document.getElementById("crate-told-undo")?.focus({ preventScroll: true });
  }

  // As the table stands, sorted as it is.
  function addAll() {
    add(window.segue.grid.rows());
    return undefined;
  }

  // For what React draws: the classes, the bar's count, the button that writes.
  function draw() {
    const empty = tracks.length === 0;
    return [empty ? "crate is-empty" : "crate", String(tracks.length), empty];
  }

  const actions = {
    clear,
    lock,
    remove: (key) => {
      const at = tracks.findIndex((track) => track.key === key);
      remove(key);
      window.segue.crateList.focus("remove", Math.min(at, tracks.length - 1));
    },
    up: (key) => window.segue.crateDrag.step(key, -1, "up"),
    down: (key) => window.segue.crateDrag.step(key, 1, "down"),
    undo: () => again("back", "Undone"),
    redo: () => again("forth", "Done again"),
  };

  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element && event.target.closest("[data-crate]");
    if (!pressed) return;
    actions[pressed.getAttribute("data-crate")]?.(pressed.getAttribute("data-key"));
  });

  window.addEventListener("storage", (event) => {
    if (event.key === STORE && event.newValue !== null) follow();
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { crate: { draw, addAll } });
  window.segue = Object.assign(window.segue || {}, {
    crate: {
      add,
      remove,
      toggle,
      // The same array until something changes.
      tracks: () => tracks,
      has: (key) => keys.has(key),
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
      // For the crate's own scripts.
      change,
      place,
      same,
      undo: actions.undo,
      redo: actions.redo,
      rewrite() {
        follow();
        write(tracks);
      },
    },
  });

  const first = stored() || [];
  window.segue.crateHistory.open(first, { clean, same });
  publish(first);
  tell();
})();
