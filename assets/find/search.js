// Search box, address and answers. The address holds what is shown; each change of it becomes a
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
    returned: "", // the question that was put back into the box, for it could not be answered
    more: false, // Shift+Enter in the list: the name that is clicked is one more
    inResults: false, // the last press was in the table
    arrives: false, // the question was sent off, and the focus is to go to its answer
    timer: 0,
  };
  let asked = null; // the address that the newest request stands for
  const dash = () => window.dash_clientside;
  const write = (text) => window.segue.box.write(text);
  const byId = (id) => document.getElementById(id);

  function paint() {
    const classes = ["find", state.hasResults ? "has-results" : "is-empty"];
    if (state.busy) classes.push("is-busy");
    if (state.stale) classes.push("is-stale");
    if (state.isEmpty) classes.push("has-no-rows");
    if (state.listening) classes.push(state.listening === "failed" ? "is-unheard" : "is-listening");
    byId("find").className = classes.join(" ");
    byId("results-region")?.setAttribute("aria-busy", String(state.busy));
  }

  const tell = (parts) => byId("seed-error").replaceChildren(...parts);
  const complain = (message) => tell([window.segue.dom.element("p", {}, message)]);

  // The question could not be answered. One that is a single text stands in the box again, to be
  // mended there; of several chips, those that are `wrong` are marked.
  function failed(wrong) {
    const shown = address.now();
    if (shown.seeds.length !== 1 || shown.disliked.length) {
      window.segue.seeds.mark(wrong);
      return;
    }
    const box = byId("seed");
    if (box && box.value.trim() && box.value.trim() !== shown.text) return; // something newer
    state.returned = shown.text;
    window.segue.seeds.draw();
    write(shown.text);
  }

  // The question gets no answer: say why, and leave what is there as the former answer.
  function giveUp(message) {
    state.busy = false;
    state.listening = "";
    state.stale = state.hasResults;
    paint();
    complain(message);
    failed([]);
    window.setTimeout(keepFocus, 0, "seed-error");
  }

  // Whatever was asked before, its answer is no longer wanted.
  function claim() {
    state.number += 1;
    asked = null;
    window.clearTimeout(state.timer);
    window.segue.listening.stop();
    tell([]);
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
    if (state.returned && byId("seed")?.value.trim() === state.returned) write("");
    state.returned = "";
    window.segue.seeds.forget();
    window.segue.seeds.draw(shown);
    state.number += 1;
    asked = address.write(shown);
    state.busy = text !== "";
    const number = state.number;
    window.clearTimeout(state.timer);
    state.timer = window.setTimeout(() => {
      if (state.busy && state.number === number) {
        giveUp(window.segue.ask.GONE);
      }
    }, PATIENCE_MS);
    paint();
    return {
      number, text, also: shown.seeds.slice(1), disliked: shown.disliked, count: Number(count),
      filters: { ...address.filters(shown), played: window.segue.played.wanted(shown) },
      heard, file: shown.file,
    };
  }

  // What is answered is shown unless something newer was asked meanwhile.
  async function send(request) {
    let answer;
    try {
      // The first answer waits for the table: nothing jumps.
      const asked = window.segue.ask.post("/find", request);
      [answer] = await Promise.all([asked, window.segue.grid.prepare()]);
    } catch (error) {
      if (request.number === state.number && state.busy) giveUp(error.message);
      return;
    }
    if (request.number === state.number) show(answer, request);
    else if (answer.job) window.segue.jobs.leave(answer.job);
  }

  // `changes`: what becomes different in the question, such as { key: "same" }.
  function ask(changes) {
    const now = address.now();
    // As it will be read again: each track once, years in order.
    const search = address.write(address.read(address.write({ ...now, ...changes })));
    // The same again, after an error or after listening: the address stays, so ask directly.
    if (window.location.pathname === "/" && search === address.write(now)) send(newRequest(now));
    else window.segue.router.open(`/${search}`);
  }

  // A text is a question of its own, and takes the place of all chips.
  function submit(text) {
    const wanted = (text || "").trim();
    const now = address.now();
    if (!wanted && now.text) {
      ask({});
      return;
    }
    if (!wanted) {
      complain("Paste a Spotify link or type artist – title first.");
      byId("seed")?.focus();
      return;
    }
    settle();
    state.arrives = true;
    ask({ seeds: [wanted], disliked: [], file: now.file && wanted === now.text });
  }

  // One more beside what is asked already.
  function add(text) {
    const wanted = (text || "").trim();
    if (!wanted) {
      complain("Type or paste another track first, then add it.");
      byId("seed")?.focus();
      return;
    }
    settle();
    window.segue.seeds.like(wanted);
  }

  // What stood in the box is asked about: it becomes a chip.
  const settle = () => write("");

  function reopenPlaylist() {
    if (state.reopenPlaylist) {
      state.reopenPlaylist = false;
      dash().set_props("playlist-asked", { data: Date.now() });
    }
  }

  function addressChanged(pathname, search) {
    if (pathname !== "/") return; // another page's address
    address.now(); // remembers it for the other pages
    const shown = address.read(search);
    const { text } = shown;
    if (shown.create) {
      state.reopenPlaylist = true;
      window.segue.router.amend(text ? `/${address.write(shown)}` : "/");
    }
    if (text && address.write(shown) === asked) return;
    window.segue.filters.follow(shown);
    if (text) {
      send(newRequest(shown));
    } else if (state.number === 0) {
      reopenPlaylist();
    } else {
      newRequest(shown);
      blank();
    }
  }

  function show(answer, request) {
    const { draw } = window.segue.dom;
    state.busy = false;
    if (!answer.error) tell([]);
    if (answer.job) {
      window.segue.listening.begin(answer);
      return;
    }
    if (answer.unheard) {
      window.segue.listening.unheard(request, answer.unheard, answer.suggestions);
      failed([]);
      return;
    }
    state.listening = "";
    state.stale = Boolean(answer.error) && state.hasResults;
    if (answer.error) {
      paint();
      tell(draw(answer.error));
      failed(answer.wrong);
      window.setTimeout(keepFocus, 0, "seed-error");
      reopenPlaylist();
      return;
    }
    state.hasResults = true;
    state.isEmpty = answer.rows.length === 0;
    paint();
    results(answer);
  }

  // The page as it was before anything was asked.
  function blank() {
    Object.assign(state, { hasResults: false, isEmpty: false, stale: false });
    window.segue.router.title("find", "Segue");
    window.segue.shown = null;
    paint();
    tell([]);
    fill({ card: [], heading: "", empty: [], hint: [], spoken: "" });
    window.segue.grid.show([]);
  }

  function fill({ card, heading, empty, hint, spoken }) {
    const { draw } = window.segue.dom;
    byId("seed-card").replaceChildren(...draw(card));
    byId("results-count").textContent = heading;
    byId("nothing-left").replaceChildren(...draw(empty));
    byId("filters-hint").replaceChildren(...draw(hint));
    byId("spoken").textContent = spoken;
  }

  function results(answer) {
    const { seed, seeds, disliked, filters } = answer;
    window.segue.grid.show(answer.rows, answer.columns);
    window.segue.filters.tell(filters);
    window.segue.seeds.learn(answer.names);
    window.segue.seeds.mark(answer.wrong);
    window.segue.shown = { ...seed, text: answer.text, seeds, disliked };
    const others = seeds.length > 1 ? ` + ${seeds.length - 1}` : "";
    window.segue.router.title("find", `${seed.title}${others} · Segue`);
    window.setTimeout(reopenPlaylist, 0);
    window.setTimeout(keepFocus, 0, "results-region");
    tell(window.segue.dom.draw(answer.warning));
    fill({ ...answer, empty: filters.empty, hint: filters.hint });
  }

  // The row that was pressed may be gone from the answer, and the focus with it; the box and the
  // names below it let go of the focus when they were entered.
  function keepFocus(id) {
    if (document.activeElement === document.body && (state.inResults || state.arrives)) {
      byId(id)?.focus({ preventScroll: true });
    }
    state.inResults = state.arrives = false;
  }

  function listening(how) {
    state.listening = how;
    state.busy = false;
    paint();
  }

  // What was listened to is asked for again; this time there is an answer.
  function heard(text, file) {
    const now = address.now();
    state.heard = true;
    if (text === now.text) ask(file ? { file } : {});
    else ask({ seeds: [text], disliked: [], file });
  }

  // A listed name was picked (by pointer, or by Enter: Mantine clicks it then), or a chip.
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    state.inResults = Boolean(event.target.closest(".results-grid"));
    const option = event.target.closest(".seed-option");
    const named = option ? option.querySelector("[data-seed]") : event.target.closest("[data-seed]");
    if (!named) return;
    const text = named.getAttribute("data-seed");
    const isMore = state.more || Boolean(event.target.closest("[data-seed-add]"));
    const mends = Boolean(event.target.closest("#seed-error"));
    state.more = false;
    window.setTimeout(() => {
      if (mends && window.segue.seeds.correct(text)) return;
      if (isMore) {
        add(text);
        return;
      }
      byId("seed")?.blur();
      submit(text);
    }, 0);
  }, true);

  function entered(box, isMore) {
    // A name of the list is marked: Mantine clicks it, and the click searches.
    const listed = document.querySelector(".seed-option[data-combobox-selected]");
    state.more = isMore && Boolean(listed?.offsetParent);
    if (listed && listed.offsetParent !== null) return;
    if (isMore) {
      add(box.value);
    } else {
      submit(box.value);
      box.blur();
    }
  }

  document.addEventListener("keydown", (event) => {
    const target = event.target;
    if (!(target instanceof HTMLElement)) return;
    if (target.id === "seed" && event.key === "Enter" && !event.isComposing) {
      entered(target, event.shiftKey);
    } else if (target.id === "seed" && event.key === "Backspace" && !target.value && !event.repeat) {
      window.segue.seeds.removeLast();
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const writes = target.closest("input, textarea, select, [contenteditable]");
      if (writes || window.location.pathname !== "/" || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      byId("seed")?.focus();
      byId("seed")?.select();
    }
  }, true);

  window.segue.router.listen(addressChanged);

  window.segue = Object.assign(window.segue || {}, {
    search: {
      again: () => ask({}),
      ask,
      claim,
      complain,
      giveUp,
      heard,
      isLost: () => state.returned !== "",
      isNewest: (number) => number === state.number,
      listening,
      submit,
    },
  });
  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    search: {
      find: () => submit(byId("seed")?.value),
      add: () => add(byId("seed")?.value),
      how: () => dash().set_props("how-modal", { opened: true }),
    },
  });
})();
