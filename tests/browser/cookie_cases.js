async ({ base, cases, documents }) => {
  // Runs the cases of cookie_cases.py in a page of the site, with the application apps/cookies.py,
  // and returns what became of each: which cookies the application receives, and documents see.
  const site = new URL(base);
  const fill = (text) =>
    text.replaceAll("{base}", site.pathname).replaceAll("{host}", site.hostname);

  const frames = new Map();
  for (const path of documents) {
    const frame = document.createElement("iframe");
    const loaded = new Promise((resolve) => frame.addEventListener("load", resolve));
    frame.src = new URL(path, site).href;
    document.body.append(frame);
    await loaded;
    frames.set(path, frame.contentWindow);
  }

  const ask = async (path, fields = []) => {
    const url = new URL(path, site);
    // A field is a string of octets, and so is what the query says once it is decoded.
    const octets = (field) =>
      [...fill(field)].map((c) => `%${c.charCodeAt(0).toString(16).padStart(2, "0")}`).join("");
    url.search = ["echo", ...fields.map((field) => `set=${octets(field)}`)].join("&");
    return (await fetch(url)).text();
  };
  const actions = {
    response: (path, ...fields) => ask(path, fields),
    script: (path, text) => {
      frames.get(path).document.cookie = fill(text);
    },
    store: (path, options) => frames.get(path).cookieStore.set(filled(options)),
    forget: (path, options) => frames.get(path).cookieStore.delete(filled(options)),
  };
  const filled = (options) =>
    Object.fromEntries(Object.entries(options).map(([name, value]) => [name, fill(value)]));
  const observe = async (requests) => {
    const received = await Promise.all(requests.map((path) => ask(path)));
    // Chromium tells other documents of a change a moment later, so they are asked last.
    const seen = documents.map((path) => frames.get(path).document.cookie);
    return {
      received: Object.fromEntries(requests.map((path, i) => [path, received[i]])),
      seen: Object.fromEntries(documents.map((path, i) => [path, seen[i]])),
    };
  };
  const undo = async ([action, path, ...rest]) => {
    if (action === "response") await ask(path, rest.map((field) => `${field}; Max-Age=0`));
    if (action === "script") actions.script(path, `${rest[0]}; max-age=0`);
    if (action === "store") await frames.get(path).cookieStore.delete(filled(rest[0]));
  };

  const results = {};
  for (const { name, steps, requests } of cases) {
    for (const [action, ...args] of steps) await actions[action](...args);
    results[name] = await observe(requests);
    for (const step of [...steps].reverse()) await undo(step);
  }
  for (const window of frames.values()) window.frameElement.remove();
  return results;
}
