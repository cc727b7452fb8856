// Moments are told in the clock of the browser.
(function () {
  "use strict";

  // `21:40`; with the day where it is not today. Empty where it is no moment.
  function clock(iso) {
    const moment = new Date(iso || "");
    if (Number.isNaN(moment.getTime())) return "";
    const today = moment.toDateString() === new Date().toDateString();
    const hour = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    return moment.toLocaleString("en-GB", today ? hour : { weekday: "short", ...hour });
  }

  window.segue = Object.assign(window.segue || {}, { times: { clock } });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { times: { clock } });
})();
