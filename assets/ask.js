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

  // Something on the way, such as a hotel's login page, may answer in Segue's place.
  async function read(response) {
    try {
      return await response.json();
    } catch (error) {
      if (error.name === "AbortError") throw error;
      throw new Error(GONE);
    }
  }

  const post = (url, data, options) => send(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(data),
    ...options,
  });

  window.segue = Object.assign(window.segue || {}, {
    ask: {
      GONE,
      // Each gives what the server answered, as JSON.
      get: async (url, options) => read(await send(url, options)),
      post: async (url, data, options) => read(await post(url, data, options)),
      upload: async (url, file, options) =>
        read(await send(url, { method: "POST", body: file, ...options })),
      // Gives the answer as it is, for files and bytes.
      raw: send,
      postRaw: post,
    },
  });
})();
