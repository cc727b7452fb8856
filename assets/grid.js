// Which columns stand there: those that have something to say, and those that there is room for.
// The same widths fold the rows in segue.css (@container).
(function () {
  "use strict";
  const FOLD_PX = 690;
  const TIGHT_PX = 850;
  const HEADER_PX = 36;
  let has = { key: false, tempo: false };
  let before = "";

  function apply(width) {
    const folded = width < FOLD_PX;
    const visible = {
      rank: !folded,
      key: !folded && has.key,
      tempo: !folded && has.tempo,
      fit: width >= TIGHT_PX,
      why: !folded,
    };
    const now = JSON.stringify(visible);
    if (now === before || !window.dash_ag_grid) return;
    before = now;
    window.dash_ag_grid.getApiAsync("results").then((api) => {
      const names = Object.keys(visible);
      api.setColumnsVisible(names.filter((name) => visible[name]), true);
      api.setColumnsVisible(names.filter((name) => !visible[name]), false);
      api.setGridOption("headerHeight", folded ? 0 : HEADER_PX);
    });
  }

  const room = () => document.querySelector(".column")?.clientWidth || window.innerWidth;

  // Tab goes through the sortable headers and then from button to button, in and out of the table.
  // AG Grid's own way keeps the focus going round in the headers when cells take none.
  const STOPS = [
    "a[href]", "button:not(:disabled)", "input:not(:disabled):not([type=radio])",
    "input[type=radio]:checked", ".ag-header-cell-sortable",
  ].join(",");

  function stops() {
    return Array.from(document.querySelectorAll(STOPS)).filter(
      (stop) => stop.checkVisibility({ checkVisibilityCSS: true }) && !stop.closest("[inert]"),
    );
  }

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Tab" || document.querySelector('[role="dialog"]')) return;
    const all = stops();
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? null : all[at + (event.shiftKey ? -1 : 1)];
    const inGrid = (element) => element?.closest(".results-grid");
    if (!next || !(inGrid(document.activeElement) || inGrid(next))) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }, true);

  window.addEventListener("resize", () => apply(room()));
  window.segue = Object.assign(window.segue || {}, {
    grid: {
      columns(columns) {
        has = columns;
        apply(room());
      },
    },
  });
})();
