// Which page shows. All pages stand beside each other and keep what they show; theme-first.js names
// the first one before anything is painted, so that none flashes up.
(function () {
  "use strict";
  const root = document.documentElement;
  const visited = new Set(["find"]);
  const idOf = (pathname) => pathname.replaceAll("/", "") || "find";
  let shown = ""; // the page

  // Dash's Location reads the address again.
  const tellDash = () => window.dispatchEvent(new Event("_dashprivate_pushstate"));

  function go(pathname) {
    const id = idOf(pathname);
    root.dataset.page = id;
    document.querySelectorAll(".rail-link[data-page]").forEach((link) => {
      if (link.dataset.page === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    if (!visited.has(id)) {
      visited.add(id);
      window.dash_clientside.set_props(`visited-${id}`, { data: true });
    }
    if (shown && shown !== id) window.scrollTo(0, 0);
    shown = id;
    return window.dash_clientside.no_update;
  }

  // `href`: an address of one of the pages, such as `/djs?dj=mira+voss`.
  function open(href, { replace = false } = {}) {
    const now = window.location.pathname + window.location.search;
    if (href !== now) window.history[replace ? "replaceState" : "pushState"](null, "", href);
    tellDash();
  }

  // Each page's link leads to where one left it.
  function remember() {
    const link = document.querySelector(`.rail-link[data-page="${idOf(window.location.pathname)}"]`);
    if (link) link.setAttribute("href", window.location.pathname + window.location.search);
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element && event.target.closest("a[data-page]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented) return;
    event.preventDefault();
    const again = link.dataset.page === shown && link.classList.contains("rail-link");
    if (!again) remember();
    open(again ? link.pathname : link.getAttribute("href"));
    document.getElementById("page")?.focus({ preventScroll: true });
  });

  window.segue = Object.assign(window.segue || {}, {
    router: {
      open,
      isShown: (id) => shown === id,
    },
  });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { router: { go } });
})();
