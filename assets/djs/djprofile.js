// A DJ's profile but for the tracks: the picture, the sets, who plays alike, what the DJ would like.
(function () {
  "use strict";
  const NOWHERE = { company: "dj-alike-body", liked: "dj-liked-body" };
  const byId = (id) => document.getElementById(id);
  const element = (...given) => window.segue.dom.element(...given);
  const count = (...given) => window.segue.djs.count(...given);

  function show(profile) {
    byId("dj-name").textContent = profile.dj.name;
    byId("dj-facts").textContent = profile.facts;
    byId("dj-seeds").replaceChildren();
    picture(profile.picture);
    sets(profile.sets);
  }

  // ----- the picture

  const swatch = (colour) =>
    element("span", { class: `dj-swatch dj-colour-${colour}`, "aria-hidden": "true" });

  function picture(shown) {
    byId("dj-picture").hidden = !shown;
    if (!shown) return;
    byId("dj-picture-heading").textContent = shown.title;
    byId("dj-figure").setAttribute("aria-label", shown.words);
    byId("dj-figure").dataset.colours = shown.series.map(({ colour }) => colour).join(" ");
    const caption = shown.caption && element("p", { class: "dj-caption" }, shown.caption);
    byId("dj-picture-body").replaceChildren(caption || "", legend(shown), table(shown));
    // The list first: Plotly is large, and comes when the browser has nothing better to do.
    const later = window.requestIdleCallback || ((work) => window.setTimeout(work, 50));
    later(() => draw(shown.figure), { timeout: 1000 });
  }

  function draw(figure) {
    window.dash_clientside.set_props("dj-figure", {
      children: {
        namespace: "dash_core_components",
        type: "Graph",
        props: {
          id: "dj-graph",
          figure,
          config: { displayModeBar: false, responsive: true, showTips: false, doubleClick: false },
          style: { height: `${figure.layout.height}px` },
        },
      },
    });
  }

  function legend(shown) {
    if (shown.series.length < 2) return "";
    return element("ul", { class: "dj-legend" }, ...shown.series.map((series) =>
      element("li", {}, swatch(series.colour), series.name)));
  }

  function table({ years, series, counted }) {
    const cell = (number) => element("td", {}, number ? number.toLocaleString("en") : "–");
    const rows = years.map((year, at) =>
      element("tr", {}, element("th", { scope: "row" }, String(year)),
        ...series.map(({ counts: numbers }) => cell(numbers[at])))).reverse();
    const heads = ["Year", ...series.map(({ name }) => name)];
    return element("details", { class: "dj-table" },
      element("summary", {}, "As a table"),
      element("div", { class: "dj-table-scroll", tabindex: "0", role: "region", "aria-label": `${counted} by year` },
        element("table", {},
          element("thead", {}, element("tr", {},
            ...heads.map((name) => element("th", { scope: "col" }, name)))),
          element("tbody", {}, ...rows))));
  }

  // ----- the sets

  function setLine(set) {
    const title = set.url
      ? element("a", { href: set.url, target: "_blank", rel: "noopener noreferrer" }, set.title)
      : element("span", {}, set.title);
    const others = set.others.flatMap((dj, at) => [at ? ", " : "with ", window.segue.djs.djLink(dj)]);
    return element("li", {},
      element("span", { class: "set-date" }, set.date || "undated"),
      element("div", {},
        element("div", { class: "set-title" }, title),
        others.length ? element("div", { class: "set-djs" }, ...others) : null),
      element("span", { class: "dj-set-tracks" }, count(set.tracks, "track")));
  }

  // A year's sets are drawn when it is opened.
  function year(name, list, open) {
    const made = element("details", { class: "dj-year", open },
      element("summary", {}, element("b", {}, name), element("span", {}, count(list.length, "set"))));
    const fill = () => {
      if (made.open && made.childElementCount === 1) {
        made.append(element("ol", { class: "set-list dj-sets" }, ...list.map(setLine)));
      }
    };
    made.addEventListener("toggle", fill);
    fill();
    return made;
  }

  function sets(list) {
    byId("dj-sets-heading").textContent = count(list.length, "set");
    const years = new Map();
    for (const set of list) {
      const name = set.date.slice(0, 4) || "Undated";
      if (!years.has(name)) years.set(name, []);
      years.get(name).push(set);
    }
    const few = list.length <= 8;
    byId("dj-sets-body").replaceChildren(
      ...[...years].map(([name, ofYear], at) => year(name, ofYear, few || at === 0)));
  }

  // ----- what comes later

  function waits(part) {
    const bones = Array.from({ length: 4 }, () =>
      element("li", {}, element("span", { class: "bone line" })));
    byId(NOWHERE[part]).replaceChildren(
      element("ul", { class: "dj-bones", "aria-label": "Working it out" }, ...bones));
  }

  function fails(part, message, again) {
    const button = element("button", { type: "button", class: "quiet-button" }, "Try again");
    button.addEventListener("click", again);
    byId(NOWHERE[part]).replaceChildren(
      element("p", { class: "inline-error", role: "alert" }, message), button);
  }

  const nothing = (sentence) => element("p", { class: "dj-nothing" }, sentence);

  function company({ alike, typical }) {
    const best = alike.length ? alike[0].likeness : 1;
    const lines = alike.map((dj) => {
      const bar = element("span", { class: "fit", "aria-hidden": "true" }, element("span", {}));
      bar.firstChild.style.width = `${(100 * dj.likeness) / best}%`;
      return element("li", {}, window.segue.djs.djLink(dj), bar,
        element("span", { class: "dj-shared" }, `${count(dj.shared, "track")} in common`));
    });
    byId("dj-alike-body").replaceChildren(lines.length
      ? element("ol", { class: "dj-alike-list" }, ...lines)
      : nothing("No other DJ in the catalogue plays any of these tracks."));
    if (typical.length) byId("dj-seeds").replaceChildren(seeds(typical));
  }

  function seeds(typical) {
    const names = typical.map((track) => track.name);
    return element("a", {
      href: window.segue.djTracks.findLink(names), "data-page": "find", class: "primary-button",
      title: `Typical of this DJ, most played first: ${names.join("; ")}`,
    }, names.length === 1 ? "Use this track as a seed" : `Use these ${names.length} as seeds`);
  }

  function liked({ tracks }) {
    byId("dj-liked-body").replaceChildren(tracks.length
      ? element("ol", { class: "dj-track-list" }, ...tracks.map((track) =>
        element("li", { class: "dj-track is-short" },
          ...window.segue.djTracks.cells(track, () => tracks))))
      : nothing("Too few tracks of this DJ are in other sets to say. Import more set lists, then "
        + "train again: python -m recommender train."));
  }

  window.segue = Object.assign(window.segue || {}, {
    djProfile: { show, waits, fails, company, liked },
  });
})();
