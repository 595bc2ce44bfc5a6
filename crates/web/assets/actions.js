// @ts-check
// Buttons answer at once; if the server says no, they go back to how they were and say why.

export function actions() {
  document.addEventListener("submit", (event) => {
    const form = /** @type {HTMLFormElement} */ (event.target);
    const button = /** @type {HTMLButtonElement | null} */ (/** @type {SubmitEvent} */ (event).submitter);
    if (!button) return;
    if (form.matches("[data-acts]") && button.matches("[data-do]")) {
      event.preventDefault();
      toggle(form, button);
    } else if (form.matches("[data-relation]")) {
      event.preventDefault();
      relate(form, button);
    }
  });
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button
 */
async function toggle(form, button) {
  const id = form.dataset.acts;
  const isOn = button.getAttribute("aria-pressed") === "true";
  const address = button.formAction;
  flip(id, button.dataset.do, !isOn, isOn ? -1 : 1);
  try {
    await send(form, address);
  } catch (error) {
    flip(id, button.dataset.do, isOn, isOn ? 1 : -1);
    toast(error);
  }
}

/**
 * The same post may be on the page more than once.
 * @param {string | undefined} id
 * @param {string | undefined} what
 * @param {boolean} isOn
 * @param {number} by
 */
function flip(id, what, isOn, by) {
  for (const form of document.querySelectorAll(`[data-acts="${id}"]`)) {
    const button = /** @type {HTMLButtonElement | null} */ (form.querySelector(`[data-do="${what}"]`));
    if (!button) continue;
    button.setAttribute("aria-pressed", String(isOn));
    button.formAction = `/posts/${id}/${isOn ? button.dataset.undo : what}`;
    const count = button.querySelector("[data-count]");
    const shown = count?.textContent?.trim() ?? "";
    if (!count || what === "bookmark" || !/^\d*$/.test(shown)) continue;
    const next = Number(shown) + by;
    count.textContent = next > 0 ? String(next) : "";
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLButtonElement} button
 */
async function relate(form, button) {
  button.disabled = true;
  try {
    const html = await send(form, button.formAction, { look: form.dataset.look ?? "" });
    const fresh = parse(html);
    form.replaceWith(...fresh);
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-relation="${form.dataset.relation}"] button`))?.focus();
  } catch (error) {
    button.disabled = false;
    toast(error);
  }
}

/**
 * Sends a form and gives the changed part of the page.
 * @param {HTMLFormElement} form
 * @param {string} address
 * @param {Record<string, string>} [more]
 */
export async function send(form, address, more = {}) {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) body.append(name, String(value));
  for (const [name, value] of Object.entries(more)) body.append(name, value);
  const answer = await fetch(address, { method: "POST", body, headers: { "X-Fragment": "1" } }).catch(() => {
    throw new Error("You seem to be offline. Nothing was lost; try again in a moment.");
  });
  if (answer.redirected) location.reload();
  const text = await answer.text();
  if (!answer.ok) throw new Error(text || "That did not work. Please try again.");
  return text;
}

/**
 * @param {string} html
 * @returns {Element[]}
 */
export function parse(html) {
  const template = document.createElement("template");
  template.innerHTML = html;
  return [...template.content.children];
}

let hiding = 0;

/** @param {unknown} message */
export function toast(message) {
  const place = /** @type {HTMLElement | null} */ (document.querySelector(".toast"));
  if (!place) return;
  place.hidden = false;
  place.textContent = message instanceof Error ? message.message : String(message);
  clearTimeout(hiding);
  hiding = setTimeout(() => (place.hidden = true), 6000);
}
