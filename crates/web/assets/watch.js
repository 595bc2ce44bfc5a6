// @ts-check
// Another size of a video is played in the place of the first one, from where it was. Without this file it opens by itself.

export function watch() {
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a[data-size]");
    const video = link?.closest("figure")?.querySelector("video");
    if (!(link instanceof HTMLAnchorElement) || !video || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const [at, plays] = [video.currentTime, !video.paused];
    video.poster = "";
    // Without an address of its own it chooses among its sources again.
    if (link.dataset.size) video.src = link.dataset.size;
    else video.removeAttribute("src");
    video.load();
    video.currentTime = at;
    if (plays) video.play();
    for (const one of link.closest("ul")?.querySelectorAll("a") ?? []) one.removeAttribute("aria-current");
    link.setAttribute("aria-current", "true");
    link.closest("details")?.removeAttribute("open");
  });
}
