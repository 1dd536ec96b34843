// The outline of a form is moved about by dragging a row's handle or with the arrow keys on it; both
// press what the buttons press. And the preview beside it is seen as a phone, a desktop, on paper.
export function startDesigner() {
  const form = document.querySelector("form[data-designer]");
  if (form && form.querySelector("button[name=do]")) addHandles(form);
  for (const section of document.querySelectorAll("[data-frame-widths]")) chooseWidths(section);
}

function addHandles(form) {
  for (const row of form.querySelectorAll(".pub-outline__row")) {
    const line = row.querySelector(":scope > .pub-outline__line");
    const handle = addHandle(form, line, row.querySelector("a").textContent, { ArrowUp: "len:", ArrowDown: "xuong:" });
    if (row.dataset.field) letDrag(form, row, handle);
  }
  for (const head of form.querySelectorAll(".pub-section__head"))
    if (head.querySelector("button[name=do]"))
      addHandle(form, head, head.querySelector("h3").textContent, { ArrowUp: "phan-len:", ArrowDown: "phan-xuong:" });
  focusMoved();
  // Going to the address's fragment takes the focus away again once the page is loaded.
  if (document.readyState !== "complete") addEventListener("load", () => setTimeout(focusMoved), { once: true });
}

// The arrow keys on it press the line's buttons.
function addHandle(form, line, name, verbs) {
  const handle = document.createElement("button");
  handle.type = "button";
  handle.className = "pub-handle";
  handle.textContent = "⠿";
  handle.setAttribute("aria-label", `${name} ↑ ↓`);
  handle.addEventListener("keydown", (event) => {
    const verb = verbs[event.key];
    if (!verb) return;
    event.preventDefault();
    const button = line.querySelector(`button[value^="${verb}"]`);
    if (button) form.requestSubmit(button);
  });
  line.prepend(handle);
  return handle;
}

function focusMoved() {
  const moved = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (document.activeElement === document.body) moved?.querySelector(".pub-handle")?.focus();
}

// Pointer events, so that it works with a finger too.
function letDrag(form, row, handle) {
  handle.addEventListener("pointerdown", (down) => {
    if (down.button !== 0) return;
    handle.setPointerCapture(down.pointerId);
    let target = null;
    const move = (event) => {
      if (Math.abs(event.clientY - down.clientY) < 8 && !target) return;
      row.classList.add("is-dragged");
      unmark(form);
      target = placeAt(form, row, event.clientX, event.clientY);
      (target?.before ?? target?.list)?.classList.add("is-target");
      if (event.clientY < 60) scrollBy(0, -20);
      if (event.clientY > innerHeight - 60) scrollBy(0, 20);
    };
    const end = (event) => {
      handle.removeEventListener("pointermove", move);
      row.classList.remove("is-dragged");
      unmark(form);
      if (event.type === "pointerup" && target) place(form, row, target);
    };
    handle.addEventListener("pointermove", move);
    handle.addEventListener("pointerup", end, { once: true });
    handle.addEventListener("pointercancel", end, { once: true });
  });
}

function placeAt(form, row, x, y) {
  const under = document.elementFromPoint(x, y);
  const list = under?.closest("[data-section]")?.querySelector("[data-fields]");
  if (!list || !form.contains(list)) return null;
  const rows = [...list.querySelectorAll(":scope > [data-field]")].filter((one) => one !== row);
  const before = rows.find((one) => {
    const box = one.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  return { list, before };
}

function unmark(form) {
  for (const one of form.querySelectorAll(".is-target")) one.classList.remove("is-target");
}

function place(form, row, { list, before }) {
  const button = document.createElement("button");
  button.name = "do";
  button.value = `dat:${row.dataset.field}:${list.closest("[data-section]").dataset.section}:${before?.dataset.field ?? ""}`;
  button.hidden = true;
  form.append(button);
  form.requestSubmit(button);
}

function chooseWidths(section) {
  const choice = section.querySelector(".pub-preview__widths");
  const frame = section.querySelector("iframe");
  const page = frame.getAttribute("src");
  choice.hidden = false;
  choice.addEventListener("click", ({ target }) => {
    if (!target.dataset.width) return;
    for (const button of choice.children) button.setAttribute("aria-pressed", String(button === target));
    frame.parentElement.dataset.width = target.dataset.width;
    const wanted = target.dataset.src ?? page;
    if (frame.getAttribute("src") !== wanted) frame.setAttribute("src", wanted);
  });
}
