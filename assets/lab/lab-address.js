// The address of the Lab: which view shows, which figures, which track and models.
(function () {
  "use strict";
  const VIEWS = ["results", "compare", "inside"];

  // A link with a track leads to what the models answer about it.
  const viewOf = (view, seed) => (VIEWS.includes(view) ? view : seed ? "compare" : "results");

  function read(search) {
    const query = new URLSearchParams(search || "");
    const text = (name) => (query.get(name) || "").trim();
    const seed = text("seed");
    return {
      view: viewOf(text("view"), seed),
      data: text("data"),
      split: text("split"),
      task: text("task"),
      metric: text("metric"),
      seed,
      models: text("models").split(",").filter(Boolean),
    };
  }

  function write(shown) {
    const query = new URLSearchParams();
    if (shown.view !== viewOf("", shown.seed)) query.set("view", shown.view);
    for (const name of ["data", "split", "task", "metric", "seed"]) {
      if (shown[name]) query.set(name, shown[name]);
    }
    if (shown.models?.length) query.set("models", shown.models.join(","));
    const search = query.toString().replaceAll("%2C", ",").replaceAll("%40", "@");
    return search ? `/lab?${search}` : "/lab";
  }

  const now = () => read(window.location.search);

  // `changes`: what becomes different. Another view or track is a step to come back from.
  function change(changes) {
    const step = "view" in changes || "seed" in changes;
    window.segue.router.open(write({ ...now(), ...changes }), { replace: !step });
  }

  window.segue = Object.assign(window.segue || {}, { labAddress: { read, write, now, change } });
})();
