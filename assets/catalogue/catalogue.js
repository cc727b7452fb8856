// The page Catalogue asks again while it is looked at, and only then.
(function () {
  "use strict";
  const PATH = "/catalogue";

  // A number that rises with each question.
  function ask(_ticks, _refresh, _again, pathname, asked) {
    const hidden = pathname !== PATH || document.hidden;
    if (hidden) return window.dash_clientside.no_update;
    return (asked || 0) + 1;
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { catalogue: { ask } });
})();
