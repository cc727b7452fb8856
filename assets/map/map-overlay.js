// What is drawn over the points: the crate's path, the chosen track, and the line of a selection.
(function () {
  "use strict";
  const APART = 15; // between two numbers of the path
  const NUMBERED = 30; // tracks; the path of more would hide the map

  function make(host) {
    const canvas = document.createElement("canvas");
    canvas.className = "map-canvas map-overlay";
    canvas.setAttribute("aria-hidden", "true");
    host.append(canvas);
    const context = canvas.getContext("2d");
    let ratio = 1;

    function resize(width, height, pixels) {
      ratio = pixels;
      canvas.width = Math.max(1, Math.round(width * ratio));
      canvas.height = Math.max(1, Math.round(height * ratio));
    }

    function ring([x, y], radius, colour, width) {
      context.beginPath();
      context.arc(x, y, radius, 0, 2 * Math.PI);
      context.strokeStyle = colour;
      context.lineWidth = width;
      context.stroke();
    }

    function path(points, colours) {
      const plain = points.length > NUMBERED;
      const widths = plain ? [[1.2, colours.accent]] : [[5, colours.back], [2, colours.accent]];
      context.lineJoin = "round";
      for (const [width, colour] of widths) {
        context.beginPath();
        points.forEach(([x, y], at) => context[at ? "lineTo" : "moveTo"](x, y));
        context.lineWidth = width;
        context.strokeStyle = colour;
        context.stroke();
      }
      if (plain) return;
      const written = [];
      points.forEach(([x, y], at) => {
        // A number that would lie on another one is left out until one comes nearer.
        const free = written.every(([a, b]) => Math.hypot(a - x, b - y) > APART);
        if (free) written.push([x, y]);
        context.beginPath();
        context.arc(x, y, free ? 9 : 4, 0, 2 * Math.PI);
        context.fillStyle = colours.accent;
        context.fill();
        context.lineWidth = 1.5;
        context.strokeStyle = colours.back;
        context.stroke();
        if (!free) return;
        context.fillStyle = colours.onAccent;
        context.fillText(String(at + 1), x, y + 0.5);
      });
    }

    // `shown`: { path, chosen, hovered, line, aim, radius, colours }; places in CSS pixels.
    function draw(shown) {
      const { colours, radius } = shown;
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, canvas.width / ratio, canvas.height / ratio);
      context.font = "700 10.5px system-ui, sans-serif";
      context.textAlign = "center";
      context.textBaseline = "middle";
      if (shown.path.length) path(shown.path, colours);
      for (const place of [shown.hovered, shown.chosen]) {
        if (!place) continue;
        ring(place, radius + 4.5, colours.back, 5);
        ring(place, radius + 4.5, place === shown.chosen ? colours.accent : colours.text, 2.2);
      }
      if (shown.aim) {
        ring(shown.aim, 7, colours.back, 4);
        ring(shown.aim, 7, colours.text, 1.5);
      }
      if (shown.line.length > 1) {
        context.beginPath();
        shown.line.forEach(([x, y], at) => context[at ? "lineTo" : "moveTo"](x, y));
        context.closePath();
        context.fillStyle = colours.veil;
        context.fill();
        context.setLineDash([5, 4]);
        context.lineWidth = 1.6;
        context.strokeStyle = colours.accent;
        context.stroke();
        context.setLineDash([]);
      }
    }

    return { resize, draw };
  }

  window.segue = Object.assign(window.segue || {}, { mapOverlay: { make } });
})();
