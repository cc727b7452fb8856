// What part of the map is seen, and how hand and keyboard move it: drag, wheel, pinch, arrows.
(function () {
  "use strict";
  const MARGIN = 0.93; // of the shorter side is filled by the whole map
  const DEEPEST = 300;
  const FLIGHT_MS = 650;
  const CLICK_PX = 5;
  const still = () => window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  const between = (least, value, most) => Math.min(most, Math.max(least, value));

  // `moved()` is called after each change. z = 1 shows the whole map.
  function camera(moved) {
    const now = { x: 0, y: 0, z: 1 };
    const size = { width: 1, height: 1 };
    let flight = 0;
    const scale = (z = now.z) => (Math.min(size.width, size.height) / 2) * MARGIN * z;

    function set(x, y, z) {
      now.z = between(0.7, z, DEEPEST);
      now.x = between(-1.2, x, 1.2);
      now.y = between(-1.2, y, 1.2);
      moved();
    }

    function stop() {
      window.cancelAnimationFrame(flight);
    }

    // The place under (px, py) stays there.
    function zoom(factor, px = size.width / 2, py = size.height / 2) {
      stop();
      const [x, y] = toMap(px, py);
      const z = between(0.7, now.z * factor, DEEPEST);
      const dx = (px - size.width / 2) / scale(z);
      const dy = (py - size.height / 2) / scale(z);
      set(x - dx, y - dy, z);
    }

    function pan(dx, dy) {
      stop();
      set(now.x - dx / scale(), now.y - dy / scale(), now.z);
    }

    function fly(x, y, z) {
      stop();
      if (still()) {
        set(x, y, z);
        return;
      }
      const from = { ...now };
      // A long way is flown higher up, so that one sees where it goes.
      const rise = Math.min(1.5, Math.hypot(x - from.x, y - from.y) * Math.min(from.z, z) * 0.4);
      const begun = performance.now();
      const step = (time) => {
        const share = between(0, (time - begun) / FLIGHT_MS, 1);
        const eased = share * share * (3 - 2 * share);
        const height = Math.log(from.z) + (Math.log(z) - Math.log(from.z)) * eased
          - rise * Math.sin(Math.PI * eased);
        set(from.x + (x - from.x) * eased, from.y + (y - from.y) * eased, Math.exp(height));
        if (share < 1) flight = window.requestAnimationFrame(step);
        else set(x, y, z);
      };
      flight = window.requestAnimationFrame(step);
    }

    const toMap = (px, py) => [
      now.x + (px - size.width / 2) / scale(),
      now.y + (py - size.height / 2) / scale(),
    ];
    const toScreen = (x, y) => [
      (x - now.x) * scale() + size.width / 2,
      (y - now.y) * scale() + size.height / 2,
    ];
    const resize = (width, height) => Object.assign(size, { width, height });
    return { now, size, scale, set, zoom, pan, fly, stop, toMap, toScreen, resize };
  }

  // `told`: { selects(event), hover(px, py), leave(), click(px, py, touch), line(points, done) };
  // all in CSS pixels within `host`.
  function hands(host, view, told) {
    const fingers = new Map();
    let start = null; // where the first finger went down
    let line = null; // of the lasso
    let apart = 0;
    const place = (event) => {
      const box = host.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    const spread = () => {
      const [[ax, ay], [bx, by]] = [...fingers.values()];
      return { apart: Math.hypot(ax - bx, ay - by), x: (ax + bx) / 2, y: (ay + by) / 2 };
    };

    function down(event) {
      if (event.button !== 0 || event.target.closest("button, a, input")) return;
      host.setPointerCapture(event.pointerId);
      const at = place(event);
      fingers.set(event.pointerId, at);
      view.stop();
      told.leave();
      if (fingers.size === 1) {
        start = { at, moved: false };
        line = told.selects(event) ? [at] : null;
      } else if (fingers.size === 2) {
        line = null;
        told.line([], false);
        start.moved = true;
        apart = spread().apart;
      }
    }

    function move(event) {
      const at = place(event);
      const before = fingers.get(event.pointerId);
      if (!before) {
        if (event.pointerType === "mouse") told.hover(...at);
        return;
      }
      const middle = fingers.size === 2 ? spread() : null;
      fingers.set(event.pointerId, at);
      if (middle) {
        const now = spread();
        view.pan(now.x - middle.x, now.y - middle.y);
        if (apart > 0 && now.apart > 0) view.zoom(now.apart / apart, now.x, now.y);
        apart = now.apart;
        return;
      }
      if (fingers.size > 2) return;
      if (Math.hypot(at[0] - start.at[0], at[1] - start.at[1]) > CLICK_PX) start.moved = true;
      if (line) {
        line.push(at);
        told.line(line, false);
      } else if (start.moved) view.pan(at[0] - before[0], at[1] - before[1]);
    }

    function up(event) {
      if (!fingers.delete(event.pointerId) || fingers.size) return;
      const cancelled = event.type === "pointercancel";
      if (line && start.moved) told.line(cancelled ? [] : line, true);
      else if (!start.moved && !cancelled) {
        told.line([], false);
        told.click(...start.at, event.pointerType !== "mouse");
      }
      line = null;
    }

    host.addEventListener("pointerdown", down);
    host.addEventListener("pointermove", move);
    host.addEventListener("pointerup", up);
    host.addEventListener("pointercancel", up);
    host.addEventListener("pointerleave", told.leave);
    host.addEventListener("wheel", (event) => {
      event.preventDefault();
      const lines = event.deltaMode === 1 ? 24 : 1;
      view.zoom(Math.exp(-event.deltaY * lines * 0.0016), ...place(event));
    }, { passive: false });
  }

  window.segue = Object.assign(window.segue || {}, { mapView: { camera, hands } });
})();
