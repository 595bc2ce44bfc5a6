// @ts-check
// Drafts are kept until they are posted; the counter says how much room is left.
import { upload } from "./upload.js";

const LINK = /https?:\/\/\S+/gi;
const LINK_CHARS = 23;
const MENTION = /(@[\w.-]+)@[\w.:-]+/g;

export function composer() {
  for (const form of document.querySelectorAll("form[data-composer]")) set(/** @type {HTMLFormElement} */ (form));
}

/** @param {HTMLFormElement} form */
function set(form) {
  const text = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem("text"));
  const warning = /** @type {HTMLInputElement} */ (form.elements.namedItem("warning"));
  const reply = /** @type {HTMLInputElement | null} */ (form.elements.namedItem("reply_to"));
  const key = `draft:${reply ? reply.value : "new"}`;
  const start = text.value;
  const saved = read(key);
  if (saved && !form.querySelector(".bad")) {
    if (saved.text && (reply || !start)) text.value = saved.text;
    if (saved.warning) warning.value = saved.warning;
  }
  upload(form);
  const update = () => {
    count(form, text.value);
    write(key, text.value === start && !warning.value ? null : { text: text.value, warning: warning.value });
  };
  form.addEventListener("input", update);
  count(form, text.value);
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  form.addEventListener("submit", (event) => {
    const button = /** @type {HTMLButtonElement | null} */ (form.querySelector("button.btn"));
    if (button?.disabled) return event.preventDefault();
    if (button) button.disabled = true;
    // The draft goes only when the server has the post: the next page is then another one.
    addEventListener("pagehide", () => write(key, null), { once: true });
    setTimeout(() => button && (button.disabled = false), 8000);
  });
  form.querySelector("[name=language]")?.addEventListener("change", (event) => {
    text.lang = /** @type {HTMLSelectElement} */ (event.target).value;
  });
}

const segmenter = "Segmenter" in Intl ? new Intl.Segmenter() : null;

/**
 * @param {HTMLFormElement} form
 * @param {string} text
 */
function count(form, text) {
  const place = form.querySelector("[data-count-left]");
  const limit = Number(form.dataset.limit);
  const plain = text.replace(LINK, "x".repeat(LINK_CHARS)).replace(MENTION, "$1");
  const used = segmenter ? [...segmenter.segment(plain)].length : plain.length;
  const left = limit - used;
  if (place) {
    place.textContent = used > limit * 0.7 || left < 100 ? String(left) : "";
    place.classList.toggle("over", left < 0);
  }
  const button = /** @type {HTMLButtonElement | null} */ (form.querySelector("button.btn"));
  if (button) button.disabled = left < 0;
}

/** @param {string} key */
function read(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {string} key
 * @param {{ text: string, warning: string } | null} draft
 */
function write(key, draft) {
  try {
    if (draft) localStorage.setItem(key, JSON.stringify(draft));
    else localStorage.removeItem(key);
  } catch {
    // A browser that keeps nothing loses drafts; everything else works.
  }
}
