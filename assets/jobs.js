// Waits for what the server does beside the page: asks how far a job is until it is through.
(function () {
  "use strict";
  const FIRST_MS = 25; // what is done at once is shown at once; then twice as long each time
  const POLL_MS = 200;
  const MISSES = 10;
  const { GONE } = window.segue.ask;
  const address = (id) => `/jobs/${encodeURIComponent(id)}`;

  // `told`: { step(state), done(state), failed(message, suggestions) }; each state is the server's
  // JobState. After stop() nothing more is told.
  function wait(id, told) {
    let misses = 0;
    let pause = FIRST_MS;
    let timer = 0;
    let stopped = false;

    async function poll() {
      let answer = null;
      try {
        const response = await fetch(address(id));
        answer = await response.json();
        misses = 0;
      } catch {
        misses += 1;
      }
      if (stopped) return;
      if (misses >= MISSES) told.failed(GONE, []);
      else if (answer?.error) told.failed(answer.error, []);
      else if (answer?.state === "failed") told.failed(answer.message, answer.suggestions);
      else if (answer?.state === "done") told.done(answer);
      else {
        if (answer) told.step(answer);
        timer = window.setTimeout(poll, pause);
        pause = Math.min(2 * pause, POLL_MS);
      }
    }

    function stop() {
      stopped = true;
      window.clearTimeout(timer);
    }

    poll();
    return { id, stop };
  }

  // Nobody waits for it here any more: if it has not begun, it need not.
  function leave(id) {
    fetch(address(id), { method: "DELETE" }).catch(() => {});
  }

  window.segue = Object.assign(window.segue || {}, { jobs: { wait, leave } });
})();
