// When Segue itself has stopped, or something on the way answers in its place, every open question
// of Dash's gets its sentence at once: the playlist and a page each have a place for it. (What asks
// beside Dash, by ask.js, tells of it itself.)
(function () {
  "use strict";
  const { GONE } = window.segue.ask;
  const ask = window.fetch;

  function alert(id) {
    window.dash_clientside.set_props(id, {
      children: [{
        namespace: "dash_html_components",
        type: "P",
        props: { children: GONE, className: "inline-error", role: "alert" },
      }],
    });
  }

  function tell(body) {
    const page = /"output":"page-(\w+)\.children"/.exec(body);
    if (page) window.segue.router.fail(page[1], GONE);
    else if (body.includes('"output":"results-slot.')) window.segue.grid.giveUp();
    else if (body.includes('"playlist-answer')) {
      window.dash_clientside.set_props("playlist-modal", { opened: true });
      window.segue.playlist.giveUp();
      alert("playlist-error");
    }
  }

  // Dash's answers are JSON, or nothing at all.
  const isOurs = (answer) => answer.status === 204 ||
    (answer.ok && (answer.headers.get("Content-Type") || "").includes("json"));

  window.fetch = async (...asked) => {
    const [url, options] = asked;
    const isQuestion = String(url?.url || url).includes("_dash-update-component");
    try {
      const answer = await ask(...asked);
      if (!isQuestion || isOurs(answer)) return answer;
      tell(String(options?.body || ""));
      // What is no JSON would be read as JSON.
      return answer.ok ? new Response(null, { status: 502 }) : answer;
    } catch (error) {
      if (isQuestion) tell(String(options?.body || ""));
      throw error;
    }
  };
})();
