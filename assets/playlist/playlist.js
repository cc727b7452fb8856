// The playlist window: one question at a time to the server, numbered; what comes late is dropped.
// What is decided about the plan stays in the browser (assets/playlist/plan.js) until it is written.
(function () {
  "use strict";
  const KEPT = "segue.playlist-form";
  const LOOK_MS = 2000; // between two looks at what is written elsewhere
  const FIELDS = {
    "playlist-name": "value", "playlist-description": "value", "playlist-public": "value",
  };
  const PARTS = [
    "opened", "connect", "account", "last", "error", "name", "targets", "target", "heading",
    "result", "spoken",
  ];
  const STEPS = {
    create: () => "Creating the playlist",
    check: () => "Checking what is in it",
    undo: () => "Taking it back",
    search: (done, total) =>
      (total ? `Looking for ${done} of ${total} on Spotify` : "Looking the tracks up on Spotify"),
    add: (done, total) => (total ? `Adding ${done} of ${total}` : "Adding the tracks"),
    wait: (_, total) => `Spotify asks for ${total} ${total === 1 ? "second" : "seconds"}`,
  };
  const START = {
    plan: "Looking the tracks up on Spotify", write: "Writing", finish: "Finishing it",
    undo: "Taking it back",
  };
  let number = 0; // of the newest question
  let phase = "looking";
  let before = "looking"; // the phase that an error leads back to
  let planned = ""; // the operation whose plan is shown
  let now = null; // what is waited for: { kind, operation, job }
  let unseen = false; // something ended while the window was closed
  let isOpen = false;
  const byId = (id) => document.getElementById(id);
  const { set } = window.segue.props;
  const skip = () => window.dash_clientside.no_update;

  // After the page was drawn.
  const later = (then) => window.setTimeout(then, 40);

  function enter(next) {
    phase = next;
    set("playlist-window", { className: `playlist-window is-${next}` });
    later(count);
  }

  function ask(act, more) {
    number += 1;
    before = phase;
    const { shown } = window.segue;
    set("playlist-request", {
      data: {
        number, act, ...more, search: window.location.search,
        shown: shown && { seed: shown, seeds: shown.seeds, text: shown.text },
      },
    });
  }

  // ---------- what the server answers ----------

  function show(answer) {
    if (!answer || answer.number !== number) return PARTS.map(skip);
    const parts = { ...answer.parts };
    if ("pause" in answer) pause(answer.pause);
    if ("lines" in answer) window.segue.plan.draw(answer.lines, count);
    const next = after(answer);
    if (answer.phase === "failed" && next === "done") parts.error = null; // the result says it
    if (answer.phase === "plan") planned = answer.operation;
    if (answer.phase === "looking") restore(parts);
    if (answer.job) wait(answer);
    if (next === "done") {
      unseen = !isOpen;
      later(finished);
    } else if (parts.error?.length && next === "plan") {
      later(() => byId("playlist-write")?.focus({ preventScroll: true }));
    }
    enter(next);
    return PARTS.map((name) => (name in parts ? parts[name] : skip()));
  }

  // The phase that an answer leads to. What failed can be written again as long as its plan is here;
  // an error leaves everything as it was.
  function after({ phase: next, operation }) {
    if (next === "failed") return operation === planned ? "plan" : "done";
    return next || { working: "done", looking: "stuck" }[before] || before;
  }

  // Segue itself does not answer.
  function giveUp() {
    enter(after({}));
  }

  function finished() {
    const result = byId("playlist-result");
    if (!result?.contains(document.activeElement)) result?.focus({ preventScroll: true });
    const writing = result?.querySelector('[data-playlist="look"]');
    if (writing) window.setTimeout(() => writing.isConnected && isOpen && writing.click(), LOOK_MS);
  }

  function wait({ job, kind, operation }) {
    const mine = { kind, operation };
    const ended = (more) => {
      if (now !== mine) return;
      now = null;
      ask("ended", { kind, operation, ...more });
    };
    now?.job.stop();
    now = mine;
    draw(mine, {});
    if (kind !== "plan") later(() => byId("playlist-work")?.focus({ preventScroll: true }));
    mine.job = window.segue.jobs.wait(job, {
      step: (state) => draw(mine, state),
      done: ({ result }) => ended({ result }),
      failed: (message) => ended({ message }),
    });
  }

  function draw(mine, { state, step, done = 0, total = 0 }) {
    const words = state === "waiting" ? "Segue finishes something else first; this is next"
      : STEPS[step]?.(done, total) || START[mine.kind];
    const share = total && step !== "wait" ? Math.round((100 * done) / total) : null;
    set("playlist-step", { children: words });
    set("playlist-done", { style: share === null ? {} : { width: `${share}%` } });
    set("playlist-bar", {
      className: share === null ? "work-bar is-open" : "work-bar",
      "aria-valuetext": words,
      "aria-valuenow": share === null ? undefined : String(share),
    });
    // Said aloud once a step, not once a track.
    const said = step && mine.said !== step && step !== "search" ? words : null;
    if (said) set("playlist-spoken", { children: said });
    mine.said = step;
  }

  function pause(told) {
    const clock = told?.until ? window.segue.times.clock(told.until) : "";
    set("playlist-pause", { hidden: !told });
    set("playlist-pause-words", {
      children: clock ? "Spotify asks Segue to wait until " : told?.message || "",
    });
    set("playlist-pause-time", { children: clock, dateTime: told?.until || "" });
  }

  // ---------- the form, over a login ----------

  function keep() {
    const fields = {};
    for (const [id, prop] of Object.entries(FIELDS)) {
      fields[id] = id === "playlist-public"
        ? document.querySelector(`#${id} input:checked`)?.[prop] : byId(id)?.[prop];
    }
    try {
      window.sessionStorage.setItem(KEPT, JSON.stringify(fields));
    } catch {
      // Storage may be forbidden; then the form begins anew.
    }
  }

  function restore(parts) {
    let fields = null;
    try {
      fields = JSON.parse(window.sessionStorage.getItem(KEPT));
      window.sessionStorage.removeItem(KEPT);
    } catch {
      return;
    }
    if (!fields) return;
    for (const [id, prop] of Object.entries(FIELDS)) {
      if (typeof fields[id] !== "string" || !fields[id]) continue;
      if (id === "playlist-name") parts.name = fields[id];
      else set(id, { [prop]: fields[id] });
    }
  }

  // ---------- the plan ----------

  // At the button that writes them.
  function count() {
    if (isOpen && !window.segue.plan.place()) {
      later(count); // the window is not drawn yet
      return;
    }
    const tracks = window.segue.plan.count();
    const words = `${tracks} ${tracks === 1 ? "track" : "tracks"}`;
    const into = byId("playlist-new")?.hidden ? "Add" : "Write";
    set("playlist-write", {
      children: phase === "plan" ? `${into} ${words}` : into,
      disabled: phase !== "plan" || tracks === 0,
    });
  }

  function write() {
    if (phase !== "plan") return; // a double click
    ask("write", { operation: planned, picks: window.segue.plan.picks() });
    draw({ kind: "write" }, {});
    enter("working");
  }

  // ---------- what is pressed ----------

  function open() {
    if (phase === "working" || unseen) {
      unseen = false;
      set("playlist-modal", { opened: true });
      return;
    }
    stop();
    ask("open");
    before = "stuck";
  }

  // A look-up that nobody waits for any more. What writes goes on.
  function stop() {
    if (now?.kind !== "plan") return;
    now.job.stop();
    window.segue.jobs.leave(now.job.id);
    now = null;
  }

  function closed(opened) {
    isOpen = Boolean(opened);
    if (opened) {
      count();
      return;
    }
    stop();
    if (phase !== "working") number += 1;
  }

  function change(act, { operation }) {
    if (phase === "working") return;
    stop();
    ask(act, { operation });
    draw({ kind: act }, {});
    enter("working");
  }

  const look = ({ operation }) => ask("ended", { kind: "write", operation, result: "" });

  const acts = {
    write,
    open,
    choose: () => document.querySelector(".offers input")?.focus(),
    look: (button) => look(button.dataset),
    finish: (button) => change("finish", button.dataset),
    undo: (button) => change("undo", button.dataset),
  };

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("#connect-link")) keep();
    const button = event.target.closest("[data-playlist]");
    if (button) acts[button.getAttribute("data-playlist")]?.(button);
  });

  window.segue = Object.assign(window.segue || {}, { playlist: { giveUp } });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    playlist: {
      show,
      open: () => open(),
      closed,
      into: (target) => {
        later(count);
        return target !== "new";
      },
    },
  });
})();
