// Sets over the years: a mark a set, the higher the more fall together. Plain elements, placed in
// per cent, so that it is as wide as there is room.
(function () {
  "use strict";
  const element = (...given) => window.segue.dom.element(...given);
  const PLACES = 72; // marks nearer to each other than this share of the width are stacked
  const HEIGHT_PX = 58;
  const STEP_PX = 9;
  const MOST_LABELS = 8;

  // A date as a number of years; where day or month is not known, the middle of what is.
  function yearsOf(date) {
    const [year, month, day] = date.split("-").map(Number);
    if (!year) return null;
    if (!month) return year + 0.5;
    return year + (month - 1 + (day ? (day - 0.5) / 31 : 0.5)) / 12;
  }

  function words(dated, undated) {
    const counts = new Map();
    for (const { date } of dated) {
      const year = date.slice(0, 4);
      counts.set(year, (counts.get(year) || 0) + 1);
    }
    const years = Array.from(counts).sort().map(([year, number]) => `${number} in ${year}`);
    if (undated) years.push(`${undated} undated`);
    return `Sets over the years: ${years.join(", ")}`;
  }

  function labels(first, last) {
    const step = Math.ceil((last - first) / MOST_LABELS);
    const found = [];
    for (let year = first; year < last; year += step) found.push(year);
    return found;
  }

  function place(made, share) {
    made.style.left = `${(share * 100).toFixed(2)}%`;
    return made;
  }

  // `sets`: records with `date` (ISO, as precise as known), `name`, `distance` and `close`.
  function draw(sets) {
    const dated = sets.filter((shared) => yearsOf(shared.date) !== null);
    if (!dated.length) return null;
    const at = dated.map((shared) => yearsOf(shared.date));
    const first = Math.floor(Math.min(...at));
    const last = Math.floor(Math.max(...at)) + 1;
    const stacks = new Map();
    // The closest lie lowest and so in a line.
    const ordered = dated.map((shared, index) => ({ shared, share: (at[index] - first) / (last - first) }))
      .sort((one, other) => Number(other.shared.close) - Number(one.shared.close));
    for (const mark of ordered) {
      const bin = Math.round(mark.share * PLACES);
      stacks.set(bin, [...(stacks.get(bin) || []), mark]);
    }
    const marks = Array.from(stacks.values()).flatMap((stack) => {
      const step = Math.min(STEP_PX, HEIGHT_PX / stack.length);
      return stack.map(({ shared, share }, level) => {
        const mark = place(element("span", {
          class: `mark${shared.close ? " close" : ""}`,
          title: `${shared.date} · ${shared.name} · ${shared.distance}`,
        }), share);
        mark.style.bottom = `${(level * step).toFixed(1)}px`;
        return mark;
      });
    });
    const highest = Math.max(...Array.from(stacks.values(), (stack) => stack.length));
    const heightPx = Math.min(HEIGHT_PX, highest * STEP_PX) + 12;
    const axis = labels(first, last).map((year) =>
      place(element("span", { class: "timeline-year" }, String(year)), (year - first) / (last - first)));
    const field = element("div", { class: "timeline-marks" }, ...marks);
    field.style.height = `${heightPx}px`;
    return element("div", {
      class: "timeline", role: "img", "aria-label": words(dated, sets.length - dated.length),
    },
    field, element("div", { class: "timeline-axis" }, ...axis));
  }

  window.segue = Object.assign(window.segue || {}, { timeline: { draw } });
})();
