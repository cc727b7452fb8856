// Draws up to 50,000 points: by WebGL where there is any, else on a plain canvas. Plotly's WebGL
// would do it too, but makes functions from text, which the content security policy forbids.
//
// A renderer: { kind, resize(width, height, ratio), load(places), paint(rgb, weight, order),
// draw(view, size), remove() }. `rgb` three bytes a point, `weight` a byte a point (its size as a
// share), `order` the points as they are drawn, the last on top; `view` is { x, y, scale }: the
// middle and CSS pixels per unit; `size` the widest point in CSS pixels.
(function () {
  "use strict";
  const VERTEX = `
    attribute vec2 place; attribute vec4 paint;
    uniform vec2 centre, scale; uniform float size;
    varying vec3 colour; varying float edge;
    void main() {
      gl_Position = vec4((place - centre) * scale, 0.0, 1.0);
      gl_PointSize = max(1.0, size * paint.a);
      colour = paint.rgb; edge = 1.0 / gl_PointSize;
    }`;
  const FRAGMENT = `
    precision mediump float;
    varying vec3 colour; varying float edge;
    void main() {
      float inside = smoothstep(0.5, 0.5 - edge, length(gl_PointCoord - 0.5));
      gl_FragColor = vec4(colour * inside, inside);
    }`;

  function canvasIn(host) {
    const canvas = document.createElement("canvas");
    canvas.setAttribute("aria-hidden", "true");
    canvas.className = "map-canvas";
    host.prepend(canvas);
    return canvas;
  }

  function fit(canvas, width, height, ratio) {
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
  }

  function program(gl) {
    const made = gl.createProgram();
    for (const [type, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
      const shader = gl.createShader(type);
      gl.shaderSource(shader, source);
      gl.compileShader(shader);
      gl.attachShader(made, shader);
    }
    gl.linkProgram(made);
    return gl.getProgramParameter(made, gl.LINK_STATUS) ? made : null;
  }

  // null where the browser has no WebGL; `lost` is called when it takes it away.
  function webgl(host, lost) {
    const canvas = canvasIn(host);
    const gl = canvas.getContext("webgl", { antialias: false, depth: false, stencil: false });
    const made = gl && program(gl);
    if (!made) {
      canvas.remove();
      return null;
    }
    canvas.addEventListener("webglcontextlost", lost);
    const uniform = (name) => gl.getUniformLocation(made, name);
    const [centre, scale, size] = ["centre", "scale", "size"].map(uniform);
    const buffers = { place: gl.createBuffer(), paint: gl.createBuffer() };
    let places = new Float32Array(0);
    let pixels = 1;
    let count = 0;
    gl.useProgram(made);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);

    function fill(name, values, each, type, normalised) {
      const at = gl.getAttribLocation(made, name);
      gl.bindBuffer(gl.ARRAY_BUFFER, buffers[name]);
      gl.bufferData(gl.ARRAY_BUFFER, values, gl.STATIC_DRAW);
      gl.enableVertexAttribArray(at);
      gl.vertexAttribPointer(at, each, type, normalised, 0, 0);
    }

    return {
      kind: "webgl",
      resize(width, height, ratio) {
        pixels = ratio;
        fit(canvas, width, height, ratio);
        gl.viewport(0, 0, canvas.width, canvas.height);
      },
      load(given) {
        places = given;
      },
      paint(rgb, weight, order) {
        count = order.length;
        const placed = new Float32Array(2 * count);
        const painted = new Uint8Array(4 * count);
        order.forEach((i, at) => {
          placed[2 * at] = places[2 * i];
          placed[2 * at + 1] = places[2 * i + 1];
          painted[4 * at] = rgb[3 * i];
          painted[4 * at + 1] = rgb[3 * i + 1];
          painted[4 * at + 2] = rgb[3 * i + 2];
          painted[4 * at + 3] = weight[i];
        });
        fill("place", placed, 2, gl.FLOAT, false);
        fill("paint", painted, 4, gl.UNSIGNED_BYTE, true);
      },
      draw(view, widest) {
        gl.uniform2f(centre, view.x, view.y);
        const zoom = 2 * view.scale * pixels;
        gl.uniform2f(scale, zoom / canvas.width, -zoom / canvas.height);
        gl.uniform1f(size, widest * pixels);
        gl.clearColor(0, 0, 0, 0);
        gl.clear(gl.COLOR_BUFFER_BIT);
        gl.drawArrays(gl.POINTS, 0, count);
      },
      remove() {
        canvas.removeEventListener("webglcontextlost", lost);
        gl.getExtension("WEBGL_lose_context")?.loseContext();
        canvas.remove();
      },
    };
  }

  // Half the widths of a disc's lines.
  function disc(diameter) {
    const radius = diameter / 2;
    return Array.from({ length: diameter }, (_, line) => {
      const y = line + 0.5 - radius;
      return Math.max(0.5, Math.sqrt(Math.max(0, radius * radius - y * y)));
    });
  }

  // Writes pixels itself: much quicker than 50,000 calls of the canvas.
  function plain(host) {
    const canvas = canvasIn(host);
    const context = canvas.getContext("2d");
    const discs = new Map();
    let image = null;
    let words = null;
    let pixels = 1;
    let places = new Float32Array(0);
    let colours = new Uint32Array(0);
    let weights = new Uint8Array(0);
    let drawn = [];

    function stamp(x, y, diameter, colour) {
      if (!discs.has(diameter)) discs.set(diameter, disc(diameter));
      const { width, height } = image;
      const top = Math.round(y - diameter / 2);
      discs.get(diameter).forEach((half, line) => {
        const row = top + line;
        if (row < 0 || row >= height) return;
        const from = Math.max(0, Math.round(x - half));
        const to = Math.min(width, Math.max(from + 1, Math.round(x + half)));
        words.fill(colour, row * width + from, row * width + to);
      });
    }

    return {
      kind: "canvas",
      resize(width, height, ratio) {
        pixels = ratio;
        fit(canvas, width, height, ratio);
        image = context.createImageData(canvas.width, canvas.height);
        words = new Uint32Array(image.data.buffer);
      },
      load(given) {
        places = given;
      },
      paint(rgb, weight, order) {
        weights = weight;
        drawn = order;
        colours = new Uint32Array(weight.length);
        const bytes = new Uint8Array(colours.buffer);
        for (let i = 0; i < weight.length; i += 1) {
          bytes.set([rgb[3 * i], rgb[3 * i + 1], rgb[3 * i + 2], 255], 4 * i);
        }
      },
      draw(view, widest) {
        if (!image) return;
        const { width, height } = image;
        const scale = view.scale * pixels;
        const largest = widest * pixels;
        words.fill(0);
        for (const i of drawn) {
          const x = (places[2 * i] - view.x) * scale + width / 2;
          const y = (places[2 * i + 1] - view.y) * scale + height / 2;
          if (x > -largest && y > -largest && x < width + largest && y < height + largest) {
            stamp(x, y, Math.max(1, Math.round((largest * weights[i]) / 255)), colours[i]);
          }
        }
        context.putImageData(image, 0, 0);
      },
      remove: () => canvas.remove(),
    };
  }

  window.segue = Object.assign(window.segue || {}, { mapDraw: { webgl, plain } });
})();
