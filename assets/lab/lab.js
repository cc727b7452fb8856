// The page Lab: which of its three views shows. Each of them asks and draws by itself.
(function () {
  "use strict";
  const PARTS = { results: "labResults", compare: "labCompare", inside: "labInside" };
  const byId = (id) => document.getElementById(id);
  let here = false;
  let shown = "";

  function show(view) {
    byId("lab").dataset.view = view;
    document.querySelectorAll("[data-lab-view]").forEach((button) => {
      button.setAttribute("aria-pressed", String(button.dataset.labView === view));
    });
  }

  // `fresh`: one comes from elsewhere, so what was asked before may be old.
  function follow() {
    const { pathname, search } = window.location;
    const arrives = pathname === "/lab" && Boolean(byId("lab"));
    if (arrives) {
      const asked = window.segue.labAddress.read(search);
      const fresh = !here || shown !== asked.view;
      shown = asked.view;
      show(asked.view);
      window.segue[PARTS[asked.view]].follow(asked, fresh);
    }
    here = arrives;
    return window.dash_clientside.no_update;
  }

  // A sentence in the place of a view, with a way on where there is one.
  function message(host, sentence, again, ...more) {
    const { element } = window.segue.dom;
    const parts = sentence ? [element("p", { class: "lab-trouble", role: "alert" }, sentence), ...more] : [];
    if (again) {
      const button = element("button", { type: "button", class: "quiet-button" }, "Try again");
      button.addEventListener("click", again);
      parts.push(button);
    }
    byId(host).replaceChildren(...parts);
  }

  // What is no trouble: there is nothing to show yet.
  function note(host, sentence, ...more) {
    byId(host).replaceChildren(window.segue.dom.element("p", {}, sentence), ...more);
  }

  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-lab-view]");
    if (button) window.segue.labAddress.change({ view: button.dataset.labView });
  });

  window.segue.router.listen(follow);

  const say = (text) => {
    byId("lab-spoken").textContent = text;
  };

  window.segue = Object.assign(window.segue || {}, { lab: { message, note, say } });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { lab: { follow } });
})();
