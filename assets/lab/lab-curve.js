// How the model in use learned: what each round took off the error of the first.
(function () {
  "use strict";
  const element = (...given) => window.segue.dom.element(...given);
  const MOST_MARKS = 10;

  function draw({ taken, words }) {
    return [
      element("h2", {}, "How it learned"),
      element("p", { class: "lab-prose" },
        "Its factors start from chance, and each round goes over all plays again and explains a "
        + "little more of what was played with what. ", element("b", {}, words)),
      picture(taken, words),
      window.segue.labAxes.table(["After round", "Taken off the first round's error"],
        taken.map((one, number) => [String(number + 1), `${one.toFixed(2)} %`])),
    ];
  }

  function picture(taken, words) {
    const { labAxes, labChart } = window.segue;
    const scale = labChart.scale(Math.max(...taken));
    const x = (round) => (round - 1) / (taken.length - 1);
    const y = (value) => Math.min(1 - value / scale.top, 1); // a round may also add to the error
    const every = Math.ceil(taken.length / MOST_MARKS);
    const marks = taken.map((_, number) => number + 1).filter((round) => (round - 1) % every === 0);
    const places = taken.map((one, number) => labAxes.at(x(number + 1), y(one)));
    return element("figure", { class: "lab-figure" },
      element("div", { class: "lab-scatter is-curve", role: "img", "aria-label": `Line: what each round of the training took off the error of the first. ${words} The table below has the figures.` },
        ...labAxes.rows(scale, y),
        labAxes.drawing([
          ["lab-middle", `M${places.join("L")}`],
          // A line of no length with a round end is a dot of the same size at any width.
          ["lab-rounds", places.map((place) => `M${place}h0`).join("")],
        ]),
        ...labAxes.columns(marks, x), ...labAxes.names("round", "% of the first error taken off")));
  }

  window.segue = Object.assign(window.segue || {}, { labCurve: { draw } });
})();
