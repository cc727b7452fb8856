// Asks the server beside Dash: JSON or a file there, JSON or a file back. What fails rejects with
// an Error whose message is one sentence for the page.
(function () {
  "use strict";
  const GONE = "Segue does not answer. See whether it is still running, then try again.";

  async function send(url, options) {
    let response;
    try {
      response = await fetch(url, options);
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Error(GONE);
    }
    if (response.ok) return response;
    const told = await response.json().catch(() => ({}));
    throw new Error(told.error || GONE);
  }

  const post = (url, data, options) => send(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
    ...options,
  });

  window.segue = Object.assign(window.segue || {}, {
    ask: {
      // Each gives what the server answered, as JSON.
      get: async (url, options) => (await send(url, options)).json(),
      post: async (url, data, options) => (await post(url, data, options)).json(),
      upload: async (url, file, options) =>
        (await send(url, { method: "POST", body: file, ...options })).json(),
      // Gives the answer as it is, for files and bytes.
      raw: send,
      postRaw: post,
    },
  });
})();
