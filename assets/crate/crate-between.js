// From A to B in n tracks: the server finds tracks that lead from one to the other.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const MOST = 20;
  let drawn = "";
  let number = 0; // of the newest question
  let wanted = 3; // tracks, as asked last

  const nameOf = (track, at) => `${at + 1}. ${track.title} – ${track.artist}`;

  function options(id, tracks, otherwise) {
    const select = byId(id);
    const chosen = select.dataset.chosen && tracks.some(({ key }) => key === select.value)
      ? select.value : otherwise?.key ?? "";
    select.replaceChildren(...tracks.map((track, at) =>
      window.segue.dom.element("option", { value: track.key }, nameOf(track, at))));
    select.value = chosen;
  }

  // Only while somebody looks at it: a crate may hold a thousand tracks.
  function draw(tracks) {
    if (byId("crate-between").hidden) return;
    const now = JSON.stringify(tracks.map((track) => [track.key, track.title, track.artist]));
    if (now === drawn) return;
    drawn = now;
    options("crate-between-first", tracks, tracks[0]);
    options("crate-between-last", tracks, tracks.at(-1));
  }

  function fill(panel) {
    const { element } = window.segue.dom;
    const { field, alert } = window.segue.crateFields;
    const count = element("input", {
      id: "crate-between-count", type: "number", min: 1, max: MOST, step: 1, inputmode: "numeric",
    });
    count.value = wanted;
    panel.replaceChildren(
      element("h3", {}, "From one track to another"),
      field("From", element("select", { id: "crate-between-first" })),
      field("To", element("select", { id: "crate-between-last" })),
      element("div", { class: "crate-panel-row" },
        field("In", count, "tracks"),
        element("button", { id: "crate-between-go", type: "button", class: "primary-button" }, "Find a way")),
      alert("crate-between-error"),
    );
    drawn = "";
    draw(window.segue.crate.tracks());
  }

  function failed(words) {
    byId("crate-between-error").textContent = words;
  }

  async function find() {
    const { crate, crateTools } = window.segue;
    const button = byId("crate-between-go");
    if (crateTools.isBusy(button)) return;
    const first = byId("crate-between-first").value;
    const last = byId("crate-between-last").value;
    const count = Number(byId("crate-between-count").value);
    failed("");
    if (!first || !last || first === last) return failed("Choose two different tracks of the crate.");
    if (!Number.isInteger(count) || count < 1 || count > MOST) return failed(`Ask for 1 to ${MOST} tracks.`);
    wanted = count;
    const mine = (number += 1);
    crateTools.busy(button, true);
    try {
      const leave_out = crate.tracks().map((track) => track.key);
      const { tracks } = await window.segue.ask.post("/crate/between", { first, last, count, leave_out });
      if (mine === number) insert(first, last, tracks);
    } catch (error) {
      failed(error.message);
    } finally {
      crateTools.busy(button, false);
    }
    return undefined;
  }

  // After the one that stands first in the crate, so that they lead to the other one.
  function insert(first, last, found) {
    const { crate, crateTools } = window.segue;
    const place = (key) => crate.tracks().findIndex((track) => track.key === key);
    const [from, to] = [place(first), place(last)];
    if (from < 0 || to < 0) return failed("One of the two is no longer in the crate. Choose again.");
    const fresh = found.filter((track) => !crate.has(track.key));
    if (!fresh.length) return failed("Segue found no tracks between these two. Choose two others.");
    if (to < from) fresh.reverse();
    const after = Math.min(from, to) + 1;
    const [one, other] = [from, to].sort((a, b) => a - b).map((at) => crate.tracks()[at].title);
    const words = `${fresh.length} ${fresh.length === 1 ? "track" : "tracks"}`;
    crate.change(`putting ${words} in between`, (now) =>
      [...now.slice(0, after), ...fresh, ...now.slice(after)]);
    window.segue.cratePanels.close(true);
    crateTools.tell(`${words} put in between ${one} and ${other}.`, { undo: true });
    window.segue.crateList.row(fresh[0].key)?.scrollIntoView({ block: "nearest" });
    return undefined;
  }

  document.addEventListener("change", (event) => {
    if (event.target.closest?.("#crate-between select")) event.target.dataset.chosen = "yes";
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#crate-between-go")) find();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "crate-between-count") find();
  });

  window.segue = Object.assign(window.segue || {}, { crateBetween: { draw, fill } });
})();
