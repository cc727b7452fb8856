// The DJ's own recording: chosen or dropped, sent as it is, and then listened to like a preview.
(function () {
  "use strict";
  const GONE = "The file could not be sent. See whether Segue is still running, then try again.";
  // What may be sent: { accept, maxBytes, tooLarge }
  const rules = () => document.getElementById("listening").dataset;

  const bare = (name) => name.replace(/\.[A-Za-z0-9]{1,5}$/, "").replaceAll("_", " ").trim();

  // `seed`: { text, title, artist } of the track that the recording is of; without a text, its name
  // is the seed.
  async function send(file, seed) {
    const { search, listening } = window.segue;
    const number = search.claim();
    const own = { ...listening.NOBODY, title: bare(file.name) };
    listening.open(seed.text ? seed : own, true);
    if (file.size > Number(rules().maxBytes)) {
      listening.fail(rules().tooLarge);
      return;
    }
    const query = new URLSearchParams({ seed: seed.text, name: file.name });
    let answer;
    try {
      const response = await fetch(`/listen?${query}`, {
        method: "POST",
        body: file,
        signal: listening.sending(),
        headers: { "Content-Type": "application/octet-stream" },
      });
      answer = await response.json();
    } catch {
      answer = { error: GONE };
    }
    if (!search.isNewest(number)) {
      if (answer.job) window.segue.jobs.leave(answer.job);
    } else if (answer.error) listening.fail(answer.error);
    else listening.wait(answer.text, answer.job, true);
  }

  function choose(seed) {
    const picker = document.createElement("input");
    picker.type = "file";
    picker.accept = rules().accept;
    picker.addEventListener("change", () => picker.files[0] && send(picker.files[0], seed));
    picker.click();
  }

  // Where a recording is asked for, it is of the track that is named there; elsewhere it is a seed of
  // its own. The address may name another one: it follows a recording once that was heard.
  function seedAt(place) {
    const { listening, shown } = window.segue;
    if (place?.closest("#listening")) return listening.about();
    return (place?.closest("#seed-card") && shown) || listening.NOBODY;
  }

  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const button = event.target.closest("[data-listening]");
    const pressed = button?.getAttribute("data-listening");
    if (pressed === "choose") choose(seedAt(button));
    else if (pressed === "again") {
      window.segue.search.again();
      document.getElementById("page")?.focus({ preventScroll: true }); // the button goes
    }
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
    const asking = document.querySelector("#find.is-unheard #listening");
    if (file && ready()) send(file, seedAt(asking));
  });
})();
