// Properties of Dash's components, set from scripts: only those that change. Dash looks through all
// components at every change, and runs what listens to a property that is set to what it is.
(function () {
  "use strict";

  function set(id, props) {
    const now = window.dash_component_api.getLayout(id)?.props || {};
    const other = Object.entries(props).filter(([name, value]) => now[name] !== value);
    if (other.length) window.dash_clientside.set_props(id, Object.fromEntries(other));
  }

  window.segue = Object.assign(window.segue || {}, { props: { set } });
})();
