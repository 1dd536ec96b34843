/* Keys of the officers' pages. Each page says what it has by data-attributes; <dialog
   data-shortcuts> lists the keys. Off while typing and when switched off there (WCAG 2.1.4). */
const STORED = "shortcuts";

export function startShortcuts() {
  const dialog = document.querySelector("dialog[data-shortcuts]");
  if (!dialog) return;
  const opener = document.querySelector("[data-shortcuts-open]");
  const box = dialog.querySelector("[data-shortcuts-on]");
  box.checked = stored() !== "off";
  box.addEventListener("change", () => store(box.checked ? "on" : "off"));
  opener.hidden = false;
  opener.addEventListener("click", () => dialog.showModal());
  dialog.querySelector("[data-shortcuts-close]").addEventListener("click", () => dialog.close());

  const rows = [...document.querySelectorAll("[data-row]")];
  let at = -1;
  const go = (step) => {
    if (!rows.length) return;
    rows[at]?.removeAttribute("data-at");
    at = Math.min(Math.max(at + step, 0), rows.length - 1);
    rows[at].setAttribute("data-at", "");
    rows[at].querySelector("[data-open]").focus();
  };
  const press = (selector) => {
    const found = document.querySelector(selector);
    found?.click();
    return Boolean(found);
  };
  const keys = {
    j: () => (rows.length ? go(1) : press("[data-next]")),
    k: () => (rows.length ? go(-1) : press("[data-previous]")),
    o: () => rows[at]?.querySelector("[data-open]").click(),
    x: () => rows[at]?.querySelector("input[name=hs]")?.click(),
    u: () => press("[data-list]"),
    a: () => press("[data-key=a]"),
    t: () => press("[data-key=t]"),
    d: () => press("[data-key=d]"),
    n: () => focus("#note"),
    "/": () => focus("#q"),
    "?": () => dialog.showModal(),
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (dialog.open || isTyping(event.target)) return;
    if (event.key !== "?" && !box.checked) return;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}

function focus(selector) {
  document.querySelector(selector)?.focus();
}

function isTyping(target) {
  if (target.matches("textarea, select, [contenteditable]")) return true;
  return target.matches("input") && !["checkbox", "radio", "button", "submit"].includes(target.type);
}

function stored() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // storage forbidden: the switch then holds for this page
  }
}

function store(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    /* see above */
  }
}
