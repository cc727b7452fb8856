// The page Catalogue asks again while it is looked at, and only then.
(function () {
  "use strict";
  let number = 0; // of the newest question

  function ask() {
    const hidden = !window.segue.router.isShown("catalogue") || document.hidden;
    if (hidden) return window.dash_clientside.no_update;
    number += 1;
    return number;
  }

  // One comes back to it.
  window.segue.router.listen((pathname) => {
    if (pathname !== "/catalogue" || !document.getElementById("catalogue-refresh")) return;
    number += 1;
    window.dash_clientside.set_props("catalogue-asked", { data: number });
  });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { catalogue: { ask } });
})();
