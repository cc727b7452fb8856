// The table: it comes when somebody is about to ask. Which columns stand there: those that have
// something to say, and those that there is room for. The same widths fold the rows in results.css
// (@container). And how wide they are: as the DJ left them.
(function () {
  "use strict";
  const FOLD_PX = 690;
  const TIGHT_PX = 850;
  const HEADER_PX = 36;
  const COVER_PX = { folded: 50, wide: 88 };
  const ACTIONS_PX = { folded: 100, wide: 114 };
  const KEPT = "segue-columns";
  const AT_ONCE = 30; // more than a screen shows
  const later = window.requestIdleCallback || ((work) => window.setTimeout(work, 50));
  // The two that share what the others leave; the numbers are shares.
  const FIRST = {
    title: { flex: 3 }, key: { width: 64 }, tempo: { width: 128 }, fit: { width: 72 },
    why: { flex: 2 },
  };
  let coming = null; // a promise of the table
  let refuse = null; // ends it
  let has = { key: false, tempo: false };
  let before = "";
  let newest = null; // rows: what the grid shows, or will when it is there
  let looks = new Map(); // key → what a row shows
  let waiting = []; // those of them that are still to be drawn

  // Its scripts are a third of all that Segue sends. The second one it would fetch itself, but only
  // once: a table whose script did not come the first time would never come.
  const fetchGrid = () => {
    const address = document.querySelector('meta[name="segue-grid"]')?.content;
    if (!address) return Promise.resolve();
    const { script } = window.segue.load;
    const inner = new URL("async-community.js", new URL(address, window.location.href));
    return Promise.all([script(address), script(inner.pathname)]);
  };

  // Dash draws it, or fails to (offline.js).
  const drawn = () => new Promise((resolve, reject) => {
    refuse = reject;
    window.dash_clientside.set_props("results-wanted", { data: Date.now() });
    window.dash_ag_grid.getApiAsync("results").then(resolve, reject);
  });

  // The table, being fetched or there; asked for any number of times.
  function prepare() {
    coming ||= fetchGrid().then(drawn);
    coming.catch(() => {
      coming = null; // what was down may be up again
    });
    return coming;
  }

  // Whoever asked (search.js) has told of a failure.
  const withApi = (then) => prepare().then(then, () => {
    before = ""; // nobody did what was to be done
  });

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
    if (now === before) return;
    before = now;
    withApi((api) => {
      attend(api);
      const form = folded ? "folded" : "wide";
      api.applyColumnState({
        state: [
          ...Object.keys(visible).map((colId) => ({ colId, hide: !visible[colId] })),
          { colId: "cover", width: COVER_PX[form] },
          { colId: "add", width: ACTIONS_PX[form] },
        ],
      });
      api.setGridOption("headerHeight", folded ? 0 : HEADER_PX);
    });
  }

  const room = () => document.querySelector("#page-find")?.clientWidth || window.innerWidth;

  // ----- widths

  let attended = null; // the grid whose events are heard
  let restored = false; // since the last press the first widths stand there again

  function attend(api) {
    if (attended === api) return;
    attended = api;
    widen(api, kept());
    api.addEventListener("columnResized", (event) => {
      if (event.finished && event.source === "uiColumnResized" && !restored) keep(api);
    });
    api.addEventListener("modelUpdated", () => window.segue.player.refresh());
  }

  // Storage may hold anything.
  function kept() {
    let data = null;
    try {
      data = JSON.parse(window.localStorage.getItem(KEPT));
    } catch {
      // As at first.
    }
    const good = Object.entries(FIRST).map(([colId, first]) => {
      const [unit] = Object.keys(first);
      const size = data?.[colId];
      return [colId, { [unit]: size > 0 && size < 2000 ? size : first[unit] }];
    });
    return Object.fromEntries(good);
  }

  function widen(api, widths) {
    const state = Object.entries(widths).map(([colId, size]) => ({ colId, flex: null, ...size }));
    api.applyColumnState({ state });
  }

  // AG Grid takes its share from a column that was dragged: give it back, as wide as it is now.
  // What was dragged beyond the table's edge shrinks so into it again.
  function keep(api) {
    const now = {};
    for (const [colId, first] of Object.entries(FIRST)) {
      const column = api.getColumn(colId);
      const [unit] = Object.keys(first);
      if (column.isVisible()) now[colId] = { [unit]: column.getActualWidth() };
    }
    widen(api, now);
    const sizes = Object.entries({ ...kept(), ...now }).map(([id, size]) => [id, Object.values(size)[0]]);
    window.localStorage.setItem(KEPT, JSON.stringify(Object.fromEntries(sizes)));
  }

  // AG Grid tells of the two clicks as of a drag, and after the double click: that is not kept.
  for (const begin of ["pointerdown", "keydown"]) {
    document.addEventListener(begin, () => {
      restored = false;
    }, true);
  }

  document.addEventListener("dblclick", (event) => {
    if (!(event.target instanceof Element) || !event.target.closest(".ag-header-cell-resize")) return;
    restored = true;
    window.localStorage.removeItem(KEPT);
    withApi((api) => widen(api, FIRST));
  });

  // The rows as they stand, sorted as they are.
  function rows() {
    const found = [];
    if (attended) complete(attended);
    attended?.forEachNodeAfterFilterAndSort((node) => found.push(node.data));
    return found;
  }

  // ----- keys

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
    if (event.key !== "Tab" || document.querySelector('[role="dialog"], [role="menu"]')) return;
    const all = stops();
    const at = all.indexOf(document.activeElement);
    const next = at < 0 ? null : all[at + (event.shiftKey ? -1 : 1)];
    const inGrid = (element) => element?.closest(".results-grid");
    if (!next || !(inGrid(document.activeElement) || inGrid(next))) return;
    event.preventDefault();
    event.stopPropagation();
    next.focus();
  }, true);

  // A hundred rows take a while to draw: what is seen first comes first. Sorted by the DJ, any row may
  // come first.
  function fill(api) {
    const isSorted = api.getColumnState().some(({ sort }) => sort);
    waiting = isSorted ? [] : newest.slice(AT_ONCE);
    api.setGridOption("rowData", isSorted ? newest : newest.slice(0, AT_ONCE));
    redraw(api);
    // After the others are on the screen.
    if (waiting.length) window.setTimeout(later, 100, () => complete(api), { timeout: 500 });
  }

  // AG Grid draws a cell anew when its value is another. Ours show more than that, such as how far
  // a tempo is from the seed's.
  function redraw(api) {
    const before = looks;
    looks = new Map(newest.map(({ rank, fit, ...row }) => [row.key, JSON.stringify(row)]));
    const changed = [...looks.keys()].filter((key) => before.has(key) && before.get(key) !== looks.get(key));
    const rowNodes = changed.map((key) => api.getRowNode(key)).filter(Boolean);
    if (rowNodes.length) api.refreshCells({ rowNodes, force: true });
  }

  function complete(api) {
    const add = waiting;
    waiting = [];
    if (add.length) api.applyTransaction({ add });
  }

  // The newest answer; `columns` says which of them have something to tell.
  function show(given, columns = has) {
    has = columns;
    apply(room());
    newest = given;
    if (attended) fill(attended);
    else withApi((api) => given === newest && fill(api));
  }

  window.addEventListener("resize", () => coming && apply(room()));
  document.addEventListener("focusin", (event) => {
    if (event.target.id === "seed") prepare(); // whoever goes to the box is about to ask
  });
  window.segue = Object.assign(window.segue || {}, {
    grid: {
      giveUp: () => refuse?.(new Error(window.segue.ask.GONE)),
      prepare,
      rows,
      show,
    },
  });
})();
