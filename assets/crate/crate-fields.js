// The parts that the crate's small panels are made of.
(function () {
  "use strict";
  const element = (...given) => window.segue.dom.element(...given);

  // A label over or before its control.
  const field = (name, control, after) =>
    element("label", { class: "crate-field" }, element("span", {}, name), control,
      after ? element("span", {}, after) : null);

  const text = (id, placeholder, value) => {
    const made = element("input", {
      id, type: "text", placeholder, maxlength: 200, autocomplete: "off", spellcheck: "false",
    });
    made.value = value;
    return made;
  };

  const alert = (id) => element("p", { id, class: "crate-error", role: "alert" });

  window.segue = Object.assign(window.segue || {}, { crateFields: { field, text, alert } });
})();
