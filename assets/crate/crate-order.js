// Order for mixing: the server finds a smooth path over tempo and key; locked tracks keep their
// place.
(function () {
  "use strict";
  const LEAST = 3; // tracks; of two the one order is as smooth as the other
  const bare = ({ camelot, tempo_bpm }) => ({ camelot, tempo_bpm });
  const plural = (number, noun) => `${number} ${noun}${number === 1 ? "" : "s"}`;
  let number = 0; // of the newest question

  // Why it makes no sense to ask, or nothing.
  function reason(tracks) {
    if (tracks.length < LEAST) return "Put three tracks or more into the crate to order them.";
    if (tracks.filter((track) => !track.locked).length < 2) {
      return "All tracks are locked in their places. Unlock two or more to order them.";
    }
    const known = tracks.filter((track) => track.tempo_bpm && track.camelot).length;
    if (known * 2 < tracks.length) {
      return `Tempo and key are known of only ${known} of these ${tracks.length} tracks: too few to order by.`;
    }
    return "";
  }

  function words({ before, after }, tracks) {
    const less = before > 0 ? Math.round(100 * (1 - after / before)) : 0;
    const unknown = tracks.filter((track) => !track.tempo_bpm || !track.camelot).length;
    const rest = unknown ? ` ${plural(unknown, "track")} of unknown tempo or key counted as average.` : "";
    return (less >= 1 ? `Tempo and key steps: ${less} % less.` : "This order is a little smoother.") + rest;
  }

  async function order() {
    const { crate, crateTools } = window.segue;
    const button = document.getElementById("crate-order");
    const asked = crate.tracks();
    if (crateTools.isBusy(button)) return;
    const why = reason(asked);
    if (why) {
      crateTools.tell(why);
      return;
    }
    const mine = (number += 1);
    crateTools.busy(button, true);
    try {
      const locked = asked.flatMap((track, at) => (track.locked ? [at] : []));
      const found = await window.segue.ask.post("/crate/order", { tracks: asked.map(bare), locked });
      if (mine === number) arrange(found, asked);
    } catch (error) {
      crateTools.tell(error.message, { failed: true });
    } finally {
      crateTools.busy(button, false);
    }
  }

  function arrange(found, asked) {
    const { crate, crateTools } = window.segue;
    if (!crate.same(crate.tracks(), asked)) {
      crateTools.tell("The crate changed while it was being ordered. Order it again.");
      return;
    }
    const changed = crate.change("ordering for mixing", () => found.order.map((at) => asked[at]));
    if (changed) crateTools.tell(words(found, asked), { undo: true });
    else crateTools.tell("Segue found no smoother order than this one.");
  }

  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#crate-order")) order();
  });
})();
