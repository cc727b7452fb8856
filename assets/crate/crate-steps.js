// The small marks between the rows: how tempo and key go from one track to the next. The server
// says; what it said of a pair holds wherever the two meet again.
(function () {
  "use strict";
  const WAIT_MS = 120; // while an order is still being made
  const known = new Map(); // of a pair → its step
  const SIGNS = { good: "✓", fair: "~", far: "!" };
  const WORST = ["good", "fair", "far"];
  let asking = null;
  let waiting = 0;

  const part = (track) => `${track.camelot || ""}@${track.tempo_bpm || ""}`;
  const pair = (one, other) => `${part(one)}>${part(other)}`;
  const telling = (one, other) =>
    (one.tempo_bpm && other.tempo_bpm) || (one.camelot && other.camelot);
  const missing = (tracks) => tracks.some((track, at) =>
    at && telling(tracks[at - 1], track) && !known.has(pair(tracks[at - 1], track)));
  const bare = ({ camelot, tempo_bpm }) => ({ camelot, tempo_bpm });

  async function ask() {
    asking?.abort();
    const mine = (asking = new AbortController());
    const tracks = window.segue.crate.tracks();
    let answer;
    try {
      answer = await window.segue.ask.post(
        "/crate/steps", { tracks: tracks.map(bare) }, { signal: mine.signal },
      );
    } catch {
      return; // no marks are no harm; they are asked for again at the next change
    }
    if (mine !== asking) return;
    learn(tracks, answer.steps);
    mark(window.segue.crate.tracks());
  }

  // ---------- words ----------

  const tempoLevel = (percent) => WORST[Math.abs(percent) <= 3 ? 0 : Math.abs(percent) <= 6 ? 1 : 2];
  // Up to one move on the wheel is no clash; two are a sixth of the worst.
  const keyLevel = (clash) => WORST[clash <= 0 ? 0 : clash < 0.25 ? 1 : 2];

  function level({ tempo_percent: percent, key_steps: moves, clash }) {
    const levels = [];
    if (percent !== null) levels.push(WORST.indexOf(tempoLevel(percent)));
    if (moves !== null) levels.push(WORST.indexOf(keyLevel(clash)));
    return WORST[Math.max(...levels)];
  }

  // The step from one track to the next, or undefined while it is not known.
  const step = (one, other) => (telling(one, other) ? known.get(pair(one, other)) : undefined);

  // How hard a change is, for comparing two: the mark first, then how far it is off.
  const roughness = (found) => 10 * WORST.indexOf(level(found)) +
    Math.abs(found.tempo_percent ?? 0) / 6 + (found.key_steps === null ? 0 : found.clash);

  // Where in the list the hardest change comes from, 0 while no step is known.
  function roughest(tracks) {
    let worst = { at: 0, by: -1 };
    tracks.slice(1).forEach((track, at) => {
      const found = step(tracks[at], track);
      const by = found ? roughness(found) : -1;
      if (by > worst.by) worst = { at, by };
    });
    return worst.at;
  }

  // The places of the steps that bear a mark, counted from the track that they come from.
  const marked = (tracks, wanted) => tracks.slice(1).flatMap((track, at) => {
    const found = step(tracks[at], track);
    return found && level(found) === wanted ? [at] : [];
  });

  const learn = (tracks, steps) =>
    steps.forEach((found, at) => known.set(pair(tracks[at], tracks[at + 1]), found));

  // All steps of a list, asked for where they are not known yet.
  async function complete(tracks) {
    if (!missing(tracks)) return;
    const { steps } = await window.segue.ask.post("/crate/steps", { tracks: tracks.map(bare) });
    learn(tracks, steps);
  }

  function tempoText(percent) {
    const rounded = Math.round(percent * 10) / 10 + 0; // never "-0.0"
    return `${rounded > 0 ? "+" : ""}${rounded.toFixed(1)} %`.replace("-", "−");
  }

  const keyText = (moves) => (moves === 0 ? "same key" : `${moves} key ${moves === 1 ? "step" : "steps"}`);

  function sentence(found, from) {
    const { tempo_percent: percent, key_steps: moves } = found;
    const words = { good: "mixes well", fair: "takes some care", far: "a hard change" };
    const tempo = percent === null ? "tempo not known"
      : Math.abs(percent) < 0.05 ? "the same tempo"
        : `${Math.abs(percent).toFixed(1)} % ${percent > 0 ? "faster" : "slower"}`;
    const key = moves === null ? "key not known"
      : moves === 0 ? "the same key" : `${moves} ${moves === 1 ? "move" : "moves"} on the key wheel`;
    return `From ${from.title}: ${tempo}, ${key}; ${words[level(found)]}.`;
  }

  // ---------- drawing ----------

  function mark(tracks) {
    const { element } = window.segue.dom;
    tracks.forEach((track, at) => {
      const place = window.segue.crateList.row(track.key)?.querySelector(".crate-step");
      if (!place) return;
      const before = tracks[at - 1];
      const found = before && step(before, track);
      place.hidden = !found;
      if (!found) return;
      const short = [
        found.tempo_percent === null ? null : tempoText(found.tempo_percent),
        found.key_steps === null ? null : keyText(found.key_steps),
      ].filter(Boolean).join(" · ");
      const full = sentence(found, before);
      place.className = `crate-step ${level(found)}`;
      place.title = full;
      place.replaceChildren(
        element("span", { "aria-hidden": "true" }, `${SIGNS[level(found)]} ${short}`),
        element("span", { class: "visually-hidden" }, full),
      );
    });
  }

  function draw(tracks) {
    mark(tracks);
    window.clearTimeout(waiting);
    if (missing(tracks)) waiting = window.setTimeout(ask, WAIT_MS);
  }

  window.segue = Object.assign(window.segue || {}, {
    crateSteps: { draw, roughest, marked, learn, complete },
  });
})();
