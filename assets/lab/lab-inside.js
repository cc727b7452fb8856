// What the model in use learned: the length of each track's vector against how often it is played.
(function () {
  "use strict";
  const element = (...given) => window.segue.dom.element(...given);
  const message = (...given) => window.segue.lab.message("lab-inside-message", ...given);
  const byId = (id) => document.getElementById(id);
  const MARKS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];
  const state = { number: 0, text: "" };

  async function follow(_asked, fresh) {
    if (!fresh) return;
    state.number += 1;
    const { number } = state;
    try {
      const told = await window.segue.ask.get("/lab/inside");
      if (number !== state.number) return;
      message("");
      const text = JSON.stringify(told);
      if (text === state.text) return;
      state.text = text;
      draw(told);
    } catch (error) {
      if (number === state.number) message(error.message, () => follow(null, true));
    }
  }

  function draw(told) {
    if (told.nothing !== undefined || !told.tracks) {
      const sentence = told.nothing || "The model in use has no vectors to look at.";
      byId("lab-inside-body").replaceChildren(element("p", { class: "lab-nothing" }, sentence));
      return;
    }
    byId("lab-inside-body").replaceChildren(
      facts(told),
      element("h2", {}, "The longer the vector, the better known the track"),
      element("p", { class: "lab-prose" },
        "The model describes each track by a vector. Its direction says in which company the track is "
        + "played, its length how much the track weighs in an answer. ", element("b", {}, told.words),
      " So of two tracks that fit as well, the better known one stands first. Find's slider from "
        + "well known to hardly known moves the answers the other way."),
      picture(told), table(told),
      ...(told.curve ? window.segue.labCurve.draw(told.curve) : []), settings(told));
  }

  const list = (shown) => element("dl", { class: "lab-facts" }, ...shown.map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, String(value)))));

  const facts = ({ model, tracks, learned_sets: sets }) => list([
    ["Model", model.name], ["Learned from", `${sets.toLocaleString("en")} sets`],
    ["Tracks", tracks.toLocaleString("en")],
  ]);

  const settings = ({ settings: shown }) => element("details", { class: "lab-reading lab-settings" },
    element("summary", {}, "How the model is set"), list(shown));

  // ----- the picture

  // Where a track in so many sets, with so long a vector, stands in the picture.
  function places({ points }) {
    const least = Math.min(...points.map(([sets]) => sets));
    const most = Math.max(...points.map(([sets]) => sets), least + 1);
    const range = window.segue.labChart.scale(Math.max(...points.map(([, length]) => length)));
    const span = Math.log(most * 1.06) - Math.log(least * 0.94);
    return {
      range, least, most,
      x: (sets) => (Math.log(sets) - Math.log(least * 0.94)) / span,
      y: (length) => 1 - length / range.top,
    };
  }

  function picture(told) {
    const { at, drawing, rows, columns, names } = window.segue.labAxes;
    const { range, least, most, x, y } = places(told);
    const edge = (name) => told.groups.map((group) => at(x(group.at), y(group[name])));
    return element("figure", { class: "lab-figure" },
      element("div", { class: "lab-scatter", role: "img", "aria-label": `Dots: length of a track's vector by the sets it is in. ${told.words} The table below has the figures.` },
        ...rows(range, y),
        drawing([
          ["lab-spread", `M${[...edge("high"), ...edge("low").reverse()].join("L")}Z`],
          // A line of no length with a round end is a dot of the same size at any width.
          ["lab-points", told.points.map(([sets, length]) => `M${at(x(sets), y(length))}h0`).join("")],
          ["lab-middle", `M${edge("middle").join("L")}`],
        ]),
        ...columns(MARKS.filter((mark) => mark >= least && mark <= most), x),
        ...names("sets that hold the track", "length of the vector")),
      element("figcaption", {},
        key("lab-key-points", "a track"), key("lab-key-middle", "the middle of tracks played as often"),
        key("lab-key-spread", "four fifths of them")));
  }

  const key = (name, words) =>
    element("span", {}, element("span", { class: `lab-key ${name}`, "aria-hidden": "true" }), words);

  function table({ groups }) {
    const named = ({ from, to }) => (from === to ? String(from) : `${from} to ${to}`);
    return window.segue.labAxes.table(
      ["In so many sets", "Tracks", "Middle length", "Four fifths lie within"],
      groups.map((group) => [
        named(group), group.tracks.toLocaleString("en"), group.middle.toFixed(2),
        `${group.low.toFixed(2)} to ${group.high.toFixed(2)}`,
      ]));
  }

  window.segue = Object.assign(window.segue || {}, { labInside: { follow } });
})();
