// The filter bar follows the address, and the address follows the filter bar.
(function () {
  "use strict";
  const { address } = window.segue;
  const REMOVING = ["key", "tempo", "genre", "years", "artist", "played"];
  const OFF = {
    ...Object.fromEntries(["key", "tempo", "genre", "artist", "played"].map(
      (name) => [name, { [name]: address.unfiltered[name] }],
    )),
    years: { from: "", to: "" },
  };
  let resting = {}; // which filters the seed gives nothing to compare with
  const { set } = window.segue.props;
  // Words that no component of Dash's has to know of: a change of its takes far longer.
  const say = (id, words, title = "") => {
    const place = document.getElementById(id);
    if (!place) return;
    place.textContent = words;
    place.title = title;
  };
  const isSet = (name, shown) =>
    Object.entries(OFF[name]).some(([choice, off]) => shown[choice] !== off);

  function changed(filter, value) {
    const now = address.now();
    // What the address says already was set from there.
    if (now.text && now[filter] !== value) window.segue.search.ask({ [filter]: value });
    return undefined;
  }

  // What is no year leaves the filter as it was.
  function yearChanged(end, text) {
    const year = address.year(text);
    const wanted = year || !String(text || "").trim() ? year : address.now()[end];
    // Where the address changes, the fields follow it: two values set at once would chase each other.
    if (wanted !== address.now()[end]) return changed(end, wanted);
    // After this change is through, or Dash takes the two for one.
    if (wanted !== (text || "")) window.setTimeout(() => set(`filter-${end}`, { value: wanted }), 30);
    return undefined;
  }

  function playedChanged(checked) {
    const isOut = address.now().played === "out";
    if (checked && !isOut && !window.segue.played.size()) {
      // There is nothing to leave out yet: ask for it.
      set("filter-played", { checked: false });
      window.segue.played.open();
      return undefined;
    }
    return changed("played", checked ? "out" : "any");
  }

  function follow(shown) {
    set("count", { value: shown.count });
    set("filter-key", { value: shown.key });
    set("filter-tempo", { value: shown.tempo });
    set("filter-genre", { checked: shown.genre === "other" });
    set("filter-from", { value: shown.from });
    set("filter-to", { value: shown.to });
    set("filter-artist", { value: shown.artist });
    set("filter-mood", { value: Number(shown.mood) });
    sayMood(Number(shown.mood));
    set("filter-played", { checked: shown.played === "out" });
    // A count belongs to a filter that is set.
    REMOVING.filter((name) => !isSet(name, shown)).forEach((name) => count(name, null));
    outline(shown);
    name(shown);
    window.segue.played.hint(shown);
  }

  // Mantine tells a screen reader the number alone.
  function sayMood(mood) {
    document.querySelector('.filter-mood [role="slider"]')
      ?.setAttribute("aria-valuetext", window.dashMantineFunctions.moodName(mood));
  }

  function outline(shown) {
    for (const filter of REMOVING) {
      document.querySelector(`.filter[data-filter="${filter}"]`)
        ?.toggleAttribute("data-set", isSet(filter, shown) && !resting[filter]);
    }
    document.querySelector('.filter[data-filter="mood"]')
      ?.toggleAttribute("data-set", shown.mood !== "0");
  }

  function count(filter, removed) {
    say(`removed-${filter}`, removed?.words || "", removed?.title || "");
  }

  function span(shown) {
    if (shown.from && shown.to) return shown.from === shown.to ? shown.from : `${shown.from}–${shown.to}`;
    return shown.from ? `from ${shown.from}` : `to ${shown.to}`;
  }

  // For the folded bar: what is set, and what of it can't be applied.
  function name(shown) {
    const names = {
      key: `${shown.key} key`,
      tempo: `±${shown.tempo} %`,
      genre: "other genres",
      years: span(shown),
      artist: `≤ ${shown.artist} per artist`,
      played: "played left out",
    };
    const chosen = REMOVING.filter((filter) => isSet(filter, shown))
      .map((filter) => names[filter] + (resting[filter] ? " (rests)" : ""));
    if (shown.mood !== "0") chosen.push(Number(shown.mood) < 0 ? "well known" : "discover");
    say("filters-chosen", chosen.join(" · "));
  }

  // What an answer says: which filters had nothing to compare with, and what each left out. A
  // filter that rests can't be set.
  function tell(told) {
    resting = told.resting;
    for (const [filter, rests] of Object.entries(resting)) {
      set(`filter-${filter}`, { disabled: rests });
    }
    REMOVING.forEach((filter) => count(filter, told.removed[filter]));
    outline(address.now());
    name(address.now());
  }

  function lift(filter) {
    const lifted = filter === "all" ? Object.assign({}, ...Object.values(OFF)) : OFF[filter];
    window.segue.search.ask(lifted);
    document.getElementById("results-region")?.focus({ preventScroll: true });
  }

  function fold() {
    const bar = document.getElementById("filters");
    const open = bar.toggleAttribute("data-open");
    document.getElementById("filters-toggle").setAttribute("aria-expanded", String(open));
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const lifting = event.target.closest("[data-lift]");
    if (lifting) lift(lifting.getAttribute("data-lift"));
    else if (event.target.closest('[data-filters="toggle"]')) fold();
  });

  window.segue = Object.assign(window.segue || {}, { filters: { follow, tell } });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    filters: {
      count: (value) => changed("count", value),
      key: (value) => changed("key", value),
      tempo: (value) => changed("tempo", value),
      genre: (checked) => changed("genre", checked ? "other" : "any"),
      from: (text) => yearChanged("from", text),
      to: (text) => yearChanged("to", text),
      artist: (value) => changed("artist", value),
      mood: (value) => changed("mood", String(value)),
      played: playedChanged,
    },
  });
})();
