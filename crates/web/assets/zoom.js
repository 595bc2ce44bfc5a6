// @ts-check
// A picture opens over the page, so that the place in it is not lost. Without this file it opens in a page of its own.

/** @type {HTMLDialogElement | null} */
let dialog = null;
/** @type {HTMLAnchorElement[]} */
let links = [];
let at = 0;

export function zoom() {
  document.addEventListener("click", (event) => {
    const link = /** @type {HTMLElement} */ (event.target).closest("a[data-zoom]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const gallery = link.closest(".gallery") ?? link.parentElement;
    links = [...(gallery?.querySelectorAll("a[data-zoom]") ?? [])].map((found) => /** @type {HTMLAnchorElement} */ (found));
    at = links.indexOf(/** @type {HTMLAnchorElement} */ (link));
    dialog ??= made();
    show(0);
    dialog.showModal();
  });
}

/** @param {number} by */
function show(by) {
  if (!dialog) return;
  at = Math.min(Math.max(at + by, 0), links.length - 1);
  const link = links[at];
  const small = link?.querySelector("img");
  const picture = dialog.querySelector("img");
  const words = dialog.querySelector("p");
  if (!link || !small || !picture || !words) return;
  // The small picture is there at once; the whole one takes its place when it has come.
  picture.src = small.currentSrc || small.src;
  picture.alt = small.alt;
  const whole = new Image();
  whole.src = link.href;
  whole.decode().then(() => links[at] === link && (picture.src = whole.src), () => {});
  picture.parentElement?.classList.remove("near");
  const alt = link.parentElement?.querySelector(".alt p")?.textContent ?? "";
  words.textContent = alt;
  words.hidden = !alt;
  button("zoom-back").hidden = at === 0;
  button("zoom-next").hidden = at === links.length - 1;
}

/** @param {string} name */
const button = (name) => /** @type {HTMLButtonElement} */ (dialog?.querySelector(`.${name}`));

function made() {
  const made = document.createElement("dialog");
  made.className = "zoom";
  made.setAttribute("aria-label", "Picture");
  const frame = made.appendChild(document.createElement("div"));
  frame.className = "zoom-picture";
  frame.append(document.createElement("img"));
  made.append(document.createElement("p"));
  for (const [name, symbol, words] of [["zoom-back", "back", "Previous picture"], ["zoom-next", "next", "Next picture"], ["zoom-close", "close", "Close"]]) {
    const one = made.appendChild(document.createElement("button"));
    one.className = String(name);
    one.title = String(words);
    one.setAttribute("aria-label", String(words));
    const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
    use.setAttribute("href", `${icons()}#${symbol}`);
    const icon = one.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "svg"));
    icon.setAttribute("class", "i");
    icon.append(use);
  }
  document.body.append(made);
  made.addEventListener("click", (event) => {
    const on = /** @type {HTMLElement} */ (event.target);
    if (on.closest(".zoom-back")) show(-1);
    else if (on.closest(".zoom-next")) show(1);
    else if (on.matches("img")) frame.classList.toggle("near");
    else if (!on.matches("p")) made.close();
  });
  // On the page, not on the dialog: a button that is hidden because there is no next picture takes the focus with it.
  document.addEventListener("keydown", (event) => {
    if (!made.open) return;
    const before = document.dir === "rtl" ? "ArrowRight" : "ArrowLeft";
    if (event.key === before) show(-1);
    else if (event.key.startsWith("Arrow") && event.key !== "ArrowUp" && event.key !== "ArrowDown") show(1);
    else return;
    event.preventDefault();
  });
  made.addEventListener("close", () => links[at]?.focus());
  return made;
}

/** Where the page has its icons from. */
function icons() {
  return document.querySelector("use")?.getAttribute("href")?.split("#")[0] ?? "";
}
