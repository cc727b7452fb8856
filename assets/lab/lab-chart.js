// The picture of the models with their intervals, and the table of all figures. Plain elements:
// they fit any width, and the styles colour them in dark and light.
(function () {
  "use strict";
  const element = (...given) => window.segue.dom.element(...given);
  const figure = (value) => value.toFixed(3);
  const percent = (share) => `${(100 * Math.max(0, Math.min(1, share))).toFixed(2)}%`;
  const SIGNS = { ahead: "▲", behind: "▼", even: "≈" };

  // At most six steps of 1, 2 or 5 up to what holds `most`.
  function scale(most) {
    if (!(most > 0)) return { step: 0.2, top: 1 };
    const rough = most / 5;
    const power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((one) => one * power).find((one) => one >= rough);
    return { step, top: step * Math.ceil(most / step - 1e-9) };
  }

  const digits = (step) => Math.max(0, -Math.floor(Math.log10(step) + 1e-9));

  const wide = (name, words) => element("span", { class: name }, words);

  function placed(name, left, width = null) {
    const made = element("span", { class: name });
    made.style.left = percent(left);
    if (width !== null) made.style.width = percent(width);
    return made;
  }

  // `[value, low, high]` of each model that has the metric, best first.
  function ranked(task, metric) {
    return task.models.filter((model) => model.metrics[metric.id])
      .map((model) => ({ ...model, shown: model.metrics[metric.id] }))
      .sort((a, b) => b.shown[0] - a.shown[0]);
  }

  function words(model, metric, isDefault) {
    if (isDefault) return wide("lab-words", "The model that Find asks.");
    const against = model.against[metric.id];
    if (!against) return wide("lab-words", "");
    const [side, told] = against;
    const cut = told.indexOf(" (");
    return element("span", { class: `lab-words is-${side}` },
      element("span", { class: "lab-sign", "aria-hidden": "true" }, SIGNS[side]),
      element("span", {}, cut < 0 ? told : told.slice(0, cut),
        cut < 0 ? null : wide("lab-interval", told.slice(cut))));
  }

  function row(model, results, metric, top) {
    const isDefault = model.id === results.default;
    const [value, low, high] = model.shown;
    const { name, about } = results.models[model.id];
    const plot = element("span", { class: "lab-plot", "aria-hidden": "true" },
      placed("lab-line", low / top, (high - low) / top), placed("lab-dot", value / top));
    return element("li", { class: isDefault ? "lab-row is-default" : "lab-row" },
      element("b", { class: "lab-name", title: about || null }, name),
      plot,
      element("span", { class: "lab-value" }, element("b", {}, figure(value)),
        wide("lab-interval", ` ${figure(Math.max(0, low))} to ${figure(high)}`)),
      words(model, metric, isDefault));
  }

  function axis({ step, top }) {
    const places = Array.from({ length: Math.round(top / step) + 1 }, (_, at) => at * step);
    const marks = places.map((place) => {
      const mark = placed("lab-tick", place / top);
      mark.textContent = place.toFixed(digits(step));
      return mark;
    });
    return element("div", { class: "lab-axis", "aria-hidden": "true" },
      element("span", { class: "lab-ticks" }, ...marks));
  }

  function picture(results, { task, metric }) {
    const models = ranked(task, metric);
    const range = scale(Math.max(...models.map(({ shown }) => shown[2])));
    const list = element("ol", {
      class: "lab-chart", "aria-label": `${metric.name} of each model, best first`,
    }, ...models.map((model) => row(model, results, metric, range.top)));
    const ours = models.find(({ id }) => id === results.default);
    if (ours) {
      const [, low, high] = ours.shown;
      list.style.setProperty("--band", percent(low / range.top));
      list.style.setProperty("--band-width", percent((high - low) / range.top));
    }
    const host = element("div", { class: "lab-picture" }, list, axis(range));
    host.style.setProperty("--step", percent(range.step / range.top));
    const multiple = ours?.multiples[metric.id];
    return [
      host,
      multiple ? element("p", { class: "lab-multiple" },
        `On the same sets, five tracks give ${results.models[ours.id].name} ${multiple}.`) : "",
      element("p", { class: "lab-measured" },
        `${task.measured} Measured on ${task.made}, ${task.machine}.`),
    ];
  }

  // ----- the table

  function cell(figures, isChosen) {
    const props = { class: isChosen ? "is-chosen" : null };
    if (!figures) return element("td", props, "–");
    const [value, low, high] = figures;
    return element("td", props, element("b", {}, figure(value)),
      element("span", { class: "lab-interval" }, `${figure(Math.max(0, low))}–${figure(high)}`));
  }

  function table(results, { task, metric }) {
    const heads = [
      element("th", { scope: "col" }, "Model"),
      ...task.metrics.map(({ id, name, about }) => element("th", {
        scope: "col", class: id === metric.id ? "is-chosen" : null, title: about || null,
        "aria-sort": id === metric.id ? "descending" : null,
      }, name)),
      element("th", { scope: "col", title: "How long the model took to learn" }, "Learning"),
    ];
    const rows = ranked(task, metric).map((model) =>
      element("tr", { class: model.id === results.default ? "is-default" : null },
        element("th", { scope: "row" }, results.models[model.id].name),
        ...task.metrics.map(({ id }) => cell(model.metrics[id], id === metric.id)),
        element("td", {}, seconds(model.fit_s))));
    return [
      element("h2", { id: "lab-table-title" }, "All figures"),
      element("div", {
        class: "lab-scroll", tabindex: "0", role: "region", "aria-labelledby": "lab-table-title",
      }, element("table", { class: "lab-table" },
        element("thead", {}, element("tr", {}, ...heads)), element("tbody", {}, ...rows))),
    ];
  }

  function seconds(fit) {
    if (typeof fit !== "number") return "–";
    return fit < 0.05 ? "< 0.1 s" : `${fit < 10 ? fit.toFixed(1) : Math.round(fit)} s`;
  }

  window.segue = Object.assign(window.segue || {}, { labChart: { picture, table, scale, digits } });
})();
