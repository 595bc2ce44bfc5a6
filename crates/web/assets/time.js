// @ts-check
// Moments stay true while a page is open, and their titles are in the reader's own time.

export function time() {
  const exact = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
  const refresh = () => {
    for (const element of document.querySelectorAll("time[title]")) {
      const place = /** @type {HTMLTimeElement} */ (element);
      const then = new Date(place.dateTime);
      place.title = exact.format(then);
      const words = ago((Date.now() - then.getTime()) / 1000);
      if (words) place.textContent = words;
    }
  };
  refresh();
  setInterval(refresh, 30000);
}

/**
 * The same words as the server's; nothing for what is older than a week.
 * @param {number} seconds
 */
function ago(seconds) {
  if (seconds < 45) return "now";
  if (seconds < 3600) return `${Math.round(seconds / 60)} min`;
  if (seconds < 86400) return `${Math.floor(seconds / 3600)} h`;
  if (seconds < 604800) return `${Math.floor(seconds / 86400)} d`;
  return "";
}
