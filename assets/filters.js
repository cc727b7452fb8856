// The filter bar follows the address, and the address follows the filter bar.
(function () {
  "use strict";
  const { address } = window.segue;
  let resting = {}; // which filters the seed gives nothing to compare with
  const set = (id, props) => window.dash_clientside.set_props(id, props);

  function changed(filter, value) {
    const now = address.now();
    // What the address says already was set from there.
    if (now.text && now[filter] !== value) {
      window.segue.search.submit(now.text, { [filter]: value });
    }
    return undefined;
  }

  function follow(shown) {
    set("count", { value: shown.count });
    set("filter-key", { value: shown.key });
    set("filter-tempo", { value: shown.tempo });
    set("filter-genre", { checked: shown.genre === "other" });
    name(shown);
  }

  // For the folded bar: what is set, and what of it can't be applied.
  function name(shown) {
    const names = {
      key: shown.key !== "any" && `${shown.key} key`,
      tempo: shown.tempo !== "any" && `±${shown.tempo} %`,
      genre: shown.genre !== "any" && "other genres",
    };
    const chosen = Object.keys(names).filter((filter) => names[filter])
      .map((filter) => names[filter] + (resting[filter] ? " (rests)" : ""));
    set("filters-chosen", { children: chosen.join(" · ") });
  }

  // A filter with nothing to compare with can't be set.
  function rest(now) {
    resting = now;
    for (const [filter, rests] of Object.entries(resting)) {
      set(`filter-${filter}`, { disabled: rests });
    }
    name(address.now());
  }

  function lift(filter) {
    const { unfiltered } = address;
    const lifted = filter === "all" ? unfiltered : { [filter]: unfiltered[filter] };
    window.segue.search.submit(address.now().text, lifted);
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

  window.segue.filters = { follow, rest };
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    filters: {
      count: (value) => changed("count", value),
      key: (value) => changed("key", value),
      tempo: (value) => changed("tempo", value),
      genre: (checked) => changed("genre", checked ? "other" : "any"),
    },
  });
})();
