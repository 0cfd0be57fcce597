// What many cases are made of.
import { given } from "./cases.js";

/** What a page can tell of a response. */
export async function describe(response) {
  const { status, statusText, type, url, redirected } = response;
  const headers = Object.fromEntries(response.headers);
  return { status, statusText, type, url, redirected, headers, body: await bodyOf(response) };
}

async function bodyOf(response) {
  const text = await response.text().then(
    (text) => text,
    (error) => `failed: ${error.name}`,
  );
  return parsed(text);
}

/** What the probe reports, or the text itself. */
export function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return text.length > 500 ? `${text.length} characters` : text;
  }
}

export async function get(path, options) {
  return describe(await fetch(path, options));
}

/** What arrived at the application. */
export async function echo(path = "echo", options = {}) {
  const response = await fetch(path, options);
  const report = parsed(await response.text());
  return { status: response.status, ...(typeof report === "string" ? { text: report } : report) };
}

/** The path of an answer as it is ordered. */
export function answer(order = {}, path = "answer") {
  const query = new URLSearchParams();
  for (const [name, values] of Object.entries(order)) {
    for (const value of [values].flat()) query.append(name, value);
  }
  return `${path}?${query}`;
}

export function elsewhere(path) {
  return `${given.elsewhere}/${path}`;
}

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Asks again and again until there is an answer that fits. */
export async function until(ask, fits = Boolean, limit = 4000) {
  for (const end = performance.now() + limit; ; await pause(20)) {
    const value = await ask();
    if (fits(value) || performance.now() > end) return value;
  }
}

/** What the application has recorded under a key, once there is anything. */
export function recorded(key, number = 1, limit = 4000) {
  return until(
    () => fetch(`recorded/${key}`).then((response) => response.json()),
    (records) => records.length >= number,
    limit,
  );
}

/** Milliseconds until a frame to which nothing comes is looked at as it is. */
const FRAME_LIMIT = 10_000;

let frames = 0;

/** Makes an empty frame, which is gone after the case. */
export function makeFrame(attributes = {}) {
  const frame = document.createElement("iframe");
  frame.name = `frame-${++frames}`;
  for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value);
  document.getElementById("stage").append(frame);
  return frame;
}

/** Lets something navigate a new frame, and tells what has become of it. */
export async function inFrame(navigate, { attributes = {}, keep = false } = {}) {
  const frame = makeFrame(attributes);
  const arrived = loaded(frame);
  await navigate(frame);
  await Promise.race([arrived, pause(FRAME_LIMIT)]);
  const seen = seenIn(frame.contentWindow);
  if (keep) return { frame, ...seen };
  frame.remove();
  return seen;
}

/** Waits for the next document in a frame, other than the empty one that it begins with. */
export function loaded(frame) {
  return new Promise((resolve) => {
    const check = () => {
      if (addressOf(frame.contentWindow) === "about:blank") return;
      frame.removeEventListener("load", check);
      resolve();
    };
    frame.addEventListener("load", check);
  });
}

export function addressOf(view) {
  try {
    return view.location.href;
  } catch {
    return "unreadable";
  }
}

/** What is in a window, as far as this page may know. */
export function seenIn(view) {
  const url = addressOf(view);
  if (url === "unreadable") return { url };
  return {
    url,
    type: view.document.contentType,
    referrer: view.document.referrer,
    title: view.document.title,
    body: parsed(view.document.body?.textContent ?? ""),
  };
}

/** Adds an element to the page and tells which of its events came first. */
export function load(name, attributes, { parent = document.getElementById("stage"), events } = {}) {
  const element = document.createElement(name);
  return new Promise((resolve) => {
    for (const event of events ?? ["load", "error"]) {
      element.addEventListener(event, () => resolve({ element, event }), { once: true });
    }
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    parent.append(element);
  });
}

/** Makes a form of fields and submits it. */
export function submit(attributes, fields, submitter) {
  const form = document.createElement("form");
  for (const [name, value] of Object.entries(attributes)) form.setAttribute(name, value);
  for (const [name, value] of fields) {
    const input = document.createElement("input");
    input.name = name;
    if (value instanceof File) {
      input.type = "file";
      const files = new DataTransfer();
      files.items.add(value);
      input.files = files.files;
    } else {
      input.value = value;
    }
    form.append(input);
  }
  const button = document.createElement("button");
  for (const [name, value] of Object.entries(submitter ?? {})) button.setAttribute(name, value);
  form.append(button);
  document.getElementById("stage").append(form);
  button.click();
  form.remove();
}
