// Export: the crate as a file for another program. The server writes it; name and music folder are
// remembered.
(function () {
  "use strict";
  const KEPT = { "crate-name": "segue.crate-name", "crate-folder": "segue.music-folder" };
  const KINDS = { csv: "CSV", m3u8: "M3U8", rekordbox: "rekordbox XML" };
  // What the server calls each file. Anything else is another program's page in its place.
  const TYPES = { csv: "text/csv", m3u8: "application/vnd.apple.mpegurl", rekordbox: "application/xml" };
  const { GONE } = window.segue.ask;
  const NAME = "Segue crate";
  const KEEP_MS = 60_000; // until the browser has surely fetched the file from memory
  const byId = (id) => document.getElementById(id);

  function kept(id) {
    try {
      return window.localStorage.getItem(KEPT[id]) || "";
    } catch {
      return ""; // Storage may be forbidden; then the fields begin empty.
    }
  }

  function fill(panel) {
    const { element } = window.segue.dom;
    const { field, text, alert } = window.segue.crateFields;
    panel.replaceChildren(
      element("h3", {}, "Export the crate"),
      field("Name", text("crate-name", NAME, kept("crate-name"))),
      field("Music folder", text("crate-folder", "/Users/me/Music", kept("crate-folder"))),
      element("p", { class: "crate-help" },
        "For M3U8 and rekordbox: where your files are, named Artist - Title.mp3."),
      element("div", { class: "crate-panel-row" }, ...Object.entries(KINDS).map(([kind, name]) =>
        element("button", { type: "button", class: "quiet-button", "data-export": kind }, name))),
      alert("crate-export-error"),
    );
  }

  function remember(event) {
    const name = KEPT[event.target.id];
    if (!name) return;
    try {
      window.localStorage.setItem(name, event.target.value.trim());
    } catch {
      // Then they are typed again next time.
    }
  }

  // As the server calls it: `attachment; filename="a.csv"; filename*=UTF-8''%C3%A4.csv`.
  function fileName(response, fallback) {
    const header = response.headers.get("Content-Disposition") || "";
    const coded = /filename\*=UTF-8''([^;]+)/i.exec(header);
    const plain = /filename="?([^";]+)"?/i.exec(header);
    try {
      return coded ? decodeURIComponent(coded[1]) : plain?.[1] || fallback;
    } catch {
      return fallback;
    }
  }

  const isFile = (response, kind) => {
    const [type] = (response.headers.get("Content-Type") || "").split(";");
    return type.trim().toLowerCase() === TYPES[kind];
  };

  function save(blob, name) {
    const link = window.segue.dom.element("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    window.setTimeout(() => URL.revokeObjectURL(link.href), KEEP_MS);
  }

  const record = ({ key, artist, title, camelot, tempo_bpm, played_s = null }) =>
    ({ key, artist, title, camelot, tempo_bpm, played_s });

  async function write(button) {
    const { crate, crateTools, ask } = window.segue;
    if (crateTools.isBusy(button)) return;
    const kind = button.dataset.export;
    const name = byId("crate-name").value.trim() || NAME;
    const folder = byId("crate-folder").value.trim();
    byId("crate-export-error").textContent = "";
    crateTools.busy(button, true);
    try {
      const tracks = crate.tracks().map(record);
      const response = await ask.postRaw(`/crate/export/${kind}`, { tracks, name, folder });
      if (!isFile(response, kind)) throw new Error(GONE);
      const file = fileName(response, `${name}.${kind === "rekordbox" ? "xml" : kind}`);
      save(await response.blob(), file);
      window.segue.cratePanels.close(true);
      crateTools.tell(`Saved as ${file}.`);
    } catch (error) {
      byId("crate-export-error").textContent = error.message;
    } finally {
      crateTools.busy(button, false);
    }
  }

  document.addEventListener("input", remember);
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest("[data-export]");
    if (button) write(button);
  });

  window.segue = Object.assign(window.segue || {}, { crateExport: { fill } });
})();
