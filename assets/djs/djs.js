// The page DJs: whose profile shows. The address holds it (`/djs?dj=KEY`), and how the tracks are
// listed. Each change asks anew, and an answer shows only while its question is the newest.
(function () {
  "use strict";
  const PATIENCE_MS = 30000;
  const { GONE } = window.segue.ask;
  const state = {
    number: 0,
    dj: null, // what the address asks for and the page shows, or is about to
    failed: false,
    asking: null, // an AbortController
    title: "",
    typed: false, // the DJ came from the box
  };
  const byId = (id) => document.getElementById(id);
  const element = (...given) => window.segue.dom.element(...given);
  const count = (number, noun) =>
    `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
  const addressOf = (key) => `/djs?${new URLSearchParams({ dj: key })}`;

  // A link to a DJ's page.
  const djLink = (dj, props = {}, ...more) =>
    element("a", { href: addressOf(dj.key), "data-page": "djs", ...props }, dj.name, ...more);

  function read(search) {
    const query = new URLSearchParams(search || "");
    return {
      dj: (query.get("dj") || "").trim(),
      by: query.get("by") || "",
      has: query.get("has") || "",
    };
  }

  function write({ dj, by, has }) {
    const query = new URLSearchParams({ dj });
    if (by) query.set("by", by);
    if (has) query.set("has", has);
    return `/djs?${query}`;
  }

  // How the tracks are listed became different.
  function listed(how) {
    if (!state.dj || window.location.pathname !== "/djs") return;
    window.segue.router.open(write({ dj: state.dj, ...how }), { replace: true });
  }

  function paint(...classes) {
    byId("djs").className = ["djs", ...classes].join(" ");
    byId("djs").setAttribute("aria-busy", String(classes.includes("is-busy")));
  }

  function retitle(name) {
    state.title = name ? `${name} · Segue` : "DJs · Segue";
    window.segue.router.title("djs", state.title);
  }

  function box(text) {
    const input = byId("dj-box");
    if (input && input.value !== text) {
      window.dash_clientside.set_props("dj-box", { value: text });
    }
  }

  function addressChanged() {
    if (window.location.pathname !== "/djs") return;
    if (!byId("djs")) return; // the page is still on its way
    const { dj, by, has } = read(window.location.search);
    if (dj === state.dj && !state.failed) {
      if (dj) window.segue.djTracks.follow(by, has);
      return;
    }
    load(dj, by, has);
  }

  // Gives what the server answers, or throws an Error with a sentence; null where a newer question
  // was asked meanwhile.
  async function ask(path, number) {
    const { signal } = state.asking;
    const limit = window.setTimeout(() => number === state.number && state.asking.abort(), PATIENCE_MS);
    try {
      const answer = await window.segue.ask.get(path, { signal });
      return number === state.number ? answer : null;
    } catch (error) {
      if (number !== state.number) return null;
      throw error.name === "AbortError" ? new Error(GONE) : error;
    } finally {
      window.clearTimeout(limit);
    }
  }

  async function load(dj, by, has) {
    state.asking?.abort();
    state.asking = new AbortController();
    state.number += 1;
    const { number } = state;
    Object.assign(state, { dj, failed: false });
    byId("dj-error").replaceChildren();
    if (!dj) {
      await showStart(number);
      return;
    }
    paint("is-busy", byId("dj-name").textContent ? "has-profile" : "is-empty");
    box(dj);
    try {
      const profile = await ask(`/djs/profile?${new URLSearchParams({ dj })}`, number);
      if (!profile) return;
      if (profile.unknown) unknown(dj, profile);
      else show(profile, by, has, number);
    } catch (error) {
      failed(error.message);
    }
  }

  function show(profile, by, has, number) {
    const { key, name } = profile.dj;
    paint("has-profile");
    retitle(name);
    box(name);
    window.segue.djTracks.show(profile, by, has);
    window.segue.djProfile.show(profile);
    byId("dj-spoken").textContent = `${name}: ${profile.facts}`;
    window.scrollTo(0, 0);
    if (state.typed) byId("dj-name").focus({ preventScroll: true });
    state.typed = false;
    if (state.dj !== key) {
      // What was typed or pasted becomes the DJ's own address.
      state.dj = key;
      window.segue.router.open(write({ dj: key, by, has }), { replace: true });
    }
    for (const part of ["company", "liked"]) side(part, key, number);
  }

  // What has to be worked out comes after the profile, each part by itself.
  async function side(part, key, number) {
    window.segue.djProfile.waits(part);
    try {
      const answer = await ask(`/djs/${part}?${new URLSearchParams({ dj: key })}`, number);
      if (answer) window.segue.djProfile[part](answer);
    } catch (error) {
      window.segue.djProfile.fails(part, error.message, () => {
        if (state.asking.signal.aborted) state.asking = new AbortController();
        side(part, key, number);
      });
    }
  }

  function unknown(dj, { unknown: sentence, names }) {
    state.failed = true;
    retitle("");
    paint("is-empty");
    const tries = names.map((name) => djLink({ key: name, name }, { class: "chip" }));
    complain(sentence, tries.length ? element("div", { class: "chips" }, ...tries) : null);
    if (state.typed) byId("dj-box")?.focus();
    state.typed = false;
    box(dj);
  }

  function failed(message) {
    state.failed = true;
    retitle("");
    paint("is-empty");
    const again = element("button", { type: "button", class: "quiet-button" }, "Try again");
    again.addEventListener("click", () => {
      const { dj, by, has } = read(window.location.search);
      load(dj, by, has);
    });
    complain(message, again);
    // The link that was followed is hidden, and the box lets the focus go.
    const lost = [document.body, byId("page"), null].includes(document.activeElement);
    if (lost && window.segue.router.isShown("djs")) again.focus();
    state.typed = false;
  }

  function complain(sentence, more) {
    byId("dj-error").replaceChildren(element("p", {}, sentence));
    if (more) byId("dj-error").append(more);
  }

  async function showStart(number) {
    retitle("");
    paint("is-start");
    box("");
    byId("dj-name").textContent = "";
    try {
      const most = await ask("/djs/most", number);
      if (!most) return;
      byId("dj-most-heading").hidden = most.djs.length === 0;
      byId("dj-most").replaceChildren(...most.djs.map((dj) =>
        djLink(dj, { class: "chip dj-chip" },
          element("span", { class: "dj-chip-sets" }, ` ${count(dj.sets, "set")}`))));
      if (!most.djs.length) {
        complain(
          "The catalogue holds no DJs yet. Bring in set lists first: python -m scrapers import FILE.",
        );
      }
    } catch (error) {
      failed(error.message);
      paint("is-start");
    }
  }

  function go(text) {
    const wanted = text.trim();
    if (!wanted) return;
    state.typed = true;
    byId("dj-box")?.blur();
    if (wanted === state.dj) load(wanted, "", ""); // the same again
    else window.segue.router.open(addressOf(wanted));
  }

  // A listed DJ was picked, by pointer or by Enter (Mantine clicks then); or a part to jump to.
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const option = event.target.closest(".dj-option");
    const named = option && option.querySelector("[data-dj]");
    if (named) {
      const key = named.getAttribute("data-dj");
      window.setTimeout(() => go(key), 0);
    }
    const jump = event.target.closest("[data-dj-jump]");
    if (jump) {
      const part = byId(jump.getAttribute("data-dj-jump"));
      part.scrollIntoView({ block: "start" });
      part.querySelector("h2").focus({ preventScroll: true });
    }
  }, true);

  document.addEventListener("keydown", (event) => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || window.location.pathname !== "/djs") return;
    if (target.id === "dj-box" && event.key === "Enter" && !event.isComposing) {
      const listed = document.querySelector(".dj-option[data-combobox-selected]");
      if (listed && listed.offsetParent !== null) return;
      go(target.value);
    } else if (event.key === "/" && !event.ctrlKey && !event.metaKey && !event.altKey) {
      const writes = target.closest("input, textarea, select, [contenteditable]");
      if (writes || document.querySelector('[role="dialog"]')) return;
      event.preventDefault();
      byId("dj-box")?.focus();
      byId("dj-box")?.select();
    }
  }, true);

  window.dashMantineFunctions = Object.assign(window.dashMantineFunctions || {}, {
    djOption: ({ option }) => {
      const h = window.React.createElement;
      return h("span", { "data-dj": option.dj },
        h("b", null, option.label || option.value), h("span", null, option.sets));
    },
  });
  window.segue.router.listen(addressChanged);
  window.segue = Object.assign(window.segue || {}, { djs: { listed, djLink, count } });
  window.dash_clientside = Object.assign({}, window.dash_clientside, { djs: { addressChanged } });
})();
