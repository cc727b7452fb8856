// What Find's address holds: the seeds, what to move away from, how many tracks, the filters that
// are set, and whether the first seed is a recording that was uploaded.
(function () {
  "use strict";
  const MOST = 10; // seeds, and as many disliked tracks
  const [FIRST_YEAR, LAST_YEAR] = [1900, 2100];
  // The first of each is what holds where the address says nothing.
  const CHOICES = {
    count: ["20", "10", "50", "100"],
    key: ["any", "same", "harmonic"],
    tempo: ["any", "3", "6", "10"],
    genre: ["any", "other"],
    artist: ["any", "1", "2", "3"],
    mood: ["0", "-2", "-1", "1", "2"],
    played: ["any", "out"],
  };
  const FILTERS = ["key", "tempo", "genre", "from", "to", "artist", "mood", "played"];
  const nameOf = (choice) => (choice === "count" ? "n" : choice);
  let last = ""; // the query of Find when it was shown last

  // `99`, `'99` and `1999` are one year; what is none is no limit.
  function year(text) {
    const digits = /^\s*['’]?(\d{2}|\d{4})\s*$/.exec(String(text ?? ""))?.[1] ?? "";
    const number = Number(digits);
    if (digits.length === 2) return String(number + (number < 50 ? 2000 : 1900));
    return number >= FIRST_YEAR && number <= LAST_YEAR ? digits : "";
  }

  // Each track once, and no more than may be asked with.
  function tracks(texts) {
    const seen = new Map();
    for (const text of texts.map((one) => one.trim()).filter(Boolean)) {
      if (!seen.has(text.toLowerCase())) seen.set(text.toLowerCase(), text);
    }
    return [...seen.values()].slice(0, MOST);
  }

  function read(search) {
    const query = new URLSearchParams(search || "");
    const seeds = tracks(query.getAll("seed"));
    const taken = new Set(seeds.map((text) => text.toLowerCase()));
    const disliked = tracks(query.getAll("not")).filter((text) => !taken.has(text.toLowerCase()));
    const shown = {
      text: seeds[0] || "",
      seeds,
      disliked: seeds.length ? disliked : [],
      create: query.get("create") === "1",
      file: query.get("file") === "1",
    };
    for (const [name, choices] of Object.entries(CHOICES)) {
      const given = query.get(nameOf(name));
      shown[name] = choices.includes(given) ? given : choices[0];
    }
    const years = [year(query.get("from")), year(query.get("to"))];
    const swapped = years[0] && years[1] && years[0] > years[1];
    [shown.from, shown.to] = swapped ? years.reverse() : years;
    return shown;
  }

  function write(shown) {
    const query = new URLSearchParams();
    for (const text of shown.seeds) query.append("seed", text);
    for (const text of shown.disliked) query.append("not", text);
    query.append("n", shown.count);
    for (const name of FILTERS) {
      if (shown[name] !== unfiltered[name]) query.append(name, shown[name]);
    }
    if (shown.file) query.append("file", "1");
    return `?${query}`;
  }

  const filters = (shown) => Object.fromEntries(FILTERS.map((name) => [name, shown[name]]));
  const unfiltered = Object.fromEntries(
    FILTERS.map((name) => [name, name in CHOICES ? CHOICES[name][0] : ""]),
  );

  // Find's question, also while another page is shown.
  function now() {
    if (window.location.pathname === "/") last = window.location.search;
    return read(last);
  }

  window.segue = Object.assign(window.segue || {}, {
    address: { MOST, read, write, filters, unfiltered, year, now },
  });
})();
