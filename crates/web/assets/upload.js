// @ts-check
// Files of a post are sent while it is written, and show how far they are. Without this file they are sent with the post.

/** Bytes of a file that is sent in parts. */
const PARTS = 4e6;

/** @param {HTMLFormElement} form */
export function upload(form) {
  const pick = form.querySelector("[data-file-pick]");
  const list = /** @type {HTMLElement | null} */ (form.querySelector("[data-uploads]"));
  const ids = /** @type {HTMLInputElement} */ (form.elements.namedItem("media"));
  if (!pick || !list) return;
  const chooser = document.createElement("input");
  chooser.type = "file";
  chooser.multiple = true;
  chooser.accept = "image/*,video/*,audio/*";
  chooser.addEventListener("change", () => {
    take(chooser.files);
    chooser.value = "";
  });
  const button = document.createElement("button");
  const summary = pick.querySelector("summary");
  button.type = "button";
  button.className = "tool";
  button.title = summary?.title ?? "";
  button.append(...(summary?.childNodes ?? []));
  button.addEventListener("click", () => chooser.click());
  pick.replaceWith(button);

  form.addEventListener("paste", (event) => {
    if (event.clipboardData?.files.length) {
      event.preventDefault();
      take(event.clipboardData.files);
    }
  });
  form.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
  form.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    take(event.dataTransfer.files);
  });
  for (const row of list.children) tools(/** @type {HTMLElement} */ (row));

  // Three at a time.
  const lanes = [0, 0, 0].map(() => Promise.resolve());
  let next = 0;
  let reminded = false;
  form.addEventListener("submit", (event) => {
    const rows = [...list.children];
    if (rows.some((row) => row.classList.contains("busy"))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      say("Your files are still on their way. Post when they have arrived.");
    } else if (form.dataset.undescribed === "remind" && !reminded && rows.some((row) => !(/** @type {HTMLInputElement} */ (row.querySelector("input")).value.trim()))) {
      reminded = true;
      event.preventDefault();
      event.stopImmediatePropagation();
      say("Some people cannot see or hear your files. Say what they show, or post again to leave it out.");
      rows.map((row) => row.querySelector("input")).find((input) => !input?.value.trim())?.focus();
    }
  }, true);

  /** @param {FileList | null} files */
  function take(files) {
    for (const file of files ?? []) send(file);
  }

  /** @param {File} file */
  function send(file) {
    const row = document.createElement("li");
    row.className = "busy";
    if (file.type.startsWith("image/")) {
      const picture = row.appendChild(new Image());
      picture.alt = "";
      picture.src = URL.createObjectURL(file);
      picture.addEventListener("load", () => URL.revokeObjectURL(picture.src), { once: true });
    }
    const alt = row.appendChild(document.createElement("input"));
    alt.placeholder = "What does it show?";
    alt.setAttribute("aria-label", `Description of ${file.name} for those who cannot see or hear it`);
    alt.maxLength = Number(form.dataset.altLimit) || 1500;
    alt.dir = "auto";
    alt.autocomplete = "off";
    const bar = row.appendChild(document.createElement("progress"));
    bar.max = 1;
    bar.setAttribute("aria-label", `${file.name}: how much has arrived`);
    tools(row);
    list?.append(row);
    const lane = next++ % lanes.length;
    lanes[lane] = lanes[lane].then(async () => {
      if (!row.isConnected) return;
      const request = await (file.size > PARTS ? parts : whole)(row, file, (came) => { bar.value = came / file.size; });
      const id = request.getResponseHeader("media-id");
      const told = request.responseText;
      const fault = id ? await ready(row, bar, { id, state: "waiting" })
        : request.status === 200 ? await ready(row, bar, JSON.parse(told))
        : told.startsWith("{") ? JSON.parse(told).error : told.length < 400 ? told : "";
      row.classList.remove("busy");
      bar.remove();
      if (fault === null) {
        alt.name = `alt-${row.dataset.file}`;
        collect();
      } else if (row.isConnected) {
        row.remove();
        say(fault || `${file.name} did not arrive. Try it again.`);
      }
    });
  }

  /** @returns {string} */
  const token = () => /** @type {HTMLInputElement} */ (form.elements.namedItem("csrf")).value;

  /** @typedef {(bytes: number) => void} Came */

  /** @param {HTMLElement} row @param {File} file @param {Came} came */
  function whole(row, file, came) {
    const data = new FormData();
    data.set("csrf", token());
    data.set("file", file);
    return ask(row, "POST", "/media", { "x-fragment": "1" }, data, came);
  }

  /**
   * A large file goes on where it was when the connection broke (tus 1.0). Gives the last answer.
   * @param {HTMLElement} row @param {File} file @param {Came} came
   */
  async function parts(row, file, came) {
    const tus = { "tus-resumable": "1.0.0", "x-csrf": token() };
    let answer = await ask(row, "POST", "/media/uploads", { ...tus, "upload-length": `${file.size}` });
    const path = answer.getResponseHeader("location");
    for (let tries = 0; path && tries < 99 && row.isConnected && !answer.getResponseHeader("media-id"); tries++) {
      const { status } = answer;
      if (status >= 200 && status < 300) {
        const at = Number(answer.getResponseHeader("upload-offset"));
        const headers = { ...tus, "upload-offset": `${at}`, "content-type": "application/offset+octet-stream" };
        answer = await ask(row, "PATCH", path, headers, file.slice(at), (bytes) => came(at + bytes));
      } else if (!status || status === 409 || status === 429 || status >= 500) {
        await new Promise((resolve) => setTimeout(resolve, 3000));
        answer = await ask(row, "HEAD", path, tus);
      } else break;
    }
    return answer;
  }

  /**
   * @param {HTMLElement} row
   * @param {string} method
   * @param {string} path
   * @param {Record<string, string>} headers
   * @param {XMLHttpRequestBodyInit} [body]
   * @param {Came} [came]
   * @returns {Promise<XMLHttpRequest>}
   */
  function ask(row, method, path, headers, body, came) {
    const request = new XMLHttpRequest();
    request.open(method, path);
    for (const name in headers) request.setRequestHeader(name, headers[name]);
    request.upload.onprogress = (event) => came?.(event.loaded);
    row.addEventListener("remove", () => request.abort());
    request.send(body);
    return new Promise((resolve) => { request.onloadend = () => resolve(request); });
  }

  /**
   * Waits until something was made of what has arrived. Gives what went wrong, if anything did.
   * @param {HTMLElement} row
   * @param {HTMLProgressElement} bar
   * @param {{ id: string, state: string, fault?: string, preview?: string }} made
   * @returns {Promise<string | null>}
   */
  async function ready(row, bar, made) {
    row.dataset.file = made.id;
    // How long it takes nobody knows: the bar only shows that something happens.
    bar.removeAttribute("value");
    bar.title = "It has arrived and is being made ready";
    while (made.state === "waiting" && row.isConnected) {
      await new Promise((resolve) => setTimeout(resolve, 1500));
      const answer = await fetch(`/media/${made.id}/state`).catch(() => null);
      if (answer?.ok) made = await answer.json();
      else if (answer) return "";
    }
    if (made.preview && !row.querySelector("img")) {
      const picture = new Image();
      picture.alt = "";
      picture.src = made.preview;
      row.prepend(picture);
    }
    return made.state === "failed" ? made.fault ?? "" : null;
  }

  /** @param {HTMLElement} row */
  function tools(row) {
    for (const [symbol, words, act] of /** @type {[string, string, () => void][]} */ ([
      ["up", "Earlier", () => row.previousElementSibling?.before(row)],
      ["remove", "Remove", () => { row.dispatchEvent(new Event("remove")); row.remove(); }],
    ])) {
      const tool = row.appendChild(document.createElement("button"));
      tool.type = "button";
      tool.className = `act ${symbol}`;
      tool.textContent = words;
      tool.addEventListener("click", () => {
        act();
        collect();
      });
    }
  }

  function collect() {
    ids.value = [...(list?.children ?? [])].map((row) => /** @type {HTMLElement} */ (row).dataset.file).filter(Boolean).join(",");
    form.dispatchEvent(new Event("input"));
  }

  /** @param {string} words */
  function say(words) {
    let note = form.querySelector("p.note.upload-note");
    if (!note) {
      note = document.createElement("p");
      note.className = "note upload-note";
      note.setAttribute("role", "alert");
      list?.before(note);
    }
    note.textContent = words;
  }
}
