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
    answer.steps.forEach((step, at) => known.set(pair(tracks[at], tracks[at + 1]), step));
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

  function tempoText(percent) {
    const rounded = Math.round(percent * 10) / 10 + 0; // never "-0.0"
    return `${rounded > 0 ? "+" : ""}${rounded.toFixed(1)} %`.replace("-", "−");
  }

  const keyText = (moves) => (moves === 0 ? "same key" : `${moves} key ${moves === 1 ? "step" : "steps"}`);

  function sentence(step, from) {
    const { tempo_percent: percent, key_steps: moves } = step;
    const words = { good: "mixes well", fair: "takes some care", far: "a hard change" };
    const tempo = percent === null ? "tempo not known"
      : Math.abs(percent) < 0.05 ? "the same tempo"
        : `${Math.abs(percent).toFixed(1)} % ${percent > 0 ? "faster" : "slower"}`;
    const key = moves === null ? "key not known"
      : moves === 0 ? "the same key" : `${moves} ${moves === 1 ? "move" : "moves"} on the key wheel`;
    return `From ${from.title}: ${tempo}, ${key}; ${words[level(step)]}.`;
  }

  // ---------- drawing ----------

  function mark(tracks) {
    const { element } = window.segue.dom;
    tracks.forEach((track, at) => {
      const place = window.segue.crateList.row(track.key)?.querySelector(".crate-step");
      if (!place) return;
      const before = tracks[at - 1];
      const step = before && telling(before, track) && known.get(pair(before, track));
      place.hidden = !step;
      if (!step) return;
      const short = [
        step.tempo_percent === null ? null : tempoText(step.tempo_percent),
        step.key_steps === null ? null : keyText(step.key_steps),
      ].filter(Boolean).join(" · ");
      const full = sentence(step, before);
      place.className = `crate-step ${level(step)}`;
      place.title = full;
      place.replaceChildren(
        element("span", { "aria-hidden": "true" }, `${SIGNS[level(step)]} ${short}`),
        element("span", { class: "visually-hidden" }, full),
      );
    });
  }

  function draw(tracks) {
    mark(tracks);
    window.clearTimeout(waiting);
    if (missing(tracks)) waiting = window.setTimeout(ask, WAIT_MS);
  }

  window.segue = Object.assign(window.segue || {}, { crateSteps: { draw } });
})();
