// Which page shows. All pages stand beside each other and keep what they show; theme-first.js names
// the first one before anything is painted, so that none flashes up.
(function () {
  "use strict";
  const root = document.documentElement;
  const titles = new Map([["map", "Map · Segue"], ["djs", "DJs · Segue"], ["catalogue", "Catalogue · Segue"], ["lab", "Lab · Segue"]]);
  const left = new Map(); // page → { search, top }: what it was left at
  const failed = new Set(); // pages that could not be fetched
  const fetching = new Set(); // pages whose scripts are on the way
  const idOf = (pathname) => pathname.replaceAll("/", "") || "find";
  const listeners = new Set(); // what is told of each new address
  let here = null; // { id, search }, once the page is there
  let moving = false; // they will be told of the newest address

  const retitle = (id) => {
    document.title = titles.get(id) || "Segue";
  };

  // What was not fetched yet, or not with success, is fetched now.
  function fetchPage(id) {
    const page = document.getElementById(`page-${id}`);
    if (!page || (page.childElementCount && !failed.has(id))) return;
    if (fetching.has(id)) return;
    // What says that it failed is not React's, so React would leave it there.
    if (failed.delete(id)) page.replaceChildren();
    fetching.add(id);
    window.segue.load.page(id).then(
      () => window.dash_clientside.set_props(`visited-${id}`, { data: Date.now() }),
      (error) => fail(id, error.message),
    ).finally(() => fetching.delete(id));
  }

  // A page that one comes back to stands where it was left; a new address begins at the top.
  function turn(id, search) {
    if (here) left.set(here.id, { search: here.search, top: window.scrollY });
    root.dataset.page = id;
    document.querySelectorAll(".rail-link[data-page]").forEach((link) => {
      if (link.dataset.page === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    fetchPage(id);
    retitle(id);
    const before = left.get(id);
    if (here) window.scrollTo(0, before?.search === search ? before.top : 0);
  }

  function go() {
    moving = false;
    const { pathname, search } = window.location;
    const id = idOf(pathname);
    if (here?.id === id && here.search === search) return;
    if (here?.id !== id) turn(id, search);
    here = { id, search };
    for (const listen of listeners) listen(pathname, search);
  }

  // After what led here is through: several steps at once are told as one.
  function moved() {
    if (moving || !here) return;
    moving = true;
    window.queueMicrotask(go);
  }

  // Dash has drawn the page.
  function begin() {
    if (!here) {
      window.segue.dom.fill();
      go();
    }
    return window.dash_clientside.no_update;
  }

  function put(href, replace) {
    const now = window.location.pathname + window.location.search;
    if (href !== now) window.history[replace ? "replaceState" : "pushState"](null, "", href);
  }

  // `href`: an address of one of the pages, such as `/djs?dj=mira+voss`.
  function open(href, { replace = false } = {}) {
    put(href, replace);
    moved();
  }

  // Another way to write the address that is shown: nobody is told.
  function amend(href) {
    put(href, true);
    if (here) here.search = window.location.search;
  }

  // Each page's link leads to where one left it.
  function remember() {
    const link = document.querySelector(`.rail-link[data-page="${idOf(window.location.pathname)}"]`);
    if (link) link.setAttribute("href", window.location.pathname + window.location.search);
  }

  // Says so where the page should be, with a way on.
  function fail(id, sentence) {
    const { element } = window.segue.dom;
    const page = document.getElementById(`page-${id}`);
    if (page.childElementCount && !failed.has(id)) return; // asked for twice, and there already
    failed.add(id);
    page.replaceChildren(
      element("p", { class: "inline-error", role: "alert" }, sentence),
      element("button", { type: "button", class: "quiet-button", "data-again": id }, "Try again"));
  }

  document.addEventListener("click", (event) => {
    const target = event.target instanceof Element ? event.target : null;
    const again = target?.closest("[data-again]");
    if (again) {
      fetchPage(again.dataset.again);
      document.getElementById("page")?.focus({ preventScroll: true });
    }
    const link = target?.closest("a[data-page]");
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented) return;
    event.preventDefault();
    const isAgain = link.dataset.page === here?.id && link.classList.contains("rail-link");
    if (!isAgain) remember();
    open(isAgain ? link.pathname : link.getAttribute("href"));
    document.getElementById("page")?.focus({ preventScroll: true });
  });

  // The pages are taller or lower than what the browser would go back to.
  window.history.scrollRestoration = "manual";

  window.addEventListener("popstate", moved);

  window.segue = Object.assign(window.segue || {}, {
    router: {
      open,
      amend,
      // `listen(pathname, search)` is called with each new address, the first one included.
      // (A page's own scripts come later; it looks at the address when its page is drawn.)
      listen: (listen) => listeners.add(listen),
      fail,
      isShown: (id) => here?.id === id,
      // What the window is called while a page shows.
      title(id, words) {
        titles.set(id, words);
        if (idOf(window.location.pathname) === id) retitle(id);
      },
    },
  });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { router: { begin } });
})();
