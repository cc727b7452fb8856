// From A to B in n tracks: the server finds tracks that lead from one to the other.
(function () {
  "use strict";
  const byId = (id) => document.getElementById(id);
  const MOST = 20;
  let drawn = "";
  let number = 0; // of the newest question
  let wanted = 3; // tracks, as asked last

  const plural = (number) => `${number} ${number === 1 ? "track" : "tracks"}`;
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
    const now = JSON.stringify(tracks.map((track) => [track.key, track.title, track.artist, track.locked]));
    if (now === drawn) return;
    drawn = now;
    const at = window.segue.crateSteps.roughest(tracks);
    options("crate-between-first", tracks, tracks[at]);
    options("crate-between-last", tracks, tracks[at + 1] || tracks[at]);
    note();
  }

  // The two tracks by their places in the crate: `after` is the one that stands first. null while
  // they are not two of the crate.
  function places(first, last) {
    const tracks = window.segue.crate.tracks();
    const [from, to] = [first, last].map((key) => tracks.findIndex((track) => track.key === key));
    if (from < 0 || to < 0 || from === to) return null;
    const [after, before] = [Math.min(from, to), Math.max(from, to)];
    return {
      after, backwards: to < from, standing: before - after - 1,
      one: tracks[after], other: tracks[before],
      locked: tracks.slice(after + 1).filter((track) => track.locked).length,
    };
  }

  const stands = (number) => `${plural(number)} ${number === 1 ? "stands" : "stand"}`;

  // What will happen, before it does.
  function note() {
    const found = places(byId("crate-between-first").value, byId("crate-between-last").value);
    const place = found && (found.standing
      ? `The tracks go in right after ${found.one.title}; ${stands(found.standing)} between that one and ${found.other.title}.`
      : `The tracks go in between ${found.one.title} and ${found.other.title}.`);
    const moved = found?.locked
      ? ` ${plural(found.locked)} that ${found.locked === 1 ? "is" : "are"} locked will move on.` : "";
    byId("crate-between-note").textContent = place ? place + moved : "";
  }

  // Whoever chose only where to start wants to get to the next track.
  function chosen(select) {
    select.dataset.chosen = "yes";
    const last = byId("crate-between-last");
    if (select !== last && !last.dataset.chosen) {
      const options = Array.from(select.options);
      last.value = (options[select.selectedIndex + 1] || options.at(-2) || options[0]).value;
    }
    note();
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
      element("p", { id: "crate-between-note", class: "crate-help", role: "status" }),
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
    const where = places(first, last);
    if (!where) return failed("One of the two is no longer in the crate. Choose again.");
    const fresh = found.filter((track) => !crate.has(track.key));
    if (!fresh.length) return failed("Segue found no tracks between these two. Choose two others.");
    if (where.backwards) fresh.reverse();
    const { after } = where;
    crate.change(`putting in ${plural(fresh.length)}`, (now) =>
      [...now.slice(0, after + 1), ...fresh, ...now.slice(after + 1)]);
    window.segue.cratePanels.close(true);
    crateTools.tell(happened(where, plural(fresh.length)), { undo: true });
    window.segue.crateList.row(fresh[0].key)?.scrollIntoView({ block: "nearest" });
    return undefined;
  }

  function happened({ one, other, standing, locked }, words) {
    const place = standing
      ? `${words} put in right after ${one.title}; ${stands(standing)} between them and ${other.title}.`
      : `${words} put in between ${one.title} and ${other.title}.`;
    return locked
      ? `${place} ${plural(locked)} that ${locked === 1 ? "is" : "are"} locked moved on.` : place;
  }

  document.addEventListener("change", (event) => {
    if (event.target.closest?.("#crate-between select")) chosen(event.target);
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#crate-between-go")) find();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.id === "crate-between-count") find();
  });

  window.segue = Object.assign(window.segue || {}, { crateBetween: { draw, fill } });
})();
