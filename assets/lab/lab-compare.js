// Side by side: one track, and the models that are asked about it. Each change asks anew, and an
// answer shows only while its question is the newest. Models that have to learn first are waited for.
(function () {
  "use strict";
  const ROUNDS = 4; // while sets come in, models may have to learn again
  const element = (...given) => window.segue.dom.element(...given);
  const message = (...given) => window.segue.lab.message("lab-compare-message", ...given);
  const byId = (id) => document.getElementById(id);
  const state = {
    offered: null, // what /lab/models told
    offering: null, // the promise of it
    number: 0,
    asking: null, // an AbortController
    job: null,
    shown: "", // the question that is shown, or about to be
    failed: false,
    box: null,
  };

  const modelOf = (id) => state.offered.models.find((model) => model.id === id);

  // The models that the address asks for, as far as they can be asked.
  function models({ models: wanted }) {
    const able = wanted.filter((id) => modelOf(id) && !modelOf(id).too_large);
    return able.length ? able.slice(0, state.offered.most) : state.offered.first;
  }

  async function follow() {
    state.box ??= window.segue.labBox.mount(byId("lab-box-host"), go);
    if (!state.offered && !(await offer())) return;
    if (!window.segue.router.isShown("lab")) return; // left meanwhile
    show(window.segue.labAddress.now());
  }

  async function offer() {
    try {
      state.offering ??= window.segue.ask.get("/lab/models");
      const offered = await state.offering;
      byId("lab-box-host").hidden = Boolean(offered.empty);
      if (offered.empty) {
        state.offering = null;
        window.segue.lab.note("lab-compare-message", offered.empty);
        return false;
      }
      message("");
      state.offered = offered;
      return true;
    } catch (error) {
      state.offering = null;
      byId("lab-box-host").hidden = true;
      message(error.message, () => follow());
      return false;
    }
  }

  // What the address asks for.
  function show(asked) {
    choices(models(asked));
    start(!asked.seed);
    state.box.write(asked.seed);
    const question = JSON.stringify([asked.seed, models(asked)]);
    if (question === state.shown && !state.failed) return;
    state.shown = question;
    load(asked.seed, models(asked));
  }

  function go(text) {
    const asked = window.segue.labAddress.now();
    if (text === asked.seed) {
      state.shown = "";
      show(asked);
    } else window.segue.labAddress.change({ view: "compare", seed: text });
  }

  function start(isEmpty) {
    byId("lab-start").replaceChildren(...(isEmpty && state.offered.examples.length ? [
      element("h2", {}, "Try one of these"),
      element("div", { class: "chips" }, ...state.offered.examples.map(chip)),
    ] : []));
  }

  const chip = (name) =>
    element("button", { type: "button", class: "chip", "data-lab-seed": name }, name);

  // ----- which models

  function choices(chosen) {
    const focused = document.activeElement?.dataset.labModel;
    const full = chosen.length >= state.offered.most;
    const buttons = state.offered.models.map((model) => {
      const on = chosen.includes(model.id);
      const blocked = Boolean(model.too_large) || (on ? chosen.length === 1 : full);
      return element("button", {
        type: "button", class: "lab-model", "data-lab-model": model.id, "aria-pressed": String(on),
        "aria-disabled": String(blocked), title: model.too_large || model.about || null,
      }, model.name);
    });
    const large = state.offered.models.filter((model) => model.too_large);
    byId("lab-models").replaceChildren(
      element("span", { id: "lab-models-words", class: "lab-choice-words" }, "Models"),
      element("div", { class: "lab-model-list", role: "group", "aria-labelledby": "lab-models-words" },
        ...buttons),
      ...large.map((model) => element("p", { class: "lab-hint" }, model.too_large)));
    if (focused) document.querySelector(`[data-lab-model="${CSS.escape(focused)}"]`)?.focus();
  }

  function toggle(id) {
    const asked = window.segue.labAddress.now();
    const chosen = models(asked);
    const next = chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id];
    const order = state.offered.models.map((model) => model.id);
    window.segue.labAddress.change({
      models: next.sort((a, b) => order.indexOf(a) - order.indexOf(b)),
    });
  }

  // ----- asking

  function stop() {
    state.asking?.abort();
    if (state.job) {
      state.job.stop();
      window.segue.jobs.leave(state.job.id);
      state.job = null;
    }
  }

  async function load(seed, chosen, round = 1) {
    stop();
    state.number += 1;
    const { number } = state;
    state.failed = false;
    state.asking = new AbortController();
    message("");
    busy(Boolean(seed));
    if (!seed) {
      byId("lab-seed").replaceChildren();
      byId("lab-columns").replaceChildren();
      working(null);
      return;
    }
    try {
      const answer = await window.segue.ask.post("/lab/compare", { seed, models: chosen },
        { signal: state.asking.signal });
      if (number !== state.number) return;
      if (answer.unknown) unknown(answer);
      else if (answer.job && round < ROUNDS) wait(answer.job, seed, chosen, round);
      else if (answer.job) fail("New sets come in faster than the models learn. Try again in a minute.");
      else arrived(answer);
    } catch (error) {
      if (number === state.number && error.name !== "AbortError") fail(error.message);
    }
  }

  function wait(job, seed, chosen, round) {
    const { number } = state;
    working({ state: "waiting" }, chosen);
    const mine = (act) => (given) => {
      if (number === state.number) act(given);
    };
    state.job = window.segue.jobs.wait(job, {
      step: mine((now) => working(now, chosen)),
      done: mine(() => {
        state.job = null;
        load(seed, chosen, round + 1);
      }),
      failed: mine((sentence) => {
        state.job = null;
        fail(sentence);
      }),
    });
  }

  // How far the models are that learn.
  function working(now, chosen) {
    const host = byId("lab-work");
    host.hidden = !now;
    if (!now) {
      host.replaceChildren();
      return;
    }
    const total = now.total || chosen.length;
    const name = now.step && modelOf(now.step)?.name;
    const words = name ? `${name} learns from your catalogue, ${now.done + 1} of ${total}.`
      : now.state === "waiting" ? "Waiting for what Segue does before." : "Reading the sets.";
    if (host.dataset.words === words && host.childElementCount) return;
    host.dataset.words = words;
    const bar = element("progress", { max: total, value: now.done || 0, "aria-label": "Models that have learned" });
    host.replaceChildren(element("p", {}, words), bar,
      element("p", { class: "lab-hint" }, "Models are kept until new sets come in, so this is once only."));
    window.segue.lab.say(words);
  }

  function busy(isBusy) {
    byId("lab-compare").setAttribute("aria-busy", String(isBusy));
    byId("lab-compare").classList.toggle("is-busy", isBusy);
  }

  function arrived(answer) {
    busy(false);
    working(null);
    window.segue.labColumns.draw(answer, answer.answers.map(({ model }) => modelOf(model)));
  }

  function ended() {
    busy(false);
    working(null);
    state.failed = true;
    byId("lab-seed").replaceChildren();
    byId("lab-columns").replaceChildren();
  }

  function unknown({ unknown: sentence, names }) {
    ended();
    message(sentence, null,
      names.length ? element("div", { class: "chips" }, ...names.map(chip)) : findLink());
  }

  const findLink = () => element("a", {
    class: "quiet-button", "data-page": "find",
    href: `/?seed=${encodeURIComponent(window.segue.labAddress.now().seed)}`,
  }, "Find with this");

  function fail(sentence) {
    ended();
    message(sentence, () => {
      state.shown = "";
      show(window.segue.labAddress.now());
    });
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const model = event.target.closest("[data-lab-model]");
    if (model && model.getAttribute("aria-disabled") !== "true") toggle(model.dataset.labModel);
    const seed = event.target.closest("[data-lab-seed]");
    if (seed) go(seed.dataset.labSeed);
  });

  document.addEventListener("keydown", (event) => {
    const plain = event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (!plain || window.location.pathname !== "/lab" || !state.box) return;
    if (byId("lab").dataset.view !== "compare") return;
    if (event.target.closest?.("input, textarea, select, [contenteditable]")) return;
    if (document.querySelector('[role="dialog"]')) return;
    event.preventDefault();
    state.box.focus();
  });

  window.segue = Object.assign(window.segue || {}, { labCompare: { follow } });
})();
