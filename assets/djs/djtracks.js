// The tracks of a DJ: drawn a hundred at a time, for there may be thousands; sorted and filtered
// here, at once.
(function () {
  "use strict";
  const PART = 100;
  const MOST = 20;
  const PAUSE_MS = 300;
  const state = { rows: [], by: "plays", has: "", part: PART, found: [], timer: 0 };
  const byId = (id) => document.getElementById(id);
  const element = (...given) => window.segue.dom.element(...given);
  const count = (...given) => window.segue.djs.count(...given);
  const collator = new Intl.Collator("en", { sensitivity: "base", numeric: true });

  const ORDERS = {
    plays: null, // as they came
    last: (a, b) => (a.last < b.last ? 1 : a.last > b.last ? -1 : b.plays - a.plays),
    name: (a, b) => collator.compare(a.artist, b.artist) || collator.compare(a.title, b.title),
  };

  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const named = (track) => (track.artist ? `${track.artist} - ${track.title}` : track.title);
  const findLink = (names) => `/?${names.map((name) => `seed=${encodeURIComponent(name)}`).join("&")}`;

  // The name of a track, as the way to Find with it as the seed.
  const trackName = (track) =>
    element("span", { class: "track-name" },
      element("a", {
        href: findLink([named(track)]), "data-page": "find", title: `Find what goes with ${track.title}`,
      }, track.title),
      element("span", { title: track.artist }, track.artist));

  const keyBadge = (track) =>
    element("span", { class: "dj-key" }, window.segue.badges.key(track.camelot));

  const tempo = (track) =>
    element("span", { class: "dj-tempo" }, track.tempo_bpm ? track.tempo_bpm.toFixed(1) : "");

  // The cells that every list of tracks shares: before and behind what it says of its own.
  function cells(track, around, ...own) {
    const { player, rowActions } = window.segue;
    return [
      player?.button(track, around) ?? element("span", {}), trackName(track), ...own,
      keyBadge(track), tempo(track), rowActions?.crateButton(track) ?? element("span", {}),
    ];
  }

  function years({ first, last }) {
    const [from, to] = [first.slice(0, 4), last.slice(0, 4)];
    if (!from) return "";
    return from === to ? from : `${from} to ${to}`;
  }

  function line(track) {
    return element("li", { class: "dj-track", "data-key": track.key },
      ...cells(track, () => state.found,
        element("span", { class: "dj-plays", title: `Played in ${count(track.plays, "set")}` },
          `${track.plays.toLocaleString("en")}×`),
        element("span", { class: "dj-years", title: track.last && `Last played ${track.last}` },
          years(track))));
  }

  function find() {
    const words = folded(state.has).split(/\s+/).filter(Boolean);
    let found = state.rows;
    if (words.length) {
      for (const row of found) row.words ??= folded(`${row.artist} ${row.title}`);
      found = found.filter((row) => words.every((word) => row.words.includes(word)));
    }
    const order = ORDERS[state.by];
    state.found = order ? [...found].sort(order) : found;
  }

  function draw() {
    find();
    byId("dj-track-list").replaceChildren(...state.found.slice(0, state.part).map(line));
    foot();
    document.querySelectorAll("[data-dj-sort]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.djSort === state.by));
    });
    const all = state.found.length === state.rows.length;
    byId("dj-tracks-heading").textContent = all
      ? count(state.rows.length, "track")
      : `${state.found.length.toLocaleString("en")} of ${count(state.rows.length, "track")}`;
  }

  function foot() {
    const left = state.found.length - state.part;
    const host = byId("dj-tracks-foot");
    if (left > 0) {
      const more = element("button", { type: "button", class: "quiet-button" },
        `Show ${Math.min(PART, left)} more`);
      more.addEventListener("click", showMore);
      host.replaceChildren(more, element("span", {}, `${left.toLocaleString("en")} left`));
    } else if (!state.rows.length) {
      host.replaceChildren(element("p", {},
        "No set of this DJ names a track in full yet. The sets link to their pages."));
    } else if (!state.found.length) {
      const all = element("button", { type: "button", class: "quiet-button" }, "Show all tracks");
      all.addEventListener("click", () => {
        input().value = "";
        input().focus();
        change({ has: "" });
      });
      host.replaceChildren(element("p", {}, "None of the tracks has these words."), all);
    } else host.replaceChildren();
  }

  function showMore() {
    const list = byId("dj-track-list");
    const from = list.childElementCount;
    state.part += PART;
    list.append(...state.found.slice(from, state.part).map(line));
    foot();
    list.children[from]?.querySelector("a")?.focus({ preventScroll: true });
  }

  function input() {
    let made = byId("dj-filter");
    if (!made) {
      made = element("input", {
        id: "dj-filter", type: "search", class: "dj-filter", placeholder: "Filter these tracks",
        "aria-label": "Filter these tracks", autocomplete: "off", maxlength: "200",
      });
      made.addEventListener("input", () => change({ has: made.value }));
      byId("dj-filter-place").append(made);
    }
    return made;
  }

  // Shows at once; the address follows when the hand rests.
  function change(how) {
    Object.assign(state, how, { part: PART });
    draw();
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => {
      window.segue.djs.listed({
        by: state.by === "plays" ? "" : state.by, has: state.has.trim(),
      });
    }, PAUSE_MS);
  }

  function take(by, has) {
    state.by = by in ORDERS ? by : "plays";
    state.has = has;
    state.part = PART;
    input().value = has;
    draw();
  }

  function show({ tracks, columns }, by, has) {
    window.clearTimeout(state.timer);
    state.rows = tracks.map((row) =>
      Object.fromEntries(columns.map((name, at) => [name, row[at]])));
    byId("dj-add-most").disabled = state.rows.length === 0;
    take(by, has);
  }

  // The address says how the tracks are listed.
  function follow(by, has) {
    const order = by in ORDERS ? by : "plays";
    if (order !== state.by || has !== state.has.trim()) take(by, has);
  }

  function addMost() {
    const tracks = state.rows.slice(0, MOST);
    const before = tracks.filter((track) => window.segue.crate.has(track.key)).length;
    window.segue.crate.add(tracks);
    const added = tracks.length - before;
    byId("dj-spoken").textContent = added
      ? `${count(added, "track")} put into the crate`
      : "All of them are in the crate already";
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const sort = event.target.closest("[data-dj-sort]");
    if (sort) change({ by: sort.dataset.djSort });
    if (event.target.closest("#dj-add-most")) addMost();
  });

  window.segue = Object.assign(window.segue || {}, {
    djTracks: { show, follow, cells, findLink, named },
  });
})();
