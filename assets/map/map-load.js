// Fetches the map, and says what is in the way: nothing there yet, still being drawn, failed.
(function () {
  "use strict";
  const POLL_MS = 700;
  const HIDDEN_POLL_MS = 5000;
  const element = (...given) => window.segue.dom.element(...given);
  const byId = (id) => document.getElementById(id);
  let number = 0; // of the newest request
  let waiting = 0;

  function message(...children) {
    byId("map-message").replaceChildren(...children);
  }

  const hint = (...children) => message(element("p", { class: "map-hint" }, ...children));

  function mode(name) {
    const page = byId("map");
    page.classList.toggle("is-waiting", name === "waiting");
    page.classList.toggle("is-empty", name === "empty");
  }

  const again = (words) =>
    element("button", { type: "button", class: "quiet-button", "data-map": "again" }, words);

  function complain(error) {
    message(element("div", { class: "notice", role: "alert" },
      element("p", {}, error.message), again("Try again")));
  }

  const patience = () =>
    (window.segue.router.isShown("map") && !document.hidden ? POLL_MS : HIDDEN_POLL_MS);

  // Nothing is there yet.
  function wait(status, retry) {
    mode("empty");
    if (!status.computing) {
      message(element("div", { class: "notice" },
        element("p", {}, status.message), again("Look again")));
      return;
    }
    const share = Math.round(100 * status.share);
    message(element("div", { class: "notice" },
      element("p", {}, `The map is being drawn: ${share} %. It shows here when it is done.`),
      element("progress", { max: 100, value: share, "aria-label": "Drawing the map" })));
    waiting = window.setTimeout(retry, patience());
  }

  // One map shows while the other is still being drawn: looks until it is there.
  function follow(mine, told, pause = patience()) {
    waiting = window.setTimeout(async () => {
      const status = await window.segue.ask.get("/map/status").catch(() => null);
      if (mine !== number) return;
      if (status) told.offered(status);
      if (!status) follow(mine, told, HIDDEN_POLL_MS); // nobody answers just now
      else if (status.computing) follow(mine, told);
    }, pause);
  }

  // `wanted`: a kind, or "" for the best one there is. `told`: { offered({ kinds, computing }),
  // arrived(kind, data, names), failed() }. Only the newest wish is answered.
  async function load(wanted, told) {
    const { ask, mapData } = window.segue;
    number += 1;
    const mine = number;
    window.clearTimeout(waiting);
    mode("waiting");
    message();
    try {
      const status = await ask.get("/map/status");
      if (mine !== number) return;
      // A link may lead to the one that is still being drawn.
      const later = status.computing && wanted && !status.kinds.includes(wanted);
      if (!status.kinds.length || later) {
        wait(status, () => load(wanted, told));
        return;
      }
      const kind = wanted || status.kinds[0];
      const [bytes, names] = await Promise.all([
        ask.raw(`/map/points/${kind}`).then((response) => response.arrayBuffer()),
        ask.get(`/map/names/${kind}`),
      ]);
      if (mine !== number) return;
      const data = mapData.read(bytes);
      if (names.keys.length !== data.size) {
        // Two answers with a training between them.
        load(wanted, told);
        return;
      }
      mode("");
      told.offered(status);
      told.arrived(kind, data, names);
      if (status.computing) follow(mine, told);
    } catch (error) {
      if (mine !== number) return;
      mode("empty");
      complain(error);
      told.failed();
    }
  }

  window.segue = Object.assign(window.segue || {}, { mapLoad: { load, message, hint, complain } });
})();
