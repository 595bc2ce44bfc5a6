// @ts-check
// New posts as they happen. The feed never moves under the reader: unless they are at the very top, new posts wait
// behind a button.
import { parse } from "./actions.js";

/** @type {Element[]} */
let waiting = [];
const title = document.title;

export function live() {
  const place = /** @type {HTMLElement | null} */ (document.querySelector("[data-live]"));
  const feed = document.querySelector("[data-feed]");
  const button = /** @type {HTMLButtonElement | null} */ (document.querySelector("[data-new-posts]"));
  if (!place || !feed || !button || !("EventSource" in window)) return;
  button.addEventListener("click", () => {
    show(feed, button);
    scrollTo({ top: 0 });
  });
  const open = () => {
    const source = new EventSource(`/live?stream=${place.dataset.live}`);
    source.addEventListener("post", (event) => arrive(feed, button, event.data, "[data-mine]"));
    source.addEventListener("told", (event) => {
      if (place.dataset.live === "notifications") arrive(feed, button, event.data, "");
      document.querySelectorAll("[data-badge]").forEach((badge) => (badge.textContent = String(Number.parseInt(badge.textContent || "0") + 1)));
    });
    source.addEventListener("edit", (event) => change(event.data));
    source.addEventListener("delete", (event) => remove(event.data));
    source.addEventListener("missed", () => offer(button, "Show what is new", () => location.reload()));
    // A page in the cache of the browser must not hold a connection.
    addEventListener("pagehide", () => source.close(), { once: true });
  };
  open();
  addEventListener("pageshow", (event) => event.persisted && open());
}

/**
 * @param {Element} feed
 * @param {HTMLButtonElement} button
 * @param {string} html
 * @param {string} atOnce What is shown wherever the reader is.
 */
function arrive(feed, button, html, atOnce) {
  for (const item of parse(html)) {
    if (document.getElementById(item.id) || waiting.some((other) => other.id === item.id)) continue;
    waiting.unshift(item);
    const isOwn = atOnce !== "" && item.matches(atOnce);
    const isReading = scrollY > 0 || feed.contains(document.activeElement) || feed.querySelector("details[open]");
    if (isOwn || (!isReading && document.visibilityState === "visible")) show(feed, button);
  }
  if (waiting.length > 0) offer(button, waiting.length === 1 ? "Show 1 new" : `Show ${waiting.length} new`);
}

/**
 * @param {HTMLButtonElement} button
 * @param {string} words
 * @param {() => void} [instead]
 */
function offer(button, words, instead) {
  button.hidden = false;
  button.textContent = words;
  if (instead) button.onclick = instead;
  document.title = waiting.length > 0 ? `(${waiting.length}) ${title}` : title;
}

/**
 * @param {Element} feed
 * @param {HTMLButtonElement} button
 */
function show(feed, button) {
  feed.querySelector("[data-empty]")?.remove();
  for (const item of waiting) item.classList.add("fresh");
  feed.prepend(...waiting);
  waiting = [];
  button.hidden = true;
  document.title = title;
}

/** @param {string} html */
function change(html) {
  for (const item of parse(html)) {
    const id = /** @type {HTMLElement} */ (item).dataset.post;
    for (const old of document.querySelectorAll(`article[data-post="${id}"]`)) {
      const [before, after] = [old.querySelector(".text"), item.querySelector(".text")];
      if (before && after) before.replaceWith(after.cloneNode(true));
    }
  }
}

/** @param {string} id */
export function remove(id) {
  waiting = waiting.filter((item) => item.id !== `p-${id}`);
  document.querySelectorAll(`#p-${CSS.escape(id)}, article[data-post="${CSS.escape(id)}"]`).forEach((old) => old.remove());
}
