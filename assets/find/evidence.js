// The drawer that says why: it opens at once, with grey lines until the sets are there. It is drawn
// here, for a pair of tracks may share hundreds of sets.
(function () {
  "use strict";
  const element = (...given) => window.segue.dom.element(...given);
  let number = 0; // of the newest question: an older answer is not shown
  let drawing = 0; // the newest one
  let row = null; // what the drawer is about
  const PATIENCE_MS = 10000;

  const { set } = window.segue.props;

  function open(asked) {
    const { shown } = window.segue;
    if (!shown) return;
    number += 1;
    row = asked;
    const seeds = shown.seeds?.length ? shown.seeds : [shown];
    set("evidence-drawer", { opened: true, title: `${row.title} · ${row.artist}` });
    draw(["line", "line", "line"].map((name) => element("div", { class: `bone ${name}` })));
    ask({ row, seeds, disliked: shown.disliked || [] }, number);
  }

  async function ask(question, mine) {
    try {
      const answer = await window.segue.ask.post("/find/evidence", question);
      if (mine === number) draw(answer.sets.length ? [reason(answer), ...sets(answer)] : [reason(answer)]);
    } catch (error) {
      if (mine === number) fail(error.message);
    }
  }

  function close() {
    if (document.getElementById("evidence-body")) set("evidence-drawer", { opened: false });
  }

  // The drawer's body comes a moment after it is opened.
  function draw(parts) {
    drawing += 1;
    const mine = drawing;
    const until = performance.now() + PATIENCE_MS;
    const attempt = () => {
      const body = document.getElementById("evidence-body");
      if (mine !== drawing) return;
      if (body) body.replaceChildren(actions(), ...parts.filter(Boolean));
      else if (performance.now() < until) window.requestAnimationFrame(attempt);
    };
    attempt();
  }

  function actions() {
    const { crateButton, wishButton } = window.segue.rowActions;
    return element("div", { class: "evidence-actions" },
      window.segue.player.button(row), crateButton(row),
      wishButton("like", row, true), wishButton("dislike", row, true));
  }

  const fail = (sentence) =>
    draw([element("p", { class: "inline-error", role: "alert" }, sentence)]);

  const reason = (answer) => element("p", { class: "evidence-reason" }, answer.reason);

  function sets(answer) {
    const years = new Map();
    for (const shared of answer.sets) {
      const year = shared.date.slice(0, 4);
      years.set(year, [...(years.get(year) || []), shared]);
    }
    return [
      element("div", { class: "evidence-heading" },
        element("h3", {}, answer.heading), djsLine(answer.djs)),
      window.segue.timeline.draw(answer.sets),
      ...Array.from(years, ([year, held]) =>
        element("section", { class: "evidence-year" },
          element("h4", {}, year || "Undated"),
          element("ol", { class: "set-list" }, ...held.map(line)))),
    ];
  }

  function djLink(dj) {
    return element("a", {
      href: `/djs?dj=${encodeURIComponent(dj.key)}`, "data-page": "djs", class: "dj-link",
    }, dj.name);
  }

  function djsLine(djs) {
    if (!djs) return null;
    return element("p", { class: "evidence-djs" },
      `${djs.words} `, djs.dj ? djLink(djs.dj) : null, djs.sets ? ` ${djs.sets}` : null);
  }

  function line(shared) {
    const title = shared.url
      ? element("a", { href: shared.url, target: "_blank", rel: "noopener noreferrer" }, shared.name)
      : shared.name;
    const djs = shared.djs.flatMap((dj, at) => (at ? [", ", djLink(dj)] : [djLink(dj)]));
    return element("li", {},
      element("span", { class: "set-date" }, shared.date.slice(5) ? day(shared.date) : ""),
      element("div", {},
        element("div", { class: "set-title" }, title),
        element("div", { class: "set-djs" }, ...djs)),
      element("span", { class: `distance${shared.close ? " close" : ""}` }, shared.distance));
  }

  const MONTHS = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ];

  // `2014-05-03` → `3 May`; the year stands over it.
  function day(date) {
    const [, month, dayOfMonth] = date.split("-");
    const name = MONTHS[Number(month) - 1] || "";
    return dayOfMonth ? `${Number(dayOfMonth)} ${name}` : name;
  }

  // The way to a DJ's page leads out of the drawer.
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#evidence-body a[data-page]")) {
      close();
    }
  }, true);

  window.segue = Object.assign(window.segue || {}, { evidence: { open, close } });
})();
