// While Segue listens: moves the four steps as the job gets on, and asks the question again when it
// is done. One job at a time; a newer question ends the waiting for it.
(function () {
  "use strict";
  const STEPS = ["find", "decode", "listen", "compare"];
  const LINK = /^(https?:|spotify:|www\.|open\.spotify\.)/i;
  const NOBODY = { text: "", title: "", artist: "" };
  let about = NOBODY; // the panel's seed; without a text where a recording is a seed of its own
  let now = null; // what is waited for: { text, file, job }
  let upload = null; // ends the one that is under way
  const byId = (id) => document.getElementById(id);
  const set = (id, ...parts) => byId(id).replaceChildren(...parts);
  const { element } = window.segue.dom;

  function draw(at) {
    const names = document.querySelectorAll("#listening [data-step]");
    const segments = byId("listening-bar").children;
    STEPS.forEach((_, index) => {
      const state = index < at ? "done" : index === at ? "now" : "todo";
      names[index].dataset.state = segments[index].dataset.state = state;
    });
    const kind = byId("listening").dataset.kind;
    const words = names[at].querySelector(`.for-${kind}`) || names[at];
    const said = `${words.textContent}, step ${at + 1} of ${STEPS.length}`;
    const bar = byId("listening-bar");
    if (bar.getAttribute("aria-valuetext") === said) return;
    bar.setAttribute("aria-valuenow", String(at));
    bar.setAttribute("aria-valuetext", said);
    byId("listening").dataset.step = STEPS[at];
    set("listening-spoken", said);
  }

  // `seed`: { text, title, artist }
  function open(seed, file) {
    about = seed;
    set("listening-title", seed.title);
    set("listening-artist", seed.artist || "");
    set("listening-error");
    set("listening-aside", "");
    set("listening-why", file
      ? "Segue listens to a minute of your recording and does not keep it."
      : "No set tells enough about this track, so Segue listens to its preview.");
    window.segue.router.title("find", `${seed.title} · Segue`);
    byId("listening").dataset.kind = file ? "file" : "preview";
    window.segue.search.listening("running");
    draw(0);
  }

  // Waits for a job that the server began.
  function wait(text, job, file) {
    const told = {
      step: (state) => {
        draw(Math.max(STEPS.indexOf(state.step), file ? 1 : 0));
        set("listening-aside", state.state === "waiting"
          ? "Other tracks come first; this one is next." : "");
      },
      done: finish,
      failed: fail,
    };
    now = { text, file, job: window.segue.jobs.wait(job, told) };
  }

  // The last step lasts until the answer is there.
  function finish() {
    const { text, file } = now;
    now = null;
    draw(STEPS.length - 1);
    window.segue.search.heard(text, file);
  }

  function fail(message, suggestions) {
    const again = now !== null && !now.file;
    now = null;
    const names = (suggestions || []).map((name) =>
      element("button", { type: "button", class: "chip", "data-seed": name }, name));
    set("listening-error", element("p", {}, message),
      ...(names.length ? [element("div", { class: "chips" }, ...names)] : []));
    byId("listening").toggleAttribute("data-repeatable", again);
    window.segue.search.listening("failed");
  }

  function stop() {
    upload?.abort();
    upload = null;
    if (!now) return;
    const { job } = now;
    now = null;
    if (!job) return;
    job.stop();
    window.segue.jobs.leave(job.id);
  }

  // For an upload that begins: what ends it when something newer is asked for.
  function sending() {
    upload = new AbortController();
    return upload.signal;
  }

  function begin(answer) {
    open({ ...answer.seed, text: answer.text }, false);
    wait(answer.text, answer.job, false);
  }

  // No job: the answer itself was that there is nothing to listen to.
  function unheard(request, message, suggestions) {
    const { text, file } = request;
    const title = LINK.test(text) ? "This track" : text;
    open(about.text === text ? about : { text, title, artist: "" }, file);
    now = { text, job: null, file };
    fail(message, suggestions);
  }

  window.segue = Object.assign(window.segue || {}, {
    listening: {
      NOBODY, about: () => about, begin, unheard, open, sending, wait, fail, stop,
    },
  });
})();
