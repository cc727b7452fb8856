// The chips in the search bar: what is asked about, and what to move away from.
(function () {
  "use strict";
  const { address } = window.segue;
  const LINK = /^(https?:|spotify:|www\.|open\.spotify\.)/i;
  const named = new Map(); // what was asked with, in small letters → { artist, title }
  const NOBODY = { seeds: [], disliked: [] };
  let wrong = []; // those that Segue could not make out, in small letters
  let drawn = "";
  const byId = (id) => document.getElementById(id);
  const low = (text) => text.trim().toLowerCase();

  function nameOf(text) {
    const known = named.get(low(text));
    if (known) return [known.artist, known.title].filter(Boolean).join(" – ");
    return LINK.test(text) ? "Spotify link" : text.replace(" - ", " – ");
  }

  // `names`: what each text turned out to be, [{ text, artist, title }].
  function learn(names) {
    for (const { text, artist, title } of names) named.set(low(text), { artist, title });
  }

  function chip(text, isDisliked) {
    const { element } = window.segue.dom;
    const name = nameOf(text);
    const words = isDisliked ? `Stop moving away from ${name}` : `Take ${name} out of the seeds`;
    const isWrong = wrong.includes(low(text));
    return element("li", {
      class: `seed-chip${isDisliked ? " is-disliked" : ""}${isWrong ? " is-wrong" : ""}`,
    },
    element("span", { class: "seed-chip-name", title: isWrong ? `Not found: ${name}` : name },
      isDisliked ? element("span", { "aria-hidden": "true" }, "− ") : null,
      isDisliked ? element("span", { class: "visually-hidden" }, "Less like ") : null,
      isWrong ? element("span", { class: "visually-hidden" }, "Not found: ") : null,
      name),
    element("button", {
      type: "button", "aria-label": words, title: words, "data-chip": text,
      "data-side": isDisliked ? "disliked" : "seeds",
    }, element("span", { "aria-hidden": "true" }, "✕")));
  }

  // There is no Shift+Enter on a phone, and no room to tell of it.
  const more = (list) =>
    (window.matchMedia("(max-width: 900px)").matches ? list.dataset.short : list.dataset.more);

  // `shown`: { seeds, disliked }; nobody where the box holds the question itself.
  function draw(shown = NOBODY) {
    const list = byId("seeds");
    if (!list) return;
    const sides = [shown.seeds.map((text) => [text, false]), shown.disliked.map((text) => [text, true])];
    const next = JSON.stringify([wrong, ...sides.flat().map(([text, side]) => [nameOf(text), side])]);
    if (next === drawn && list.childElementCount === sides.flat().length) return;
    drawn = next;
    const at = [...list.children].indexOf(document.activeElement?.closest("li"));
    list.replaceChildren(...sides.flat().map(([text, side]) => chip(text, side)));
    list.scrollLeft = list.scrollWidth; // on a phone it is one line
    fade();
    document.body.toggleAttribute("data-seeds", shown.seeds.length > 0);
    window.segue.props.set("seed", {
      placeholder: shown.seeds.length ? more(list) : list.dataset.first,
    });
    // The chips were drawn again: the focus stays where the hand was.
    if (at >= 0) (list.children[Math.min(at, list.childElementCount - 1)]?.querySelector("button") || byId("seed"))?.focus();
  }

  // Where more chips stand than the line has room for, its end fades.
  function fade() {
    const list = byId("seeds");
    if (!list) return;
    const end = list.scrollWidth - list.clientWidth;
    list.toggleAttribute("data-before", list.scrollLeft > 1);
    list.toggleAttribute("data-after", list.scrollLeft < end - 1);
  }

  // What could not be made out is marked until something else is asked.
  function mark(texts) {
    wrong = texts.map(low);
    draw(address.now());
  }

  function holds(texts, text) {
    const name = low(nameOf(text));
    return texts.some((one) => low(one) === low(text) || low(nameOf(one)) === name);
  }

  const without = (texts, text) => texts.filter((one) => !holds([one], text));

  function ask(seeds, disliked) {
    wrong = [];
    const now = address.now();
    // A recording stays one as long as it comes first.
    window.segue.search.ask({ seeds, disliked, file: now.file && seeds[0] === now.seeds[0] });
  }

  function tooMany(what) {
    window.segue.search.complain(`${address.MOST} ${what} are the most. Take one out first.`);
  }

  // One more to ask about; a track that was disliked changes sides.
  function like(text) {
    const { seeds, disliked } = address.now();
    // What was asked about last was no track.
    if (window.segue.search.isLost()) ask([text], []);
    else if (holds(seeds, text)) window.segue.search.ask({});
    else if (seeds.length >= address.MOST) tooMany("seeds");
    else ask([...seeds, text], without(disliked, text));
  }

  // One more to move away from; a seed changes sides.
  function dislike(text) {
    const { seeds, disliked } = address.now();
    const left = without(seeds, text);
    const { search } = window.segue;
    if (!seeds.length || search.isLost()) search.complain("Ask about a track first; then Segue can move away from others.");
    else if (!left.length) search.complain("This is the only seed. Add another one, then take it away.");
    else if (holds(disliked, text)) search.ask({});
    else if (disliked.length >= address.MOST) tooMany("tracks to move away from");
    else ask(left, [...disliked, text]);
  }

  function remove(text, side) {
    const now = address.now();
    const next = { seeds: now.seeds, disliked: now.disliked };
    next[side] = next[side].filter((one) => one !== text);
    ask(next.seeds, next.seeds.length ? next.disliked : []);
  }

  // The last chip goes; gives whether there was one.
  function removeLast() {
    const buttons = byId("seeds").querySelectorAll("button");
    const last = buttons[buttons.length - 1];
    if (last) remove(last.dataset.chip, last.dataset.side);
    return Boolean(last);
  }

  // A name was picked in place of the first that could not be made out; gives whether there is one.
  function correct(text) {
    const { seeds, disliked } = address.now();
    const marked = [...seeds, ...disliked].find((one) => wrong.includes(low(one)));
    if (!marked) return false;
    const put = (one) => (one === marked ? text : one);
    ask(seeds.map(put), disliked.map(put));
    return true;
  }

  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element && event.target.closest("[data-chip]");
    if (pressed) remove(pressed.dataset.chip, pressed.dataset.side);
  });

  document.addEventListener("scroll", (event) => event.target === byId("seeds") && fade(), true);
  window.addEventListener("resize", fade);

  window.segue = Object.assign(window.segue || {}, {
    seeds: {
      like, dislike, learn, draw, mark, removeLast, correct,
      forget: () => { wrong = []; },
    },
  });
})();
