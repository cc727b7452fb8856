// The bar of the preview player: there only while there is something to say.
(function () {
  "use strict";
  const { player } = window.segue;
  const element = (...given) => window.segue.dom.element(...given);
  const time = (seconds) =>
    `${Math.floor(seconds / 60)}:${String(Math.floor(seconds % 60)).padStart(2, "0")}`;
  let parts = null;
  let key = ""; // of the track that the button at the left is for

  function icon(name, words, keyName, press) {
    const made = element("button", {
      type: "button", class: "icon-button", "aria-label": words,
      title: keyName ? `${words} (${keyName})` : words,
    }, element("span", { class: `icon icon-${name}`, "aria-hidden": "true" }));
    made.addEventListener("click", press);
    return made;
  }

  function build(bar) {
    const made = {
      bar,
      play: element("div", { class: "player-play" }),
      cover: element("span", { class: "cover" }),
      title: element("b", {}),
      artist: element("span", {}),
      source: element("a", { class: "player-source", target: "_blank", rel: "noopener noreferrer" }),
      message: element("p", { class: "player-message", role: "status" }),
      seek: element("input", {
        type: "range", min: "0", max: "100", step: "any", value: "0", class: "player-seek",
        "aria-label": "Position in the preview", title: "← and → move by 5 seconds",
      }),
      time: element("span", { class: "player-time" }),
      previous: icon("previous", "Previous track", "↑", player.previous),
      next: icon("next", "Next track", "↓", player.next),
      close: icon("close", "Close the player", "", shut),
    };
    made.seek.addEventListener("input", () => player.seek(Number(made.seek.value)));
    bar.replaceChildren(
      made.previous, made.play, made.next, made.cover,
      element("div", { class: "player-words" },
        element("div", { class: "track-name" }, made.title),
        element("p", { class: "player-who" }, made.artist, made.source), made.message),
      element("div", { class: "player-where" }, made.seek, made.time),
      made.close,
    );
    return made;
  }

  function shut() {
    const row = document.querySelector(`#page [data-play="${CSS.escape(key)}"]`);
    player.close();
    const seen = row?.checkVisibility({ checkVisibilityCSS: true });
    (seen ? row : document.getElementById("page"))?.focus({ preventScroll: true });
  }

  function track(now) {
    if (now.track.key === key) return;
    key = now.track.key;
    parts.play.replaceChildren(player.button(now.track));
    parts.title.textContent = parts.title.title = now.track.title;
    parts.artist.textContent = now.track.artist;
    parts.cover.hidden = now.track.h1 === undefined;
    parts.cover.style.setProperty("--h1", now.track.h1);
    parts.cover.style.setProperty("--h2", now.track.h2);
  }

  function offered(now) {
    parts.source.hidden = !now.source;
    parts.source.textContent = `Preview: ${now.source}`;
    const safe = /^https:\/\//.test(now.link);
    if (safe) parts.source.setAttribute("href", now.link);
    else parts.source.removeAttribute("href");
    parts.source.title = safe ? `Open the track at ${now.source}` : "";
  }

  function position(now) {
    const sounds = now.length_s > 0 && (now.status === "playing" || now.status === "paused");
    parts.seek.disabled = !sounds;
    parts.seek.max = sounds ? now.length_s : 100;
    parts.seek.value = sounds ? now.time_s : 0;
    parts.seek.style.setProperty("--done", sounds ? now.time_s / now.length_s : 0);
    const words = sounds ? `${time(now.time_s)} / ${time(now.length_s)}` : "";
    parts.time.textContent = words;
    parts.seek.setAttribute("aria-valuetext", words.replace("/", "of"));
  }

  function paint() {
    const bar = document.getElementById("player");
    if (!bar) return;
    if (parts?.bar !== bar) {
      parts = build(bar);
      key = "";
    }
    const now = player.state();
    bar.hidden = !now.track;
    document.documentElement.toggleAttribute("data-player", Boolean(now.track));
    if (!now.track) return;
    track(now);
    offered(now);
    position(now);
    if (parts.message.textContent !== now.message) parts.message.textContent = now.message;
    bar.dataset.status = now.status;
    parts.previous.disabled = !player.neighbour(-1);
    parts.next.disabled = !player.neighbour(1);
    announce(now.track);
  }

  // For the keys of a keyboard or a headset, and the lock screen of a phone.
  function announce({ title, artist }) {
    const session = navigator.mediaSession;
    if (!session || session.metadata?.title === title) return;
    session.metadata = new MediaMetadata({ title, artist });
    session.setActionHandler("nexttrack", player.next);
    session.setActionHandler("previoustrack", player.previous);
  }

  player.subscribe(paint);
})();
