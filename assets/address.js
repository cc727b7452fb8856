// What the address holds: the seed, how many tracks, the filters that are set, and whether the seed
// is a recording that was uploaded.
(function () {
  "use strict";
  // The first of each is what holds where the address says nothing.
  const CHOICES = {
    count: ["20", "10", "50", "100"],
    key: ["any", "same", "harmonic"],
    tempo: ["any", "3", "6", "10"],
    genre: ["any", "other"],
  };
  const NAMES = { count: "n", key: "key", tempo: "tempo", genre: "genre" };
  const FILTERS = ["key", "tempo", "genre"];

  function read(search) {
    const query = new URLSearchParams(search || "");
    const shown = {
      text: (query.get("seed") || "").trim(),
      create: query.get("create") === "1",
      file: query.get("file") === "1",
    };
    for (const [name, choices] of Object.entries(CHOICES)) {
      const given = query.get(NAMES[name]);
      shown[name] = choices.includes(given) ? given : choices[0];
    }
    return shown;
  }

  function write(shown) {
    const query = new URLSearchParams({ seed: shown.text, n: shown.count });
    for (const name of FILTERS) {
      if (shown[name] !== CHOICES[name][0]) query.set(NAMES[name], shown[name]);
    }
    if (shown.file) query.set("file", "1");
    return `?${query}`;
  }

  const filters = ({ key, tempo, genre }) => ({ key, tempo, genre });
  const unfiltered = Object.fromEntries(FILTERS.map((name) => [name, CHOICES[name][0]]));

  window.segue = Object.assign(window.segue || {}, {
    address: { read, write, filters, unfiltered, now: () => read(window.location.search) },
  });
})();
