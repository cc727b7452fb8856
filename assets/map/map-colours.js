// What a point's colour says: genre, tempo or key. The colours stand in map.css, for dark and
// light; grey means that nobody listened to the track yet.
(function () {
  "use strict";
  const OWN = 11; // genres with a colour of their own; the rest shares one
  const UNKNOWN = 255;
  let probe = null;

  // A colour of the style sheet as [red, green, blue].
  function rgb(name) {
    const value = window.getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    if (!probe) {
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 1;
      probe = canvas.getContext("2d", { willReadFrequently: true });
    }
    probe.fillStyle = value;
    probe.fillRect(0, 0, 1, 1);
    return [...probe.getImageData(0, 0, 1, 1).data.slice(0, 3)];
  }

  // Each gives { group, groups }: the group of each point (255 unknown), and what the groups are
  // called, { name, colour: the CSS variable, size }.
  const groupings = {
    genre(data) {
      const sizes = new Array(data.genres.length).fill(0);
      data.genre.forEach((genre) => { if (genre !== UNKNOWN) sizes[genre] += 1; });
      const ranked = sizes.map((size, genre) => ({ size, genre })).filter(({ size }) => size)
        .sort((a, b) => b.size - a.size || a.genre - b.genre);
      const rest = ranked.length > OWN + 1 ? ranked.splice(OWN) : [];
      const groups = ranked.map(({ size, genre }, at) =>
        ({ name: data.genres[genre], colour: `--map-genre-${at + 1}`, size }));
      const place = new Uint8Array(256).fill(UNKNOWN);
      ranked.forEach(({ genre }, at) => { place[genre] = at; });
      rest.forEach(({ genre }) => { place[genre] = OWN; });
      if (rest.length) {
        const size = rest.reduce((sum, one) => sum + one.size, 0);
        groups.push({ name: "other", colour: "--map-genre-12", size });
      }
      return { group: data.genre.map((genre) => place[genre]), groups };
    },
    key(data) {
      const groups = window.segue.mapData.KEYS.map((name) =>
        ({ name, colour: `--map-key-${name.toLowerCase()}`, size: 0 }));
      data.key.forEach((key) => { if (key !== UNKNOWN) groups[key].size += 1; });
      return { group: data.key, groups };
    },
    tempo(data) {
      const known = data.tempo.filter((tempo) => tempo).sort();
      const steps = 7;
      const least = known.length ? known[Math.floor(known.length * 0.02)] / 10 : 100;
      const most = known.length ? known[Math.floor((known.length - 1) * 0.98)] / 10 : 140;
      const low = Math.floor(least);
      const wide = Math.max(1, Math.ceil((most - low) / steps));
      const groups = Array.from({ length: steps }, (_, at) => {
        const from = low + at * wide;
        const name = at === 0 ? `under ${from + wide}`
          : at === steps - 1 ? `${from} and more` : `${from}–${from + wide - 1}`;
        return { name, colour: `--map-tempo-${at + 1}`, size: 0 };
      });
      const group = new Uint8Array(data.size).fill(UNKNOWN);
      data.tempo.forEach((tempo, i) => {
        if (!tempo) return;
        group[i] = Math.min(steps - 1, Math.max(0, Math.floor((tempo / 10 - low) / wide)));
        groups[group[i]].size += 1;
      });
      return { group, groups };
    },
  };

  function group(data, by) {
    const made = groupings[by](data);
    const unknown = made.group.reduce((sum, one) => sum + (one === UNKNOWN), 0);
    return { ...made, unknown };
  }

  // Three bytes a point. `lit(i)`: whether it is one of those that were asked for.
  function colours(grouped, lit) {
    const back = rgb("--map-back");
    const table = grouped.groups.map(({ colour }) => rgb(colour));
    table[UNKNOWN] = rgb("--map-unknown");
    const dim = table.map((colour) => colour.map((part, at) => part * 0.17 + back[at] * 0.83));
    const made = new Uint8Array(3 * grouped.group.length);
    grouped.group.forEach((one, i) => made.set((lit(i) ? table : dim)[one], 3 * i));
    return made;
  }

  // What a renderer is given (map-draw.js).
  function painted(data, grouped, lit) {
    const order = [[], [], [], []];
    const rank = (i) => 2 * lit(i) + (grouped.group[i] !== UNKNOWN);
    // The best known tracks come last, so that they lie on top.
    for (let i = data.size - 1; i >= 0; i -= 1) order[rank(i)].push(i);
    const most = Math.log2(1 + Math.max(1, data.sets[0] || 1));
    const weight = Uint8Array.from(data.sets, (sets) =>
      255 * (0.5 + 0.5 * Math.min(1, Math.log2(1 + sets) / most)));
    return { rgb: colours(grouped, lit), weight, order: order.flat() };
  }

  // What is drawn over the points (map-overlay.js).
  function inks() {
    const style = window.getComputedStyle(document.documentElement);
    const value = (name) => style.getPropertyValue(name).trim();
    return {
      accent: value("--map-path"), onAccent: value("--map-on-path"), back: value("--map-back"),
      text: value("--text"), veil: value("--map-veil"),
    };
  }

  window.segue = Object.assign(window.segue || {}, { mapColours: { group, painted, inks } });
})();
