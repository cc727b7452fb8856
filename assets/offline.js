// When Segue itself has stopped, every open question gets its sentence at once: the seed box, the
// drawer and the playlist each have a place for it.
(function () {
  "use strict";
  const SENTENCE = "Segue does not answer. See whether it is still running, then try again.";
  const ask = window.fetch;

  function alert(id) {
    window.dash_clientside.set_props(id, {
      children: [{
        namespace: "dash_html_components",
        type: "P",
        props: { children: SENTENCE, className: "inline-error", role: "alert" },
      }],
    });
  }

  function tell(body) {
    if (body.includes('"evidence-answer')) window.segue.evidence.fail(SENTENCE);
    else if (body.includes('"playlist-answer')) {
      window.dash_clientside.set_props("playlist-modal", { opened: true });
      window.segue.playlist.giveUp();
      alert("playlist-error");
    } else if (body.includes('"answer')) window.segue.search.giveUp(SENTENCE);
  }

  window.fetch = async (...asked) => {
    try {
      return await ask(...asked);
    } catch (error) {
      const [url, options] = asked;
      if (String(url?.url || url).includes("_dash-update-component")) {
        tell(String(options?.body || ""));
      }
      throw error;
    }
  };
})();
