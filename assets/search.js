// Seed box, address and answers. The address holds what is shown; each change of it becomes a
// numbered request, and an answer is shown only while its number is the newest.
(function () {
  "use strict";
  const PATIENCE_MS = 30000;
  const { address } = window.segue;
  const state = {
    number: 0,
    busy: false,
    hasResults: false,
    isEmpty: false, // an answer without a track
    stale: false, // what is shown answers an earlier question
    listening: "", // "running" while Segue listens, "failed" where that came to nothing
    heard: false, // the next request follows a job that is done
    reopenPlaylist: false,
    timer: 0,
  };
  let asked = null; // the address that the newest request stands for
  const dash = () => window.dash_clientside;
  const byId = (id) => document.getElementById(id);

  function paint() {
    const classes = ["find", state.hasResults ? "has-results" : "is-empty"];
    if (state.busy) classes.push("is-busy");
    if (state.stale) classes.push("is-stale");
    if (state.isEmpty) classes.push("has-no-rows");
    if (state.listening) classes.push(state.listening === "failed" ? "is-unheard" : "is-listening");
    dash().set_props("find", { className: classes.join(" ") });
    byId("results-region")?.setAttribute("aria-busy", String(state.busy));
  }

  function complain(message) {
    dash().set_props("seed-error", {
      children: [{ namespace: "dash_html_components", type: "P", props: { children: message } }],
    });
  }

  // The question gets no answer: say why, and leave what is there as the former answer.
  function giveUp(message) {
    state.busy = false;
    state.listening = "";
    state.stale = state.hasResults;
    paint();
    complain(message);
  }

  // Whatever was asked before, its answer is no longer wanted.
  function claim() {
    state.number += 1;
    asked = null;
    window.clearTimeout(state.timer);
    window.segue.listening.stop();
    dash().set_props("seed-error", { children: null });
    return state.number;
  }

  function newRequest(shown) {
    const { text, count } = shown;
    const { heard } = state;
    state.heard = false;
    if (!heard) {
      window.segue.listening.stop();
      state.listening = "";
    }
    state.number += 1;
    asked = address.write(shown);
    state.busy = text !== "";
    const number = state.number;
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => {
      if (state.busy && state.number === number) {
        giveUp("Segue does not answer. See whether it is still running, then try again.");
      }
    }, PATIENCE_MS);
    paint();
    return {
      number, text, count: Number(count), filters: address.filters(shown), heard, file: shown.file,
    };
  }

  // `changes`: what else becomes different in the address, such as { key: "same" }.
  function submit(text, changes) {
    const wanted = (text || "").trim();
    if (!wanted) {
      complain("Paste a Spotify link or type artist – title first.");
      byId("seed")?.focus();
      return;
    }
    const now = address.now();
    // A recording stays one until another seed is asked for.
    const shown = { ...now, file: now.file && wanted === now.text, ...changes, text: wanted };
    const search = address.write(shown);
    if (search === address.write(now)) {
      // The same again, after an error or after listening: the address stays, so ask directly.
      dash().set_props("request", { data: newRequest(shown) });
    } else {
      dash().set_props("url", { search });
    }
  }

  function reopenPlaylist() {
    if (state.reopenPlaylist) {
      state.reopenPlaylist = false;
      dash().set_props("playlist-asked", { data: Date.now() });
    }
  }

  function addressChanged(search) {
    const shown = address.read(search);
    const { text } = shown;
    if (shown.create) {
      state.reopenPlaylist = true;
      window.history.replaceState(null, "", text ? address.write(shown) : "/");
      // Dash keeps its own copy of the address, and would put the old one back at the next change.
      window.setTimeout(() => window.dispatchEvent(new Event("_dashprivate_pushstate")), 0);
    }
    const box = byId("seed");
    if (!box || box.value !== text) dash().set_props("seed", { value: text });
    window.segue.filters.follow(shown);
    if (text && address.write(shown) === asked) return dash().no_update;
    if (!text && state.number === 0) {
      reopenPlaylist();
      return dash().no_update;
    }
    return newRequest(shown);
  }

  const OUTPUTS = [
    "rows", "card", "error", "heading", "leftOut", "nothingLeft", "hint", "spoken", "shown",
  ];
  const only = (parts) =>
    OUTPUTS.map((name) => (name in parts ? parts[name] : dash().no_update));

  function show(answer, request) {
    if (!answer || !request || answer.request !== request.number) return only({});
    if (answer.request !== state.number) return only({}); // a file was sent meanwhile
    state.busy = false;
    if (answer.job) return only({ error: null }); // begun() knows of it
    if (answer.unheard) {
      window.segue.listening.unheard(request, answer.unheard, answer.suggestions);
      return only({ error: null });
    }
    state.listening = "";
    state.stale = Boolean(answer.error) && state.hasResults;
    if (answer.error) {
      paint();
      reopenPlaylist();
      return only({ error: answer.error });
    }
    state.hasResults = !answer.blank;
    state.isEmpty = !answer.blank && answer.rows.length === 0;
    paint();
    return answer.blank ? blank() : results(answer);
  }

  // A job was begun. Dash drops an answer that was overtaken, but tells of its job all the same.
  function begun(answer) {
    if (answer.request === state.number) window.segue.listening.begin(answer);
    else window.segue.jobs.leave(answer.job);
  }

  function blank() {
    document.title = "Segue";
    window.segue.shown = null;
    return only({
      rows: [], card: null, error: null, heading: "", leftOut: null, nothingLeft: null, hint: "",
      spoken: "", shown: null,
    });
  }

  function results(answer) {
    const { seed, heading, filters } = answer;
    window.segue.grid.columns(answer.columns);
    window.segue.filters.rest(filters.resting);
    window.segue.shown = { ...seed, text: answer.text };
    document.title = `${seed.title} · Segue`;
    window.setTimeout(reopenPlaylist, 0);
    const name = [seed.artist, seed.title].filter(Boolean).join(", ");
    return only({
      rows: answer.rows, card: answer.card, error: null, heading,
      leftOut: filters.left_out, nothingLeft: filters.empty, hint: filters.hint,
      spoken: `${heading} for ${name}`, shown: { seed, text: answer.text },
    });
  }

  function listening(how) {
    state.listening = how;
    state.busy = false;
    paint();
  }

  // What was listened to is asked for again; this time there is an answer.
  function heard(text, file) {
    state.heard = true;
    submit(text, file ? { file } : {});
  }

  // A listed name was picked (by pointer, or by Enter: Mantine clicks it then), or a chip.
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const option = event.target.closest(".seed-option");
    const named = option ? option.querySelector("[data-seed]") : event.target.closest("[data-seed]");
    if (!named) return;
    const text = named.getAttribute("data-seed");
    window.setTimeout(() => {
      byId("seed")?.blur();
      submit(text);
    }, 0);
  }, true);

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLElement)) return;
    if (target.id === "seed" && event.key === "Enter" && !event.isComposing) {
      // A name of the list is marked: Mantine clicks it, and the click searches.
      const listed = document.querySelector(".seed-option[data-combobox-selected]");
      if (listed && listed.offsetParent !== null) return;
      submit(target.value);
      target.blur();
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const writes = target.closest("input, textarea, select, [contenteditable]");
      if (writes || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      byId("seed")?.focus();
      byId("seed")?.select();
    }
  }, true);

  window.segue = Object.assign(window.segue || {}, {
    search: {
      again: () => submit(address.now().text),
      claim,
      giveUp,
      heard,
      isNewest: (number) => number === state.number,
      listening,
      submit,
    },
  });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    search: {
      addressChanged,
      begun,
      show,
      find: () => submit(byId("seed")?.value),
      how: () => dash().set_props("how-modal", { opened: true }),
    },
  });
})();
