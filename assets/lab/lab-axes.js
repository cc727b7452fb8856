// What the pictures of the model's inside share: paths, and the lines and marks of their axes. Parts
// of a picture are told as shares of its width and height, from the upper left.
(function () {
  "use strict";
  const element = (...given) => window.segue.dom.element(...given);
  const SVG = "http://www.w3.org/2000/svg";
  const [WIDE, HIGH] = [1000, 400]; // units of the picture, not pixels

  const at = (x, y) => `${(WIDE * x).toFixed(1)} ${(HIGH * y).toFixed(1)}`;

  // `shapes`: [class, path], one over the other.
  function drawing(shapes) {
    const svg = document.createElementNS(SVG, "svg");
    svg.setAttribute("viewBox", `0 0 ${WIDE} ${HIGH}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("aria-hidden", "true");
    for (const [name, d] of shapes) {
      const made = document.createElementNS(SVG, "path");
      made.setAttribute("class", name);
      made.setAttribute("d", d);
      made.setAttribute("vector-effect", "non-scaling-stroke");
      svg.append(made);
    }
    return svg;
  }

  // A line across for each step of a scale (lab-chart.js).
  function rows({ step, top }, y) {
    return Array.from({ length: Math.round(top / step) + 1 }, (_, number) => {
      const value = number * step;
      const made = element("span", { class: "lab-row-line", "aria-hidden": "true" },
        value.toFixed(window.segue.labChart.digits(step)));
      made.style.top = `${100 * y(value)}%`;
      return made;
    });
  }

  const columns = (marks, x) => marks.map((mark) => {
    const made = element("span", { class: "lab-column-mark", "aria-hidden": "true" }, mark.toLocaleString("en"));
    made.style.left = `${100 * x(mark)}%`;
    return made;
  });

  const names = (across, up) => [["is-y", up], ["is-x", across]].map(([name, words]) =>
    element("span", { class: `lab-axis-name ${name}`, "aria-hidden": "true" }, words));

  // `rest`: rows of cells, the first of each its heading.
  const table = (heads, rest) => element("details", { class: "lab-reading" },
    element("summary", {}, "As a table"),
    element("table", { class: "lab-table is-small" },
      element("thead", {}, element("tr", {},
        ...heads.map((name) => element("th", { scope: "col" }, name)))),
      element("tbody", {}, ...rest.map(([first, ...cells]) => element("tr", {},
        element("th", { scope: "row" }, first),
        ...cells.map((cell) => element("td", {}, cell)))))));

  window.segue = Object.assign(window.segue || {}, {
    labAxes: { at, drawing, rows, columns, names, table },
  });
})();
