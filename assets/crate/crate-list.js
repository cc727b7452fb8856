// The rows of the crate. A row that did not change stays the same element; rows that moved glide to
// their new place.
(function () {
  "use strict";
  const GLIDE_MS = 240;
  const MAX_GLIDING = 120; // rows; more than that is no help to the eye
  let rows = new Map(); // key → { row, looks }
  const element = (...given) => window.segue.dom.element(...given);
  const list = () => document.getElementById("crate-list");
  const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const icon = (name) => element("span", { class: `icon icon-${name}`, "aria-hidden": "true" });

  function button(action, track, words, sign, more) {
    return element("button", {
      type: "button", class: `icon-button crate-${action}`, title: words,
      "data-crate": action, "data-key": track.key, "aria-label": `${words}: ${track.title}`,
      ...more,
    }, sign);
  }

  function line(track, first, last) {
    const tempo = track.tempo_bpm && track.tempo_bpm.toFixed(1);
    return element("li", { "data-key": track.key, class: track.locked ? "is-locked" : null },
      element("span", { class: "crate-step", hidden: true }),
      button("handle", track, "Move", "⠿", {
        title: "Drag to move; or press and use the arrow keys",
        "aria-describedby": "crate-handle-help", "aria-pressed": "false",
      }),
      window.segue.badges.cover(track),
      element("div", { class: "track-name" },
        element("b", { title: track.title }, track.title),
        element("span", { title: track.artist }, track.artist)),
      element("div", { class: "crate-facts" },
        track.locked ? icon("lock") : null,
        window.segue.badges.key(track.camelot),
        element("span", { class: "bpm" }, tempo || "")),
      element("div", { class: "crate-buttons" },
        button("lock", track, "Keep this place when ordering", icon("lock"), {
          "aria-pressed": String(Boolean(track.locked)),
        }),
        button("up", track, "Move up", "↑", { disabled: first }),
        button("down", track, "Move down", "↓", { disabled: last }),
        button("remove", track, "Take out", "×")));
  }

  const places = () => new Map(
    Array.from(list().children, (row) => [row, row.getBoundingClientRect().top]),
  );

  function glide(before) {
    if (still() || before.size > MAX_GLIDING) return;
    for (const row of list().children) {
      const from = before.get(row);
      const by = from === undefined ? 0 : from - row.getBoundingClientRect().top;
      if (!by) continue;
      row.animate([{ transform: `translateY(${by}px)` }, { transform: "none" }],
        { duration: GLIDE_MS, easing: "ease-out" });
    }
  }

  // Where the focus was in the list, so that it is there again afterwards.
  function held() {
    const focused = document.activeElement;
    if (!list().contains(focused)) return () => {};
    const { crate, key } = focused.dataset;
    return () => {
      if (document.activeElement !== document.body) return;
      rows.get(key)?.row.querySelector(`[data-crate="${crate}"]:not(:disabled)`)
        ?.focus({ preventScroll: true });
    };
  }

  // All that a row shows of its track, and nothing else.
  const looksOf = ({ title, artist, camelot, tempo_bpm, h1, h2, locked }, first, last) =>
    JSON.stringify([title, artist, camelot, tempo_bpm, h1, h2, Boolean(locked), first, last]);

  function draw(tracks) {
    const before = rows.size <= MAX_GLIDING ? places() : new Map();
    const back = held();
    window.segue.crateDrag.cancel();
    const next = new Map();
    tracks.forEach((track, at) => {
      const looks = looksOf(track, at === 0, at === tracks.length - 1);
      const known = rows.get(track.key);
      if (known?.looks === looks) next.set(track.key, known);
      else next.set(track.key, replaced(known, line(track, at === 0, at === tracks.length - 1), looks, before));
    });
    rows = next;
    arrange(Array.from(next.values(), ({ row }) => row));
    back();
    glide(before);
  }

  // The new row stands where the old one stood, and glides from there.
  function replaced(known, row, looks, before) {
    if (known) {
      before.set(row, before.get(known.row));
      known.row.replaceWith(row);
    }
    return { row, looks };
  }

  // Only what is not in its place is moved: an element that moves loses the focus.
  function arrange(wanted) {
    const parent = list();
    const staying = new Set(wanted);
    for (const row of Array.from(parent.children)) if (!staying.has(row)) row.remove();
    wanted.forEach((row, at) => {
      if (parent.children[at] !== row) parent.insertBefore(row, parent.children[at] || null);
    });
  }

  // The list was drawn again: the focus goes where the hand was.
  function focus(action, index) {
    const row = list().children[index];
    const target = row?.querySelector(`[data-crate="${action}"]:not(:disabled)`)
      || row?.querySelector(".crate-handle")
      || document.getElementById("crate-heading");
    target.focus({ preventScroll: true });
    row?.scrollIntoView({ block: "nearest" });
  }

  window.segue = Object.assign(window.segue || {}, {
    crateList: {
      draw,
      focus,
      arrange,
      glide,
      places,
      row: (key) => rows.get(key)?.row,
      inOrder: () => Array.from(rows.values(), ({ row }) => row),
    },
  });
})();
