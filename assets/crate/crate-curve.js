// The curve over the list: the tempo from track to track, each a dot in the hue of its key.
(function () {
  "use strict";
  const SVG = "http://www.w3.org/2000/svg";
  const HEIGHT = 60;
  const PAD = 8;
  const LEAST_BPM = 3; // a crate of one tempo is a flat line, not a mountain range
  let drawn = "";
  let watching = false;

  function shape(type, props, ...children) {
    const made = document.createElementNS(SVG, type);
    for (const [name, value] of Object.entries(props)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }

  // Where the dots are, for tracks whose tempo is known.
  function points(tracks, width) {
    const known = tracks.map((track, at) => ({ track, at })).filter(({ track }) => track.tempo_bpm);
    const tempos = window.segue.crateFacts.mixed(known.map(({ track }) => track.tempo_bpm));
    const low = Math.min(...tempos);
    const high = Math.max(...tempos);
    const span = Math.max(high - low, LEAST_BPM);
    const base = (low + high - span) / 2;
    const step = (width - 2 * PAD) / Math.max(1, tracks.length - 1);
    return known.map(({ track, at }, n) => ({
      track,
      at,
      bpm: tempos[n],
      x: PAD + at * step,
      y: HEIGHT - PAD - ((tempos[n] - base) / span) * (HEIGHT - 2 * PAD),
    }));
  }

  const path = (dots) => dots.map(({ x, y }, n) => `${n ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

  // Over tracks of unknown tempo the line is broken.
  function lines(dots) {
    const whole = [];
    const broken = [];
    dots.slice(1).forEach((dot, n) => {
      (dot.at === dots[n].at + 1 ? whole : broken).push(path([dots[n], dot]));
    });
    return [
      shape("path", { d: whole.join(""), class: "curve-line" }),
      shape("path", { d: broken.join(""), class: "curve-line is-broken" }),
    ];
  }

  function dot({ track, at, x, y }, radius) {
    const key = track.camelot;
    const hue = key ? `k${key.slice(0, -1)} k${key.slice(-1).toLowerCase()}` : "is-keyless";
    const name = `${at + 1}. ${track.title}: ${track.tempo_bpm.toFixed(1)} BPM${key ? `, ${key}` : ""}`;
    const title = shape("title", {});
    title.textContent = name;
    return shape("circle", { cx: x.toFixed(1), cy: y.toFixed(1), r: radius, class: `curve-dot ${hue}` }, title);
  }

  function words(tracks, dots) {
    const bpm = (one) => `${one.bpm.toFixed(1)} BPM`;
    const most = dots.reduce((one, other) => (other.bpm > one.bpm ? other : one));
    const least = dots.reduce((one, other) => (other.bpm < one.bpm ? other : one));
    const unknown = tracks.length - dots.length;
    return `Tempo through the crate: from ${bpm(dots[0])} to ${bpm(dots.at(-1))}, ` +
      `lowest ${bpm(least)} at track ${least.at + 1}, highest ${bpm(most)} at track ${most.at + 1}.` +
      (unknown ? ` The tempo of ${unknown} ${unknown === 1 ? "track is" : "tracks are"} not known.` : "");
  }

  function draw(tracks) {
    const place = document.getElementById("crate-curve");
    watch(place);
    const width = place.clientWidth;
    const now = JSON.stringify([width, tracks.map((one) => [one.title, one.camelot, one.tempo_bpm])]);
    if (!width || now === drawn) return; // what is not on the screen is drawn when it is
    drawn = now;
    const dots = points(tracks, width);
    place.replaceChildren(dots.length ? picture(tracks, dots, width) : nothing());
  }

  function picture(tracks, dots, width) {
    const radius = tracks.length > 120 ? 1.6 : tracks.length > 40 ? 2.6 : 4;
    const props = { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, role: "img" };
    return shape("svg", { ...props, "aria-label": words(tracks, dots) },
      ...lines(dots), ...dots.map((one) => dot(one, radius)));
  }

  const nothing = () => window.segue.dom.element("p", {}, "No tempo is known of these tracks.");

  function watch(place) {
    if (watching) return;
    watching = true;
    new ResizeObserver(() => draw(window.segue.crate.tracks())).observe(place);
  }

  window.segue = Object.assign(window.segue || {}, { crateCurve: { draw } });
})();
