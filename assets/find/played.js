// What the DJ played already: read from files by the server, kept here in the browser, and sent
// along with a question only while it is to be left out.
(function () {
  "use strict";
  const STORE = "played";
  const MOST = 20000;
  const MOST_BYTES = 1200000; // a question must stay below what the server takes
  const [LOOKS, LOOK_MS] = [12, 50];
  const { address } = window.segue;
  let list = load();
  let reading = false;
  const { set } = window.segue.props;
  const tracks = (number) => `${number.toLocaleString("en")} ${number === 1 ? "track" : "tracks"}`;

  // Storage may hold anything, or be forbidden.
  function load() {
    let kept = null;
    try {
      kept = JSON.parse(window.localStorage.getItem(STORE));
    } catch {
      // What is no list of ours is none.
    }
    return cut(Array.isArray(kept?.keys) ? kept.keys.filter((key) => typeof key === "string") : []);
  }

  // Each once, and no more than fits into a question; what came last is kept.
  function cut(keys) {
    const encoder = new TextEncoder();
    const newest = [...new Set(keys)].slice(-MOST);
    let bytes = 0;
    let from = newest.length;
    while (from > 0 && bytes < MOST_BYTES) {
      from -= 1;
      bytes += encoder.encode(newest[from]).length + 3;
    }
    return newest.slice(from);
  }

  // Gives whether the browser keeps it.
  function save(keys) {
    list = cut(keys);
    try {
      if (list.length) window.localStorage.setItem(STORE, JSON.stringify({ keys: list }));
      else window.localStorage.removeItem(STORE);
      return true;
    } catch {
      return false;
    }
  }

  function draw() {
    const has = list.length > 0;
    set("played-open", { children: has ? tracks(list.length) : "Import" });
    set("played-panel", { className: has ? "played-panel has-list" : "played-panel" });
  }

  const tell = (told, error = "") => {
    set("played-told", { children: told });
    set("played-error", { children: error });
  };

  function hint(shown) {
    const lacks = shown.played === "out" && !list.length && shown.text;
    set("played-hint", {
      children: lacks
        ? "This link leaves out what its sender played already. Import what you played to do the same."
        : "",
    });
    draw();
  }

  function open() {
    set("played-popover", { opened: true });
  }

  // Files one after the other: { read, known } of all of them, and their keys.
  async function send(files) {
    const all = { keys: [], read: 0, known: 0 };
    for (const file of files) {
      const query = new URLSearchParams({ name: file.name });
      const answer = await window.segue.ask.upload(`/played?${query}`, file);
      all.keys.push(...answer.keys);
      all.read += answer.read;
      all.known += answer.known;
    }
    return all;
  }

  async function read(files, replaces) {
    if (reading) return;
    reading = true;
    tell("Reading…");
    try {
      const { keys, read: number, known } = await send(files);
      const kept = save(replaces ? keys : [...list, ...keys]);
      tell(
        `${tracks(number)} read, ${known ? known.toLocaleString("en") : "none"} of them in the catalogue.`,
        kept ? "" : "This browser keeps nothing, so the list is gone with this page.",
      );
      changed(list.length > 0);
    } catch (error) {
      tell("", error.message);
    } finally {
      reading = false;
      keepFocus();
    }
  }

  // The button that was pressed makes way for others a moment after the list has changed.
  function keepFocus(looks = LOOKS) {
    const { activeElement } = document;
    const buttons = [...document.querySelectorAll("#played-panel button")];
    const isLost = activeElement === document.body || buttons.includes(activeElement);
    if (isLost && !activeElement.offsetParent) buttons.find((one) => one.offsetParent)?.focus();
    if (isLost && looks > 1) window.setTimeout(() => keepFocus(looks - 1), LOOK_MS);
  }

  // Another list: what is shown follows it.
  function changed(isOut) {
    const now = address.now();
    draw();
    hint(now);
    if (now.text && (isOut || now.played === "out")) {
      window.segue.search.ask({ played: isOut ? "out" : "any" });
    }
  }

  function choose(replaces) {
    const picker = document.createElement("input");
    picker.type = "file";
    picker.multiple = true;
    picker.accept = ".csv,.m3u,.m3u8,.txt";
    picker.addEventListener("change", () => picker.files.length && read([...picker.files], replaces));
    picker.click();
  }

  function remove() {
    save([]);
    tell("The list is removed.");
    changed(false);
  }

  const actions = { add: () => choose(false), replace: () => choose(true), remove };

  document.addEventListener("click", (event) => {
    const pressed = event.target instanceof Element && event.target.closest("[data-played]");
    if (pressed) actions[pressed.getAttribute("data-played")]?.();
  });

  // Mantine hears Escape only from within; the focus may have been lost while a file was chosen.
  document.addEventListener("keydown", (event) => {
    const panel = document.getElementById("played-panel");
    if (event.key !== "Escape" || !panel?.offsetParent) return;
    set("played-popover", { opened: false });
    document.getElementById("played-open")?.focus();
  }, true);

  // Another tab has another list now; what this one shows stays until it asks again.
  window.addEventListener("storage", (event) => {
    if (event.key !== STORE) return;
    list = load();
    hint(address.now());
  });

  window.segue = Object.assign(window.segue || {}, {
    played: {
      hint,
      open,
      size: () => list.length,
      wanted: (shown) => (shown.played === "out" ? list : []),
    },
  });
})();
