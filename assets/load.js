// Scripts and styles that come when they are needed, each of them once.
(function () {
  "use strict";
  const loads = new Map(); // address → a promise
  const version = document.querySelector('meta[name="segue-version"]')?.content;

  function fetched(made, address) {
    return new Promise((resolve, reject) => {
      made.addEventListener("load", () => resolve());
      made.addEventListener("error", () => {
        loads.delete(address); // it may be there the next time
        made.remove();
        reject(new Error(window.segue.ask.GONE));
      });
      document.head.append(made);
    });
  }

  function once(address, make) {
    if (!loads.has(address)) loads.set(address, fetched(make(), address));
    return loads.get(address);
  }

  const script = (src) =>
    once(src, () => Object.assign(document.createElement("script"), { src }));
  const style = (href) =>
    once(href, () => Object.assign(document.createElement("link"), { rel: "stylesheet", href }));

  window.segue = Object.assign(window.segue || {}, {
    load: {
      script,
      // What dashboard/bundles.py joined of a page's folder.
      page: (id) => Promise.all([
        style(`/bundles/${id}.css?m=${version}`), script(`/bundles/${id}.js?m=${version}`),
      ]),
    },
  });
})();
