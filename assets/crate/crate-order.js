// Order for mixing: the server finds a smooth path over tempo and key; locked tracks keep their
// place.
(function () {
  "use strict";
  const LEAST = 3; // tracks; of two the one order is as smooth as the other
  const bare = ({ camelot, tempo_bpm }) => ({ camelot, tempo_bpm });
  const plural = (number, noun, more = "s") => `${number} ${noun}${number === 1 ? "" : more}`;
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

  // Counted by the marks that stand between the rows; of two orders with as many rough mixes, the
  // mixes that take some care tell them apart.
  function counts(before, after) {
    const { marked } = window.segue.crateSteps;
    const [was, is] = [marked(before, "far").length, marked(after, "far").length];
    if (was !== is) return `${plural(was, "rough mix", "es")} before, ${is} now.`;
    const rough = is ? `${plural(is, "rough mix", "es")} as before` : "No rough mix before or now";
    const [care, less] = [marked(before, "fair").length, marked(after, "fair").length];
    if (care === less) return `${rough}; this order is a little smoother.`;
    return `${rough}; ${plural(care, "mix", "es")} that ${care === 1 ? "takes" : "take"} some care before, ${less} now.`;
  }

  // Which of the rough mixes can't move away.
  function kept(after) {
    const held = window.segue.crateSteps.marked(after, "far")
      .flatMap((at) => {
        const locked = after[at].locked ? after[at] : after[at + 1];
        return locked.locked ? [locked] : [];
      });
    if (!held.length) return "";
    if (held.length === 1) return ` One of them is at “${held[0].title}”, which is locked.`;
    return ` ${held.length} of them are at locked tracks.`;
  }

  function words(before, after) {
    const unknown = after.filter((track) => !track.tempo_bpm || !track.camelot).length;
    const rest = unknown ? ` ${plural(unknown, "track")} of unknown tempo or key counted as average.` : "";
    return counts(before, after) + kept(after) + rest;
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
      const [found] = await Promise.all([
        window.segue.ask.post("/crate/order", { tracks: asked.map(bare), locked }),
        window.segue.crateSteps.complete(asked),
      ]);
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
    const ordered = found.order.map((at) => asked[at]);
    window.segue.crateSteps.learn(ordered, found.steps);
    const changed = crate.change("ordering for mixing", () => ordered);
    if (changed) crateTools.tell(words(asked, ordered), { undo: true });
    else crateTools.tell("Segue found no smoother order than this one.");
  }

  document.addEventListener("click", (event) => {
    if (event.target instanceof Element && event.target.closest("#crate-order")) order();
  });
})();
