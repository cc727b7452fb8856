// Opens the drawer at once, with grey lines until the sets are there.
(function () {
  "use strict";
  const bone = (className) => ({
    namespace: "dash_html_components",
    type: "Div",
    props: { className: `bone ${className}` },
  });

  function open(row) {
    const { set_props, no_update } = window.dash_clientside;
    const seed = window.segue.shown;
    if (!seed) return no_update;
    set_props("evidence-drawer", { opened: true, title: `${row.title} · ${row.artist}` });
    set_props("evidence-body", { children: [bone("line"), bone("line"), bone("line")] });
    set_props("evidence-request", { data: { row, seed, at: Date.now() } });
    return undefined;
  }

  window.segue = Object.assign(window.segue || {}, { evidence: { open } });
})();
