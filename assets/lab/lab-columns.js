// The models' answers as columns. What several of them name is marked: small squares say which ones,
// a word where all do, and whoever rests on a track sees it light up in every column.
(function () {
  "use strict";
  const element = (...given) => window.segue.dom.element(...given);
  const byId = (id) => document.getElementById(id);
  const findLink = (track) => `/?seed=${encodeURIComponent(track.name)}`;
  const tracks = (n) => `${n} ${n === 1 ? "track" : "tracks"}`;

  // key → for each column, the rank there or 0.
  function places(answers) {
    const found = new Map();
    answers.forEach(({ keys }, column) => keys.forEach((key, at) => {
      if (!found.has(key)) found.set(key, answers.map(() => 0));
      found.get(key)[column] = at + 1;
    }));
    return found;
  }

  function seed(track) {
    const badge = window.segue.badges.key(track.camelot);
    const tempo = track.tempo_bpm ? `${track.tempo_bpm.toFixed(1)} BPM` : null;
    const sets = `in ${track.sets.toLocaleString("en")} ${track.sets === 1 ? "set" : "sets"}`;
    return [
      window.segue.badges.cover(track),
      element("div", { class: "lab-seed-words" },
        element("h2", { id: "lab-seed-title", tabindex: "-1" }, track.title),
        element("p", {}, track.artist)),
      element("p", { class: "lab-seed-facts" }, badge,
        element("span", {}, [tempo, sets].filter(Boolean).join(" · "))),
      element("div", { class: "lab-seed-actions" },
        element("a", { class: "quiet-button", href: findLink(track), "data-page": "find" }, "Find with this"),
        window.segue.rowActions.crateButton(track)),
    ];
  }

  // How far the columns agree, in one sentence or two.
  function agreement(answers, models, where) {
    if (answers.length < 2) return "";
    const all = [...where.values()].filter((ranks) => ranks.every(Boolean)).length;
    const every = answers.length === 2 ? "both answers" : `all ${answers.length} answers`;
    const first = all ? `${tracks(all)} ${all === 1 ? "is" : "are"} in ${every}.` : `No track is in ${every}.`;
    if (answers.length === 2) return first;
    const pairs = answers.flatMap((one, a) => answers.slice(a + 1).map((other, b) => ({
      names: `${models[a].name} and ${models[a + 1 + b].name}`,
      shared: one.keys.filter((key) => other.keys.includes(key)).length,
    }))).sort((x, y) => y.shared - x.shared);
    const [most, least] = [pairs[0], pairs.at(-1)];
    if (most.shared === least.shared) return `${first} Each two of them share ${most.shared}.`;
    return `${first} ${most.names} agree most (${most.shared}), ${least.names} least (${least.shared}).`;
  }

  function pips(ranks, models) {
    const held = ranks.filter(Boolean).length;
    if (held < 2) return null;
    const who = ranks.map((rank, at) => (rank ? `${models[at].name} ${rank}` : "")).filter(Boolean);
    const told = `In ${held} of ${ranks.length} answers: ${who.join(", ")}`;
    const sign = held === ranks.length
      ? element("span", { class: "lab-all", "aria-hidden": "true" }, held === 2 ? "both" : `all ${held}`)
      : element("span", { class: "lab-pips", "aria-hidden": "true" },
        ...ranks.map((rank) => element("i", { class: rank ? "is-on" : null })));
    return element("span", { class: "lab-agree", title: told }, sign,
      element("span", { class: "visually-hidden" }, told));
  }

  // What the squares are; of two columns there are none.
  function legend(number) {
    if (number < 3) return null;
    return element("p", { class: "lab-hint", "aria-hidden": "true" },
      element("span", { class: "lab-pips" }, element("i", { class: "is-on" }), element("i", {}), element("i", { class: "is-on" })),
      "which columns have the track");
  }

  function line(track, rank, ranks, models, around) {
    return element("li", { class: ranks.every(Boolean) && ranks.length > 1 ? "lab-track is-all" : "lab-track", "data-lab-key": track.key },
      element("span", { class: "lab-rank" }, String(rank)),
      element("span", { class: "track-name" },
        element("a", { href: findLink(track), "data-page": "find", title: `${track.name}. Find with this` },
          track.title),
        element("span", { class: "lab-under" }, window.segue.badges.key(track.camelot),
          element("span", { class: "lab-artist", title: track.artist }, track.artist),
          pips(ranks, models))),
      window.segue.player.button(track, around),
      window.segue.rowActions.crateButton(track));
  }

  function column({ keys }, at, answer, models, where) {
    const model = models[at];
    const around = () => keys.map((key) => answer.tracks[key]);
    const title = `lab-column-${at}`;
    const lines = keys.map((key, rank) =>
      line(answer.tracks[key], rank + 1, where.get(key), models, around));
    return element("section", { class: model.ours ? "lab-column is-default" : "lab-column", "aria-labelledby": title },
      element("h3", { id: title, title: model.about || null }, model.name),
      element("p", { class: "lab-hint" }, model.about),
      lines.length ? element("ol", {}, ...lines)
        : element("p", { class: "lab-nothing" }, "This model has nothing to say about the track."));
  }

  // `models`: of each column, what /lab/models told of it.
  function draw(answer, models) {
    const where = places(answer.answers);
    byId("lab-seed").replaceChildren(...seed(answer.seed));
    const said = agreement(answer.answers, models, where);
    const columns = element("div", {
      class: "lab-columns", tabindex: "0", role: "region", "aria-label": "Answers of the models",
    }, ...answer.answers.map((one, at) => column(one, at, answer, models, where)));
    columns.style.setProperty("--columns", String(models.length));
    byId("lab-columns").replaceChildren(
      element("div", { class: "lab-agreement" }, element("p", {}, said), legend(models.length)), columns);
    window.segue.lab.say(`${answer.seed.title}: answers of ${models.map(({ name }) => name).join(", ")}. ${said}`);
  }

  // ----- one track in every column

  function light(event) {
    const row = event.target instanceof Element && event.target.closest("[data-lab-key]");
    const host = byId("lab-columns");
    if (!host || (!row && !host.querySelector(".is-lit"))) return;
    host.querySelectorAll("[data-lab-key]").forEach((one) => {
      one.classList.toggle("is-lit", Boolean(row) && one.dataset.labKey === row.dataset.labKey);
    });
  }

  // Where a page scrolls under a hand that rests, what comes below it was not meant.
  let rests = "";
  document.addEventListener("pointerover", (event) => {
    const place = `${event.screenX} ${event.screenY}`;
    if (place !== rests) light(event);
    rests = place;
  });
  document.addEventListener("focusin", light);

  window.segue = Object.assign(window.segue || {}, { labColumns: { draw } });
})();
