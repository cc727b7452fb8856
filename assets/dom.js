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

  const NAMES = { className: "class", colSpan: "colspan", tabIndex: "tabindex" };

  // What the server built of Dash's plain components, as elements: a list, whatever is given.
  function draw(parts) {
    if (parts === null || parts === undefined) return [];
    if (Array.isArray(parts)) return parts.flatMap(draw);
    if (typeof parts !== "object") return [String(parts)];
    const { children, style, ...props } = parts.props;
    const named = Object.entries(props).map(([name, value]) => [NAMES[name] || name, value]);
    const made = element(parts.type.toLowerCase(), Object.fromEntries(named), ...draw(children));
    for (const [name, value] of Object.entries(style || {})) {
      if (name.startsWith("--")) made.style.setProperty(name, value);
      else made.style[name] = value;
    }
    return [made];
  }

  // What the server wrote into the page for us to draw (dashboard/components/drawn.py), once.
  function fill() {
    for (const place of document.querySelectorAll("[data-drawn]")) {
      place.append(...draw(JSON.parse(place.dataset.drawn)));
      place.removeAttribute("data-drawn");
    }
  }

  window.segue = Object.assign(window.segue || {}, { dom: { draw, element, fill } });
})();
