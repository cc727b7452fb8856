// The plan in the playlist window: a line for each track of the crate, and what goes in.
// What the DJ decides stands in the lines' own controls. They are Segue's own elements, which Dash
// knows nothing of, and outlive a window that is closed and drawn anew.
(function () {
  "use strict";
  const LINK = /(?:^|track[/:])[0-9A-Za-z]{22}(?![0-9A-Za-z])/;
  const PASTED = "link"; // the choice that is no offer
  const element = (...given) => window.segue.dom.element(...given);
  let list = null;
  let changed = () => {};

  // ---------- drawing ----------

  // The server gives http addresses only; what is another kind becomes no link here either.
  const web = (url) => (/^https?:\/\//i.test(url || "") ? url : null);

  function radio(number, value, checked, ...words) {
    return element(
      "label",
      { class: "pick" },
      element("input", { type: "radio", name: `pick-${number}`, value, checked }),
      element("span", {}, ...words),
    );
  }

  function field(number, label) {
    return element("input", {
      type: "text", class: "pasted", maxlength: 500, autocomplete: "off", spellcheck: "false",
      placeholder: "https://open.spotify.com/track/…", "data-pasted": number, "aria-label": label,
    });
  }

  function offer(number, { uri, title, artist, facts, album, url, listen }) {
    const link = web(url) && element("a", {
      href: web(url), target: "_blank", rel: "noopener noreferrer", "aria-label": listen,
    }, "Listen");
    const words = [
      element("b", {}, title), " ", element("span", {}, artist),
      facts ? element("span", { class: "offer-facts" }, ` · ${facts}`) : null,
    ];
    return element(
      "div", { class: "offer", title: album || null },
      radio(number, uri, false, ...words.filter(Boolean)), link,
    );
  }

  // The nearest that Spotify has, a link of the DJ's own, or nothing.
  function choice(number, { question, name, paste, offers }) {
    return element(
      "fieldset", { class: "offers" },
      element("legend", {}, question, element("span", { class: "visually-hidden" }, ` ${name}`)),
      ...offers.map((one) => offer(number, one)),
      element(
        "div", { class: "offer" },
        radio(number, PASTED, false, "Its Spotify link:"), field(number, paste),
      ),
      radio(number, "", true, "Leave it out"),
    );
  }

  // For what nobody could ask about: folded, for there may be hundreds.
  function ownLink(number, { name, paste }) {
    const pasted = field(number, paste);
    const folded = element(
      "details", { class: "own-link" },
      element(
        "summary", { class: "text-button" }, "Paste its Spotify link",
        element("span", { class: "visually-hidden" }, `: ${name}`),
      ),
      pasted,
    );
    folded.addEventListener("toggle", () => folded.open && pasted.focus());
    return folded;
  }

  function takeOut(label) {
    return element(
      "button",
      {
        type: "button", class: "take-out", title: "Take out", "data-playlist": "take",
        "aria-pressed": "false", "aria-label": label,
      },
      element("span", { class: "icon icon-close", "aria-hidden": "true" }),
      element("span", { class: "put-back" }, "Put back"),
    );
  }

  function line(planned, number) {
    const { title, artist, status, uri, note, take, pick } = planned;
    const words = element(
      "div", { class: "plan-words" },
      element("div", { class: "plan-name" },
        element("b", {}, title), " ", element("span", {}, artist)),
      note ? element("p", { class: "plan-aside" }, note) : null,
    );
    if (pick) words.append(status === "missing" ? choice(number, pick) : ownLink(number, pick));
    return element(
      "li",
      {
        class: `plan-line is-${status}`, "data-line": number, "data-status": status,
        "data-uri": uri, "data-in": status === "found",
      },
      words,
      take ? takeOut(take) : null,
    );
  }

  // A new plan; `then` is called whenever something else is decided.
  function draw(lines, then) {
    changed = then;
    list = lines.length
      ? element("ol", { class: "plan", "aria-label": "Tracks, in order" }, ...lines.map(line))
      : null;
    list?.addEventListener("click", pressed);
    list?.addEventListener("change", () => changed());
    list?.addEventListener("input", typed);
    place();
  }

  // Puts the plan into the window. False as long as the window is not there.
  function place() {
    const room = document.getElementById("playlist-lines");
    if (room && (list ? list.parentNode !== room : room.firstChild)) {
      room.replaceChildren(...(list ? [list] : []));
    }
    return Boolean(room);
  }

  // ---------- deciding ----------

  function pressed({ target }) {
    const button = target.closest('[data-playlist="take"]');
    if (!button) return;
    const { dataset } = button.closest("[data-line]");
    dataset.out = String(dataset.out !== "true");
    button.setAttribute("aria-pressed", dataset.out);
    changed();
  }

  // Who types into the field for a link means that link.
  function typed({ target }) {
    if (!target.matches("[data-pasted]")) return;
    const meant = target.closest(".offer")?.querySelector('input[type="radio"]');
    if (meant) meant.checked = true;
    changed();
  }

  const lines = () => Array.from(list?.children || []);
  const isOut = (one) => one.dataset.out === "true";

  // What would be written for a line: a URI, or what was pasted; empty for nothing.
  function taken(one) {
    const { status, uri } = one.dataset;
    if (status === "found") return isOut(one) ? "" : uri;
    const chosen = one.querySelector('input[type="radio"]:checked');
    if (chosen && chosen.value !== PASTED) return chosen.value;
    return one.querySelector("[data-pasted]")?.value.trim() || "";
  }

  // Line → what was decided otherwise than the server planned it.
  function picks() {
    const decided = {};
    for (const one of lines()) {
      const { line: at, status } = one.dataset;
      if (status === "found" ? isOut(one) : taken(one)) decided[at] = taken(one);
    }
    return decided;
  }

  // Marks what goes in, which numbers it. How many that are.
  function count() {
    const seen = new Set();
    for (const one of lines()) {
      const id = taken(one).match(LINK)?.[0].slice(-22);
      one.toggleAttribute("data-in", Boolean(id) && !seen.has(id));
      if (id) seen.add(id);
    }
    return seen.size;
  }

  window.segue = Object.assign(window.segue || {}, { plan: { draw, place, picks, count } });
})();
