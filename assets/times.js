// Moments are told in the clock of the browser.
(function () {
  "use strict";
  const LOOK_MS = 1000;
  // The hour that a notice tells → the notice.
  const PAUSES = { "pause-time": "pause", "playlist-pause-time": "playlist-pause" };

  // `21:40`; with the day where it is not today. Empty where it is no moment.
  function clock(iso) {
    const moment = new Date(iso || "");
    if (Number.isNaN(moment.getTime())) return "";
    const today = moment.toDateString() === new Date().toDateString();
    const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    return moment.toLocaleString("en-GB", today ? hour : { weekday: "short", ...hour });
  }

  // A limit that is over needs no notice.
  function end() {
    for (const [hour, notice] of Object.entries(PAUSES)) {
      const until = Date.parse(document.getElementById(hour)?.dateTime || "");
      if (until <= Date.now() && !document.getElementById(notice).hidden) {
        window.dash_clientside.set_props(notice, { hidden: true });
      }
    }
  }

  window.setInterval(end, LOOK_MS);
  window.segue = Object.assign(window.segue || {}, { times: { clock } });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { times: { clock } });
})();
