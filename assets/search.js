// Seed box, address and answers. The address holds what is shown; each change of it becomes a
// numbered request, and an answer is shown only while its number is the newest.
(function () {
  "use strict";
  const COUNTS = ["10", "20", "50", "100"];
  const DEFAULT_COUNT = "20";
  const PATIENCE_MS = 30000;
  const state = { number: 0, busy: false, hasResults: false, reopenPlaylist: false, timer: 0 };
  let asked = null; // the address that the newest request stands for
  const dash = () => window.dash_clientside;
  const byId = (id) => document.getElementById(id);

  function read(search) {
    const query = new URLSearchParams(search || "");
    const count = query.get("n");
    return {
      text: (query.get("seed") || "").trim(),
      count: COUNTS.includes(count) ? count : DEFAULT_COUNT,
      create: query.get("create") === "1",
    };
  }

  function write(text, count) {
    return "?" + new URLSearchParams({ seed: text, n: count }).toString();
  }

  function paint() {
    const classes = ["find", state.hasResults ? "has-results" : "is-empty"];
    if (state.busy) classes.push("is-busy");
    if (state.stale) classes.push("is-stale");
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
    state.stale = state.hasResults;
    paint();
    complain(message);
  }

  function newRequest(text, count) {
    state.number += 1;
    asked = write(text, String(count));
    state.busy = text !== "";
    const number = state.number;
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => {
      if (state.busy && state.number === number) {
        giveUp("Segue does not answer. See whether it is still running, then try again.");
      }
    }, PATIENCE_MS);
    paint();
    return { number, text, count: Number(count) };
  }

  function submit(text, count) {
    const wanted = (text || "").trim();
    if (!wanted) {
      complain("Paste a Spotify link or type artist – title first.");
      byId("seed")?.focus();
      return;
    }
    const search = write(wanted, count || read(window.location.search).count);
    if (search === window.location.search) {
      // The same again, perhaps after an error: the address does not change, so ask directly.
      dash().set_props("request", { data: newRequest(wanted, read(search).count) });
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
    const { text, count, create } = read(search);
    if (create) {
      state.reopenPlaylist = true;
      window.history.replaceState(null, "", text ? write(text, count) : "/");
      // Dash keeps its own copy of the address, and would put the old one back at the next change.
      window.setTimeout(() => window.dispatchEvent(new Event("_dashprivate_pushstate")), 0);
    }
    const box = byId("seed");
    if (!box || box.value !== text) dash().set_props("seed", { value: text });
    dash().set_props("count", { value: count });
    if (text && write(text, count) === asked) return dash().no_update;
    if (!text && state.number === 0) {
      reopenPlaylist();
      return dash().no_update;
    }
    return newRequest(text, count);
  }

  function show(answer, request) {
    const { no_update } = dash();
    const nothing = Array(6).fill(no_update);
    if (!answer || !request || answer.request !== request.number) return nothing;
    state.busy = false;
    state.stale = Boolean(answer.error) && state.hasResults;
    if (answer.error) {
      paint();
      reopenPlaylist();
      return [no_update, no_update, answer.error, no_update, no_update, no_update];
    }
    state.hasResults = !answer.blank;
    paint();
    if (answer.blank) {
      document.title = "Segue";
      return [[], null, null, "", "", null];
    }
    window.segue.grid.columns(answer.columns);
    const seed = answer.seed;
    window.segue.shown = seed;
    document.title = seed ? `${seed.title} · Segue` : "Segue";
    window.setTimeout(reopenPlaylist, 0);
    const spoken = seed ? `${answer.heading} for ${seed.artist}, ${seed.title}` : answer.heading;
    return [answer.rows, answer.card, null, answer.heading, spoken, { seed, text: answer.text }];
  }

  function countChanged(count) {
    const now = read(window.location.search);
    if (now.text && count !== now.count) submit(now.text, count);
    return undefined;
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

  window.segue = Object.assign(window.segue || {}, { search: { giveUp } });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    search: {
      addressChanged,
      show,
      countChanged,
      find: () => submit(byId("seed")?.value),
      how: () => dash().set_props("how-modal", { opened: true }),
    },
    playlist: { same: (value) => value },
  });
})();
