// Plays previews, one at a time, for every page. The sound goes on while pages change and results
// are ranked again; the bar (playerbar.js) and the buttons show what this says.
(function () {
  "use strict";
  const BROKEN = "The preview can't be played. Try again in a moment.";
  const BLOCKED = "The browser holds the sound back until you press play once more.";
  const SEEK_S = 5;
  const REST_MS = 150; // who goes from row to row hears the one where they stop
  const audio = new Audio();
  const listeners = new Set();
  const silent = new Set(); // keys of tracks that nobody offers
  const idle = { track: null, status: "idle", message: "", source: "", link: "" };
  // status: idle, loading, playing, paused, none (nobody offers it) or failed
  let state = idle;
  let list = null; // gives the tracks that next and previous walk
  let number = 0; // of the newest wish
  let asking = null; // its AbortController
  let resting = 0;

  function change(next) {
    state = { ...state, ...next };
    document.querySelectorAll("[data-play]").forEach(dress);
    listeners.forEach((listener) => listener(state));
  }

  // ----- the buttons

  const SAYS = {
    idle: "Play the preview",
    loading: "Fetching the preview. Press to stop",
    playing: "Pause the preview",
    paused: "Go on with the preview",
    none: "No preview. Press to look again",
    failed: "The preview failed. Press to try again",
  };

  function statusOf(key) {
    if (state.track?.key === key) return state.status;
    return silent.has(key) ? "none" : "idle";
  }

  function dress(button) {
    const status = statusOf(button.dataset.play);
    if (button.dataset.status !== status) {
      button.dataset.status = status;
      button.title = SAYS[status];
      button.setAttribute("aria-pressed", String(status === "playing" || status === "loading"));
      const what = status === "none" ? "No preview of" : "Play the preview of";
      button.setAttribute("aria-label", `${what} ${button.dataset.name}`);
    }
    button.style.setProperty("--done", status === "playing" || status === "paused" ? done() : 0);
  }

  const done = () => (audio.duration > 0 ? audio.currentTime / audio.duration : 0).toFixed(4);

  // A play button that is kept in step wherever it stands. `around` gives the tracks beside it.
  function button(track, around = null) {
    const made = window.segue.dom.element("button", {
      type: "button", class: "play-button", "data-play": track.key,
      "data-name": track.artist ? `${track.title} by ${track.artist}` : track.title,
    }, window.segue.dom.element("span", { class: "play-sign", "aria-hidden": "true" }));
    made.addEventListener("click", (event) => {
      event.stopPropagation();
      toggle(track, around);
    });
    dress(made);
    return made;
  }

  // ----- playing

  function toggle(track, around = null) {
    if (state.track?.key !== track.key || state.status === "none" || state.status === "failed") {
      start(track, around);
    } else if (state.status === "playing") audio.pause();
    else if (state.status === "paused") play();
    else close();
  }

  // The newest wish takes the place of the one before.
  function wish() {
    number += 1;
    window.clearTimeout(resting);
    asking?.abort();
    asking = new AbortController();
    return number;
  }

  // Shows the track as chosen; it is asked for when the wish has stood so long.
  function start(track, around, rest_ms = 0) {
    const mine = wish();
    list = around;
    audio.pause();
    audio.removeAttribute("src");
    // Within the press: Safari lets a sound begin later only where it was touched in one.
    audio.load();
    change({ ...idle, track, status: "loading", message: "Fetching the preview…" });
    if (rest_ms) resting = window.setTimeout(() => fetchOf(track, mine), rest_ms);
    else fetchOf(track, mine);
  }

  async function fetchOf(track, mine) {
    const query = new URLSearchParams({ artist: track.artist, title: track.title });
    try {
      const offer = await window.segue.ask.get(`/preview/offer?${query}`, { signal: asking.signal });
      if (mine !== number) return;
      if (offer.none) {
        silent.add(track.key);
        change({ status: "none", message: offer.none });
        return;
      }
      silent.delete(track.key);
      change({ source: offer.source, link: offer.link });
      audio.src = `/preview?${query}`;
      play();
    } catch (error) {
      if (mine === number) change({ status: "failed", message: error.message });
    }
  }

  function play() {
    const mine = number;
    audio.play().catch((error) => {
      if (mine !== number || error.name === "AbortError") return;
      const blocked = error.name === "NotAllowedError";
      change(blocked ? { status: "paused", message: BLOCKED } : { status: "failed", message: BROKEN });
    });
  }

  function close() {
    wish();
    audio.pause();
    audio.removeAttribute("src");
    audio.load();
    change(idle);
  }

  function seek(seconds) {
    if (!(audio.duration > 0)) return;
    audio.currentTime = Math.max(0, Math.min(audio.duration - 0.05, seconds));
    change({});
  }

  // The track so many places further on, of those that stand beside the one that plays.
  function neighbour(step) {
    const tracks = (list || window.segue.grid?.rows)?.() || [];
    const at = tracks.findIndex((track) => track.key === state.track?.key);
    return at < 0 ? (step > 0 && tracks[0]) || null : tracks[at + step] || null;
  }

  function move(step) {
    const next = neighbour(step);
    if (!next) return;
    const held = document.activeElement?.matches(".results-grid .play-button");
    start(next, list, REST_MS);
    const shown = document.querySelector(`.results-grid [data-play="${CSS.escape(next.key)}"]`);
    shown?.scrollIntoView({ block: "nearest" });
    if (held) shown?.focus({ preventScroll: true });
  }

  audio.addEventListener("playing", () => change({ status: "playing", message: "" }));
  audio.addEventListener("pause", () => {
    if (state.status === "playing") change({ status: "paused" });
  });
  audio.addEventListener("ended", () => {
    audio.currentTime = 0;
    change({ status: "paused" });
  });
  for (const name of ["timeupdate", "durationchange", "seeked"]) {
    audio.addEventListener(name, () => state.track && change({}));
  }
  audio.addEventListener("error", () => {
    if (audio.getAttribute("src")) change({ status: "failed", message: BROKEN });
  });

  // ----- keys: space plays and pauses, left and right seek, up and down go from row to row

  const WRITES = "input, textarea, select, [contenteditable], .ag-header, [role=slider], [role=menu]";
  const PRESSES = `${WRITES}, button, a[href], summary, label, [role=button], [role=tab]`;

  // Whether the key belongs to what has the focus, or to what lies over the page.
  function taken(event, by) {
    // AG Grid takes arrows for its own though its cells take no focus.
    const isUsed = event.defaultPrevented && !event.target.closest(".results-grid .play-button");
    return isUsed || event.ctrlKey || event.metaKey || event.altKey
      || event.shiftKey || event.target.closest(by) || event.target.closest(".crate")
      || document.querySelector('[role="dialog"]') || document.body.hasAttribute("data-crate-open");
  }

  const keys = {
    " ": () => {
      if (state.track) toggle(state.track, list);
      else if (neighbour(1)) move(1);
      else return false;
      return true;
    },
    ArrowLeft: () => state.track !== null && (seek(audio.currentTime - SEEK_S), true),
    ArrowRight: () => state.track !== null && (seek(audio.currentTime + SEEK_S), true),
    ArrowUp: () => state.track !== null && (move(-1), true),
    ArrowDown: () => state.track !== null && (move(1), true),
  };

  document.addEventListener("keydown", (event) => {
    const act = keys[event.key];
    if (!act || !(event.target instanceof Element)) return;
    const space = event.key === " ";
    // Elsewhere arrows move other things, such as the map.
    if (!space && !window.segue.router.isShown("find") && !event.target.closest(".player")) return;
    if (space && !state.track && !window.segue.router.isShown("find")) return;
    if (taken(event, space ? PRESSES : WRITES) || !act()) return;
    event.preventDefault();
  });

  window.segue = Object.assign(window.segue || {}, {
    player: {
      toggle,
      button,
      close,
      seek,
      // Of what plays: { track, status, message, source, link } and its times in seconds.
      state: () => ({ ...state, time_s: audio.currentTime, length_s: audio.duration || 0 }),
      next: () => move(1),
      previous: () => move(-1),
      neighbour,
      // The results were ranked again: there may be other neighbours.
      refresh: () => state.track && change({}),
      subscribe: (listener) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  });
})();
