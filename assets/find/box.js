// Writes to the seed box.
(function () {
  "use strict";
  const WRITE_MS = 60; // a box that is written to is looked after so often
  const WRITES = 8;
  const state = {
    writing: 0,
    putting: 0,
    written: "", // what was written to the box last
    old: new Set(), // what may still stand in it, or be told of, from before
  };

  // The box is another component's, and keeps what was typed to itself for a moment: it follows only
  // a change of what it told, and may tell of what was typed after that, or of what was written to it
  // a moment ago. So it is looked after for a while, until somebody types something else.
  function write(text) {
    const box = document.getElementById("seed");
    if (!box || (box.value === text && !state.writing)) return;
    state.old = new Set(state.writing ? [...state.old, state.written, box.value] : [box.value]);
    state.written = text;
    stopWriting();
    let left = WRITES;
    const put = () => {
      left -= 1;
      const shown = box.value;
      const isNewer = shown !== text && !state.old.has(shown);
      if (left === 0 || isNewer) stopWriting();
      else if (shown !== text) {
        window.dash_clientside.set_props("seed", { value: shown });
        state.putting = window.setTimeout(() => {
          if (box.value === shown) window.dash_clientside.set_props("seed", { value: text });
        }, WRITE_MS / 3);
      }
    };
    state.writing = window.setInterval(put, WRITE_MS);
    put();
  }

  function stopWriting() {
    window.clearInterval(state.writing);
    window.clearTimeout(state.putting);
    state.writing = 0;
  }

  window.segue = Object.assign(window.segue || {}, { box: { write } });
})();
