// The map's points: reads the bytes of /map/points (dashboard/map_routes.py), and finds what lies
// near a place through a grid of cells, so that no question looks at every point.
(function () {
  "use strict";
  const UNKNOWN = 255;
  const KEYS = Array.from({ length: 24 }, (_, n) => `${(n >> 1) + 1}${n % 2 ? "B" : "A"}`);

  // → { size, kind, current, genres, places, tempo, sets, key, genre }, arrays by track.
  function read(buffer) {
    const length = new DataView(buffer).getUint32(0, true);
    const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, length)));
    const n = header.size;
    let at = 4 + length;
    const take = (Kind, count) => {
      const made = new Kind(buffer, at, count);
      at += made.byteLength;
      return made;
    };
    return {
      ...header,
      places: take(Float32Array, 2 * n),
      tempo: take(Uint16Array, n),
      sets: take(Uint16Array, n),
      key: take(Uint8Array, n),
      genre: take(Uint8Array, n),
    };
  }

  // Places within -1 to 1, sorted into square cells.
  function grid(places) {
    const n = places.length / 2;
    const side = Math.max(1, Math.ceil(Math.sqrt(n / 3)));
    const clamp = (cell) => Math.min(side - 1, Math.max(0, cell));
    const cellOf = (value) => clamp(Math.floor(((value + 1) / 2) * side));
    const starts = new Uint32Array(side * side + 1);
    const cells = new Uint32Array(n);
    for (let i = 0; i < n; i += 1) {
      cells[i] = cellOf(places[2 * i + 1]) * side + cellOf(places[2 * i]);
      starts[cells[i] + 1] += 1;
    }
    for (let cell = 0; cell < side * side; cell += 1) starts[cell + 1] += starts[cell];
    const next = starts.slice();
    const sorted = new Uint32Array(n);
    for (let i = 0; i < n; i += 1) {
      sorted[next[cells[i]]] = i;
      next[cells[i]] += 1;
    }

    // Every point of the cells that a box touches.
    function eachIn(x0, y0, x1, y1, visit) {
      for (let row = cellOf(y0); row <= cellOf(y1); row += 1) {
        const first = starts[row * side + cellOf(x0)];
        const last = starts[row * side + cellOf(x1) + 1];
        for (let at = first; at < last; at += 1) visit(sorted[at]);
      }
    }

    // The point nearest to (x, y) within `radius`, -1 where there is none.
    function nearest(x, y, radius) {
      let best = -1;
      let least = radius * radius;
      eachIn(x - radius, y - radius, x + radius, y + radius, (i) => {
        const distance = (places[2 * i] - x) ** 2 + (places[2 * i + 1] - y) ** 2;
        // Of two in one place the better known one, which comes first.
        if (distance < least || (distance === least && i < best)) {
          least = distance;
          best = i;
        }
      });
      return best;
    }

    // The `count` points nearest to (x, y), nearest first, without `except`.
    function around(x, y, count, except = -1) {
      for (let radius = 1.5 / side; ; radius *= 2) {
        const found = [];
        eachIn(x - radius, y - radius, x + radius, y + radius, (i) => {
          const distance = Math.hypot(places[2 * i] - x, places[2 * i + 1] - y);
          if (i !== except && distance <= radius) found.push([distance, i]);
        });
        if (found.length >= count || radius > 4) {
          return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, count)
            .map(([, i]) => i);
        }
      }
    }

    // The points inside a closed line, a list of [x, y], most played first.
    function inside(line) {
      const found = [];
      const xs = line.map(([x]) => x);
      const ys = line.map(([, y]) => y);
      eachIn(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys), (i) => {
        if (contains(line, places[2 * i], places[2 * i + 1])) found.push(i);
      });
      return found.sort((a, b) => a - b);
    }

    return { nearest, around, inside };
  }

  function contains(line, x, y) {
    let within = false;
    for (let i = 0, j = line.length - 1; i < line.length; j = i, i += 1) {
      const [ax, ay] = line[i];
      const [bx, by] = line[j];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
    }
    return within;
  }

  // The track of a point, as the page shows it.
  function describe(data, names, i) {
    return {
      index: i,
      key: names.keys[i],
      artist: names.artists[i],
      title: names.titles[i],
      camelot: data.key[i] === UNKNOWN ? null : KEYS[data.key[i]],
      tempo_bpm: data.tempo[i] ? data.tempo[i] / 10 : null,
      genre: data.genre[i] === UNKNOWN ? null : data.genres[data.genre[i]],
      sets: data.sets[i],
    };
  }

  window.segue = Object.assign(window.segue || {}, {
    mapData: { read, grid, describe, KEYS, UNKNOWN },
  });
})();
