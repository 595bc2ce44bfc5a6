// @ts-check
// Files of a post are sent while it is written, and show how far they are. Without this file they are sent with the post.

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

  let reminded = false;
  form.addEventListener("submit", (event) => {
    const rows = [...list.children];
    if (rows.some((row) => row.classList.contains("busy"))) {
      event.preventDefault();
      event.stopImmediatePropagation();
      say("Your files are still on their way. Post when they have arrived.");
    } else if (!reminded && rows.some((row) => !(/** @type {HTMLInputElement} */ (row.querySelector("input")).value.trim()))) {
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
    const data = new FormData();
    data.set("csrf", /** @type {HTMLInputElement} */ (form.elements.namedItem("csrf")).value);
    data.set("file", file);
    const request = new XMLHttpRequest();
    request.open("POST", "/media");
    request.setRequestHeader("x-fragment", "1");
    request.responseType = "text";
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = event.loaded / event.total;
    });
    request.addEventListener("loadend", async () => {
      const told = request.responseText;
      const fault = request.status === 200 ? await ready(row, bar, JSON.parse(told)) : told.length < 400 ? told : "";
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
    row.addEventListener("remove", () => request.abort());
    request.send(data);
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
