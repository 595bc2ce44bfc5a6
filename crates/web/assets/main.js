// @ts-check
// The pages work without this file. It makes buttons answer at once, keeps drafts and brings new posts.
import { actions } from "./actions.js";
import { composer } from "./composer.js";
import { live } from "./live.js";
import { time } from "./time.js";
import { watch } from "./watch.js";
import { zoom } from "./zoom.js";

actions();
composer();
live();
time();
watch();
zoom();
const post = /** @type {HTMLElement | null} */ (document.querySelector("[data-thread]"));
if (post) import("./thread.js").then(({ thread }) => thread(post));

// Pop-ups close when something else is pressed, and with Escape.
document.addEventListener("click", (event) => {
  for (const open of document.querySelectorAll("details:is(.menu, .pick:not(.warn))[open]")) {
    if (!open.contains(/** @type {Node} */ (event.target))) open.removeAttribute("open");
  }
});
document.addEventListener("change", (event) => {
  const input = /** @type {HTMLElement} */ (event.target);
  if (input.matches(".pick input[type=radio]")) input.closest("details")?.removeAttribute("open");
});

// "Back" goes where one came from, if that was here.
document.querySelector("[data-back]")?.addEventListener("click", (event) => {
  if (document.referrer.startsWith(location.origin) && history.length > 1) {
    event.preventDefault();
    history.back();
  }
});

/** @type {Record<string, () => void>} */
const keys = {
  j: () => step(1),
  k: () => step(-1),
  n: () => write(),
  "/": () => /** @type {HTMLElement | null} */ (document.querySelector("input[name=q]"))?.focus(),
  ".": () => /** @type {HTMLElement | null} */ (document.querySelector("[data-new-posts]:not([hidden])"))?.click(),
  l: () => press('[data-do="like"]'),
  b: () => press('[data-do="boost"]'),
  r: () => press('a[title="Reply"]'),
  o: () => press("a.when"),
};

document.addEventListener("keydown", (event) => {
  const at = /** @type {HTMLElement} */ (event.target);
  if (event.key === "Escape") {
    const open = at.closest("details:is(.menu, .pick)[open]");
    open?.removeAttribute("open");
    open?.querySelector("summary")?.focus();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || at.closest("input, textarea, select")) return;
  const action = keys[event.key];
  if (action) {
    event.preventDefault();
    action();
  }
});

/** @param {number} by */
function step(by) {
  const posts = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("article.post")]);
  const now = posts.findIndex((post) => post.contains(document.activeElement));
  const next = posts[Math.max(0, now + by)];
  if (!next) return;
  next.tabIndex = -1;
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

/** @param {string} selector */
function press(selector) {
  const post = document.activeElement?.closest("article.post");
  /** @type {HTMLElement | null | undefined} */ (post?.querySelector(selector))?.click();
}

function write() {
  const text = /** @type {HTMLElement | null} */ (document.querySelector("[data-composer] textarea"));
  if (text) text.focus();
  else location.href = "/home#composer";
}

document.querySelector("[data-write]")?.addEventListener("click", (event) => {
  if (document.querySelector("#composer textarea")) {
    event.preventDefault();
    scrollTo({ top: 0 });
    write();
  }
});
if (location.hash === "#composer") write();
