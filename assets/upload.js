// The DJ's own recording: chosen or dropped, sent as it is, and then listened to like a preview.
(function () {
  "use strict";
  const MAX_BYTES = 20_000_000;
  const ACCEPT = "audio/*,.mp3,.flac,.wav,.ogg,.m4a,.aac,.aif,.aiff";
  const GONE = "The file could not be sent. See whether Segue is still running, then try again.";
  const { address } = window.segue;

  const bare = (name) => name.replace(/\.[A-Za-z0-9]{1,5}$/, "").replaceAll("_", " ").trim();

  // `text` is the seed that the recording is of; empty: its name is the seed.
  async function send(file, text) {
    const { search, listening } = window.segue;
    const number = search.claim();
    listening.open({ title: text || bare(file.name), artist: "" }, true);
    if (file.size > MAX_BYTES) {
      listening.fail("That file is larger than 20 MB. Cut a piece out of it: one minute is enough.");
      return;
    }
    const query = new URLSearchParams({ seed: text, name: file.name });
    let answer;
    try {
      const response = await fetch(`/listen?${query}`, {
        method: "POST",
        body: file,
        headers: { "Content-Type": "application/octet-stream" },
      });
      answer = await response.json();
    } catch {
      answer = { error: GONE };
    }
    if (!search.isNewest(number)) return;
    if (answer.error) listening.fail(answer.error);
    else listening.wait(answer.text, answer.job, true);
  }

  function choose(text) {
    const picker = document.createElement("input");
    picker.type = "file";
    picker.accept = ACCEPT;
    picker.addEventListener("change", () => picker.files[0] && send(picker.files[0], text));
    picker.click();
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const pressed = event.target.closest("[data-listening]")?.getAttribute("data-listening");
    if (pressed === "choose") choose(address.now().text);
    else if (pressed === "again") window.segue.search.again();
  });

  // A file may be dropped anywhere; let go elsewhere, it would open in place of Segue.
  const hasFile = (event) => Array.from(event.dataTransfer?.types || []).includes("Files");
  const ready = () => !document.getElementById("seed")?.disabled;

  document.addEventListener("dragover", (event) => {
    if (!hasFile(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = ready() ? "copy" : "none";
    document.body.toggleAttribute("data-dragging", ready());
  });

  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) document.body.removeAttribute("data-dragging");
  });

  document.addEventListener("drop", (event) => {
    document.body.removeAttribute("data-dragging");
    if (!hasFile(event)) return;
    event.preventDefault();
    const file = event.dataTransfer.files[0];
    // Where a recording is asked for, it is of that seed; elsewhere it is a seed of its own.
    const wanted = document.querySelector("#find.is-unheard") ? address.now().text : "";
    if (file && ready()) send(file, wanted);
  });
})();
