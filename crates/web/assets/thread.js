// @ts-check
// The thread around a post grows while somebody looks at it. What they are in the middle of stays as it is.
import { remove } from "./live.js";

/** @param {HTMLElement} place */
export function thread(place) {
  if (!("EventSource" in window)) return;
  let waits = 0;
  const open = () => {
    const source = new EventSource(`/live?stream=thread&post=${place.dataset.thread}`);
    const later = () => {
      clearTimeout(waits);
      waits = setTimeout(grow, 800);
    };
    source.addEventListener("thread", later);
    source.addEventListener("missed", later);
    source.addEventListener("delete", (event) => remove(event.data));
    addEventListener("pagehide", () => source.close(), { once: true });
  };
  open();
  addEventListener("pageshow", (event) => event.persisted && open());
}

async function grow() {
  const answer = await fetch(location.pathname).catch(() => null);
  if (!answer?.ok) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const fresh of page.querySelectorAll("[data-part]")) {
    const name = /** @type {HTMLElement} */ (fresh).dataset.part;
    const old = document.querySelector(`[data-part="${name}"]`);
    const isUsed = old?.contains(document.activeElement) || old?.querySelector("details[open], video, audio");
    if (old && !isUsed && old.innerHTML !== fresh.innerHTML) old.replaceWith(document.adoptNode(fresh));
  }
  const main = document.querySelector(".main-post");
  const above = page.querySelectorAll(".post.above");
  if (!main || document.querySelectorAll(".post.above").length === above.length) return;
  // What comes above does not push away what is read.
  const at = main.getBoundingClientRect().top;
  document.querySelectorAll(".post.above").forEach((old) => old.remove());
  main.before(...above);
  scrollBy(0, main.getBoundingClientRect().top - at);
}
