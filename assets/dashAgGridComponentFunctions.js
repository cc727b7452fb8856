// The cells of the results. They are React elements throughout: whatever a name holds is shown as
// text, never read as markup.
(function () {
  "use strict";
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const h = (...parts) => window.React.createElement(...parts);

  function keyBadge(row) {
    if (!row.camelot) return null;
    const number = row.camelot.slice(0, -1);
    const letter = row.camelot.slice(-1).toLowerCase();
    const title = row.key_note ? `${row.camelot}: ${row.key_note}` : row.camelot;
    return h("span", { className: `camelot k${number} k${letter}`, title }, row.camelot);
  }

  function whyButton(row, className) {
    return h(
      "button",
      {
        type: "button",
        className,
        onClick: () => window.segue.evidence.open(row),
        "aria-label": `Why ${row.title}: ${row.why}. Show the sets`,
      },
      row.why,
    );
  }

  cells.SegueCover = ({ data }) =>
    h("span", { className: "cover", style: { "--h1": data.h1, "--h2": data.h2 } });

  // Wide: title over artist. Folded (on a phone): title and artist over the reason.
  cells.SegueTrack = ({ data }) =>
    h(
      "div",
      { className: "track" },
      h(
        "div",
        { className: "track-name" },
        h("b", { title: data.title }, data.title),
        h(
          "span",
          { title: data.genre ? `${data.artist} · sounds like ${data.genre}` : data.artist },
          data.artist,
        ),
      ),
      h("div", { className: "track-folded" }, keyBadge(data), whyButton(data, "why")),
    );

  const unknown = (what) => h("span", { className: "unknown", title: `${what} not known` }, "–");

  cells.SegueKey = ({ data }) => keyBadge(data) || unknown("Key");

  cells.SegueTempo = ({ data }) =>
    data.tempo_bpm == null
      ? unknown("Tempo")
      : h(
          "span",
          { className: "tempo" },
          h("b", null, data.tempo_bpm.toFixed(1)),
          data.tempo_note
            ? h("span", { className: `tempo-note ${data.tempo_level}` }, data.tempo_note)
            : null,
        );

  cells.SegueFit = ({ data }) => {
    const percent = Math.round(data.fit * 100);
    return h(
      "span",
      { className: "fit", role: "img", "aria-label": `Fit ${percent} %`, title: `Fit ${percent} %` },
      h("span", { style: { width: `${percent}%` } }),
    );
  };

  cells.SegueWhy = ({ data }) => whyButton(data, "why");

  cells.SegueAdd = ({ data }) => {
    const crate = window.segue.crate;
    const chosen = window.React.useSyncExternalStore(crate.subscribe, () => crate.has(data.key));
    return h(
      "button",
      {
        type: "button",
        className: `add-button${chosen ? " is-chosen" : ""}`,
        "aria-pressed": chosen,
        "aria-label": `${data.title} by ${data.artist} in the crate`,
        title: chosen ? "Take out of the crate" : "Put into the crate",
        onClick: () => crate.toggle(data),
      },
      h("span", { "aria-hidden": true }, chosen ? "✓" : "+"),
    );
  };
})();
