// What the catalogue knows of the tracks in the crate: key and tempo that became known since they
// were put in, and how long DJs let them play. And the line that sums the crate up.
(function () {
  "use strict";
  const WAIT_MS = 60; // several changes at once are one question
  const AT_ONCE = 1000;
  const REST_MS = 200;
  const known = new Map(); // key → facts, or null where the catalogue has none
  let asking = null; // what stops the question that is under way
  let waiting = 0;

  const pause = () => new Promise((done) => {
    window.setTimeout(done, REST_MS);
  });

  function fill(track) {
    const facts = known.get(track.key);
    if (!facts) return track;
    return {
      ...track,
      camelot: facts.camelot ?? track.camelot,
      tempo_bpm: facts.tempo_bpm ?? track.tempo_bpm,
      ...(facts.played_s ? { played_s: facts.played_s } : {}),
    };
  }

  async function ask() {
    asking?.abort();
    const mine = (asking = new AbortController());
    const { crate } = window.segue;
    const keys = crate.tracks().map((track) => track.key).filter((key) => !known.has(key));
    if (!keys.length) return;
    let facts;
    try {
      facts = await window.segue.ask.post(
        "/crate/facts", { keys: keys.slice(0, AT_ONCE) }, { signal: mine.signal },
      );
    } catch {
      return; // asked again at the next change; until then the line tells what it knows
    }
    if (mine !== asking) return;
    // A row that is in somebody's hand is not drawn anew.
    while (window.segue.crateDrag.isBusy()) await pause();
    keys.forEach((key) => known.set(key, facts[key] || null));
    const told = crate.tracks().some((track) => JSON.stringify(fill(track)) !== JSON.stringify(track));
    if (told) crate.rewrite();
    else summarise(crate.tracks());
  }

  // ---------- the line ----------

  const middle = (values) => {
    const sorted = values.slice().sort((one, other) => one - other);
    const half = sorted.length >> 1;
    return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  };

  // Tempos as they are mixed: half and double time stand with the others.
  function mixed(tempos) {
    if (!tempos.length) return [];
    const centre = Math.log2(middle(tempos));
    return tempos.map((bpm) => bpm * 2 ** Math.round(centre - Math.log2(bpm)));
  }

  function length(seconds) {
    const minutes = Math.max(1, Math.round(seconds / 60));
    const hours = Math.floor(minutes / 60);
    return hours ? `≈ ${hours} h ${minutes % 60} min` : `≈ ${minutes} min`;
  }

  function time(tracks) {
    const told = tracks.map((track) => track.played_s).filter(Boolean);
    if (!told.length) return tracks.every((track) => known.has(track.key)) ? "no times known" : null;
    const all = told.reduce((sum, seconds) => sum + seconds, 0);
    return length(all + (tracks.length - told.length) * middle(told));
  }

  function tempos(tracks) {
    const all = mixed(tracks.map((track) => track.tempo_bpm).filter(Boolean));
    if (!all.length) return null;
    const low = Math.round(Math.min(...all));
    const high = Math.round(Math.max(...all));
    return low === high ? `${low} BPM` : `${low}–${high} BPM`;
  }

  function why(tracks) {
    const told = tracks.filter((track) => track.played_s).length;
    if (!told) return "No set in the catalogue says how long these tracks are played.";
    const rest = tracks.length - told;
    return "How long DJs let these tracks play before the next one comes in." +
      (rest ? ` For ${rest} of them no set says; each counts as the middle of the others.` : "");
  }

  function summarise(tracks) {
    const line = document.getElementById("crate-summary");
    const parts = [
      `${tracks.length} ${tracks.length === 1 ? "track" : "tracks"}`, time(tracks), tempos(tracks),
    ];
    line.textContent = tracks.length ? parts.filter(Boolean).join(" · ") : "";
    line.title = tracks.length && parts[1] ? why(tracks) : "";
  }

  function draw(tracks) {
    summarise(tracks);
    window.clearTimeout(waiting);
    if (tracks.some((track) => !known.has(track.key))) waiting = window.setTimeout(ask, WAIT_MS);
  }

  window.segue = Object.assign(window.segue || {}, { crateFacts: { draw, fill, mixed } });
})();
