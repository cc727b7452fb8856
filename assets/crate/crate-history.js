// Undo and redo of the crate: lists as they were, in this tab's storage, so that they outlive a
// reload. A list is kept as numbers into one pool of tracks: 50 lists of 1,000 tracks fit.
(function () {
  "use strict";
  const KEPT = "segue.crate-history";
  const MAX_STEPS = 50;
  let past = []; // of { what, tracks }, the latest last
  let future = []; // what was undone, the next to do again last

  function record(what, tracks) {
    past = [...past, { what, tracks }].slice(-MAX_STEPS);
    future = [];
  }

  // The list to go to, or null. `what` is the step that is undone or done again.
  function travel(from, to, now) {
    const step = from.pop();
    if (!step) return null;
    to.push({ what: step.what, tracks: now });
    return step;
  }

  // ---------- storage ----------

  function pack(now) {
    const pool = [];
    const numbers = new Map();
    const packed = (tracks) => tracks.map((track) => {
      const name = `${track.locked ? 1 : 0}${track.key}`;
      if (!numbers.has(name)) numbers.set(name, pool.push(track) - 1);
      return numbers.get(name);
    });
    const steps = (list) => list.map(({ what, tracks }) => ({ what, tracks: packed(tracks) }));
    return JSON.stringify({ now: packed(now), past: steps(past), future: steps(future), pool });
  }

  function keep(now) {
    try {
      window.sessionStorage.setItem(KEPT, pack(now));
    } catch {
      // Storage may be full or forbidden; then undo lasts until the reload.
    }
  }

  function unpack(clean) {
    const held = JSON.parse(window.sessionStorage.getItem(KEPT)) || {};
    const pool = Array.isArray(held.pool) ? held.pool : [];
    const list = (numbers) => clean((Array.isArray(numbers) ? numbers : []).map((at) => pool[at]));
    const steps = (given) => (Array.isArray(given) ? given : [])
      .filter((step) => step && typeof step.what === "string")
      .slice(-MAX_STEPS)
      .map((step) => ({ what: step.what, tracks: list(step.tracks) }));
    return { now: list(held.now), past: steps(held.past), future: steps(held.future) };
  }

  // What the crate holds may have been changed by another tab since this one was left.
  function open(now, { clean, same }) {
    try {
      const held = unpack(clean);
      past = held.past;
      future = held.future;
      if (!same(held.now, now) && (past.length || future.length || held.now.length)) {
        record("the change in another tab", held.now);
      }
    } catch {
      past = [];
      future = [];
    }
  }

  window.segue = Object.assign(window.segue || {}, {
    crateHistory: {
      open,
      record,
      keep,
      back: (now) => travel(past, future, now),
      forth: (now) => travel(future, past, now),
      // What would be undone and done again, or undefined.
      next: () => ({ undo: past.at(-1)?.what, redo: future.at(-1)?.what }),
    },
  });
})();
