// The picture: points and what lies over them, drawn again when something changed and only while
// the page is shown.
(function () {
  "use strict";
  const shown = () => window.segue.router.isShown("map") && !document.hidden;

  // Points grow more slowly than the map.
  function widest(count, z) {
    const base = count > 20000 ? 3 : count > 5000 ? 4.5 : count > 1000 ? 6.5 : 9;
    return Math.min(22, base * z ** 0.38);
  }

  // `scene()`: { data (null before there is any), grouped, lit, path, chosen, hovered, line },
  // points by their number, the line in CSS pixels; `lit()` gives what tells which points are lit.
  function make(host, view, scene) {
    const { webgl, plain } = window.segue.mapDraw;
    let renderer = webgl(host, lost) || plain(host);
    const overlay = window.segue.mapOverlay.make(host);
    let inks = {};
    let dirty = false;

    // The browser took WebGL away: go on without.
    function lost() {
      renderer.remove();
      renderer = plain(host);
      load();
      fit();
      paint();
    }

    function load() {
      const { data } = scene();
      if (data) renderer.load(data.places);
    }

    // After whatever says which points are lit, and in which colours.
    function paint() {
      const { data, grouped, lit } = scene();
      if (!data) return;
      const { painted, inks: inksNow } = window.segue.mapColours;
      inks = inksNow();
      const { rgb, weight, order } = painted(data, grouped, lit());
      renderer.paint(rgb, weight, order);
      later();
    }

    function draw() {
      const { data, path, chosen, hovered, line } = scene();
      if (!data) return;
      const size = widest(data.size, view.now.z);
      const at = (i) =>
        (i >= 0 ? view.toScreen(data.places[2 * i], data.places[2 * i + 1]) : null);
      renderer.draw({ x: view.now.x, y: view.now.y, scale: view.scale() }, size);
      const { width, height } = view.size;
      const aim = host.matches(":focus-visible") ? [width / 2, height / 2] : null;
      overlay.draw({
        path: path.map(at), chosen: at(chosen), hovered: at(hovered), line, aim,
        radius: size / 2, colours: inks,
      });
    }

    function later() {
      if (dirty) return;
      dirty = true;
      window.requestAnimationFrame(() => {
        dirty = false;
        if (shown()) draw();
      });
    }

    function fit() {
      const { clientWidth, clientHeight } = host;
      if (!clientWidth || !clientHeight) return; // another page is shown
      const ratio = Math.min(2, window.devicePixelRatio || 1);
      view.resize(clientWidth, clientHeight);
      renderer.resize(clientWidth, clientHeight, ratio);
      overlay.resize(clientWidth, clientHeight, ratio);
      // At once: a canvas of another size is empty.
      if (shown()) draw();
    }

    new ResizeObserver(fit).observe(host);
    new MutationObserver(paint).observe(document.documentElement,
      { attributes: true, attributeFilter: ["data-mantine-color-scheme"] });
    document.addEventListener("visibilitychange", later);
    for (const name of ["focus", "blur"]) host.addEventListener(name, later);
    fit();
    return { load, paint, draw, later, fit, kind: () => renderer.kind };
  }

  window.segue = Object.assign(window.segue || {}, { mapPicture: { make, widest, shown } });
})();
