// Plain elements for what is long: a list of hundreds of tracks is there in milliseconds, where as
// Dash's components it takes a minute.
(function () {
  "use strict";

  // What is null, undefined or false is left out. Children are elements or texts; a text stays
  // text, whatever is in it.
  function element(type, props, ...children) {
    const made = document.createElement(type);
    for (const [name, value] of Object.entries(props)) {
      if (value === true) made.setAttribute(name, "");
      else if (value !== null && value !== undefined && value !== false) {
        made.setAttribute(name, value);
      }
    }
    made.append(...children.filter((child) => child !== null && child !== undefined));
    return made;
  }

  window.segue = Object.assign(window.segue || {}, { dom: { element } });
})();
