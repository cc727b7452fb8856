// The address of the map: what it shows, how it is coloured, which track is chosen, and where one
// looks. `/map?kind=sound&colour=tempo&track=KEY&x=&y=&z=`; what is as always is left out.
(function () {
  "use strict";

  function read(search) {
    const given = new URLSearchParams(search);
    const one = (name, choices) => (choices.includes(given.get(name)) ? given.get(name) : "");
    const [x, y, z] = ["x", "y", "z"].map((name) => Number.parseFloat(given.get(name)));
    const whole = [x, y, z].every(Number.isFinite);
    return {
      kind: one("kind", ["sets", "sound"]),
      colour: one("colour", ["genre", "tempo", "key"]),
      track: given.get("track") || "",
      ...(whole ? { x, y, z } : {}),
    };
  }

  // `shown`: { kind, first (the kind where none is named), colour, track (its key or ""), view }.
  // `changes`: names that get another value, or none at null.
  function write({ kind, first, colour, track, view: { x, y, z } }, changes = {}) {
    const given = new URLSearchParams();
    if (track) given.set("track", track);
    if (kind !== first) given.set("kind", kind);
    if (colour !== "genre") given.set("colour", colour);
    if (z !== 1 || x || y) {
      given.set("x", x.toFixed(4));
      given.set("y", y.toFixed(4));
      given.set("z", z.toFixed(2));
    }
    Object.entries(changes).forEach(([name, value]) =>
      (value === null ? given.delete(name) : given.set(name, value)));
    const search = given.toString();
    return search ? `/map?${search}` : "/map";
  }

  window.segue = Object.assign(window.segue || {}, { mapAddress: { read, write } });
})();
