// The results: what is chosen, by which words it is explained, and when it is fetched. The picture
// and the table are lab-chart.js's.
(function () {
  "use strict";
  const message = (...given) => window.segue.lab.message(...given);
  const element = (...given) => window.segue.dom.element(...given);
  const byId = (id) => document.getElementById(id);
  const METRIC = { "next-track": "mrr" };
  const state = { number: 0, text: "", results: null, asked: null };

  const named = (list, id) => list.find((one) => one.id === id) || list[0];

  // What the address asks for, or else the first that there is.
  function chosen(results, asked) {
    const data = named(results.data, asked.data);
    const split = named(data.splits, asked.split);
    const task = named(split.tasks, asked.task);
    const metric = task.metrics.find(({ id }) => id === asked.metric)
      || named(task.metrics, METRIC[task.id] || "ndcg@100");
    return { data, split, task, metric };
  }

  async function follow(asked, fresh) {
    state.asked = asked;
    if (state.results) draw();
    if (fresh || !state.results) await load();
  }

  async function load() {
    state.number += 1;
    const { number } = state;
    try {
      const results = await window.segue.ask.get("/lab/results");
      if (number !== state.number) return;
      message("lab-results-message", results.damaged.join(" "));
      const text = JSON.stringify(results);
      if (text === state.text) return; // whoever reads keeps their place
      Object.assign(state, { text, results });
      draw();
    } catch (error) {
      if (number !== state.number) return;
      byId("lab-results-body").hidden = !state.results;
      message("lab-results-message", error.message, load);
    }
  }

  function draw() {
    const { results, asked } = state;
    byId("lab-results-body").hidden = !results.data.length;
    if (!results.data.length) {
      window.segue.lab.note("lab-results-message", [...results.damaged,
        "Nothing was measured yet. To measure the models on your catalogue:"].join(" "),
      element("code", {}, "python -m recommender evaluate --save NAME"));
      return;
    }
    const now = chosen(results, asked);
    controls(now);
    about(now);
    byId("lab-chart").replaceChildren(...window.segue.labChart.picture(results, now));
    byId("lab-table").replaceChildren(...window.segue.labChart.table(results, now));
  }

  // ----- what can be chosen

  function choice(name, words, list, value) {
    const label = `lab-choice-${name}`;
    return element("div", { class: "lab-choice" },
      element("span", { id: label, class: "lab-choice-words" }, words),
      element("div", { class: "lab-switch", role: "group", "aria-labelledby": label },
        ...list.map((one) => element("button", {
          type: "button", "data-lab-choice": name, "data-value": one.id,
          "aria-pressed": String(one.id === value), title: one.about || null,
        }, one.name))));
  }

  function controls({ data, split, task, metric }) {
    const focused = document.activeElement?.dataset;
    byId("lab-controls").replaceChildren(
      choice("data", "Data", state.results.data, data.id),
      choice("split", "Kept back", data.splits, split.id),
      choice("task", "Question", split.tasks, task.id),
      choice("metric", "Measure", task.metrics, metric.id));
    // On a phone the choices are wider than the screen.
    for (const pressed of byId("lab-controls").querySelectorAll('[aria-pressed="true"]')) {
      const row = pressed.parentElement;
      row.scrollLeft = pressed.offsetLeft - (row.clientWidth - pressed.offsetWidth) / 2;
    }
    if (!focused?.labChoice) return;
    const { labChoice, value } = focused;
    document.querySelector(
      `[data-lab-choice="${labChoice}"][data-value="${CSS.escape(value)}"]`)?.focus();
  }

  const told = (name, words) =>
    element("p", {}, element("b", {}, name), words ? ` ${words}` : "");

  function about({ data, split, task, metric }) {
    byId("lab-about").replaceChildren(
      told(`${data.name}.`, [data.about ? `${sentence(data.about)}.` : "", split.about].join(" ").trim()),
      told(`${task.name}.`, task.about), told(`${metric.name}.`, metric.about));
  }

  const sentence = (words) => words.charAt(0).toUpperCase() + words.slice(1);

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-lab-choice]");
    if (!button || !state.results) return;
    const { data, split, task, metric } = chosen(state.results, state.asked);
    const ids = { data: data.id, split: split.id, task: task.id, metric: metric.id };
    window.segue.labAddress.change({ ...ids, [button.dataset.labChoice]: button.dataset.value });
  });

  window.segue = Object.assign(window.segue || {}, { labResults: { follow } });
})();
