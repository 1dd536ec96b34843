/* Warns before the session ends, and loses nothing when it does: what was typed into a form that is
   not a draft waits in this tab (sessionStorage), bound to the account and the page, until the same
   person has signed in again. */
const STORE = "cmc-written";
const ACTIVE_MS = 4 * 60 * 1000; // typing is being there: say so to the portal this often at most

const dialog = document.querySelector("dialog[data-session]");
const account = document.body.dataset.account || "";
const place = location.pathname + location.search;

restore();
if (dialog) watch();

function watch() {
  let left = Number(dialog.dataset.left);
  let longest = Number(dialog.dataset.longest);
  let read = Date.now();
  let isBusy = false;
  const warn = Number(dialog.dataset.warn);
  const now = (seconds) => seconds - (Date.now() - read) / 1000;

  const learn = (answer) => {
    left = answer.left;
    longest = answer.longest;
    read = Date.now();
    if (left > warn && dialog.open) dialog.close();
  };
  const look = async () => {
    if (isBusy) return;
    if (now(left) > warn) return;
    isBusy = true;
    const answer = await ask({}); // another tab may have made it longer
    isBusy = false;
    if (answer) learn(answer);
    if (now(left) <= 0) over();
    else if (now(left) <= warn) announce();
  };
  const announce = () => {
    const isLongest = longest - left < 2;
    if (isLongest && dialog.dataset.told) return;
    show(isLongest ? "longest" : "idle");
    const moment = new Date(read + left * 1000);
    for (const where of dialog.querySelectorAll("[data-session-time]"))
      where.textContent = moment.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit" });
    if (isLongest) dialog.dataset.told = "1";
  };
  const over = () => {
    clearInterval(timer);
    keep("over");
    dialog.querySelector("[data-session-sign-in]").href += `?next=${encodeURIComponent(place)}`;
    show("over");
  };
  const extend = async () => {
    const answer = await ask({ method: "POST", headers: { "X-CSRFToken": dialog.dataset.token } });
    if (answer) learn(answer);
    else look();
  };

  const timer = setInterval(look, 5000);
  document.addEventListener("visibilitychange", look);
  dialog.querySelector("[data-session-extend]").addEventListener("click", () => {
    dialog.close();
    extend();
  });
  dialog.querySelector("[data-session-close]").addEventListener("click", () => dialog.close());
  document.addEventListener("input", () => {
    if (Date.now() - read > ACTIVE_MS && now(left) > 0 && !isBusy) {
      read = Date.now();
      extend();
    }
  });
  // A form may be sent after the session has ended elsewhere: keep it until the next page is here.
  document.addEventListener("submit", (event) => {
    if (event.target.method === "post" && !event.defaultPrevented) keep("sent");
  });
}

function show(part) {
  for (const one of ["idle", "longest", "over"]) dialog.querySelector(`[data-session-${one}]`).hidden = one !== part;
  if (!dialog.open) dialog.showModal();
}

async function ask(options) {
  try {
    const answer = await fetch(dialog.dataset.session, { ...options, redirect: "manual", cache: "no-store" });
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
}

function forms() {
  return [...document.querySelectorAll("main form")].filter((form) => form.method === "post" && !form.dataset.draft);
}

function typed(form) {
  return [...form.elements].filter(
    (control) =>
      control.name && !["hidden", "password", "file", "submit", "button", "fieldset"].includes(control.type),
  );
}

function keep(why) {
  const written = forms().map((form) =>
    typed(form).map((control) => [
      control.name,
      control.value,
      control.type === "radio" || control.type === "checkbox" ? control.checked : null,
    ]),
  );
  if (!written.some((form) => form.length)) return;
  store({ account, place, why, written });
}

function restore() {
  const kept = stored();
  if (!kept) return;
  if (!dialog) {
    // The sign-in page on the way back, or somewhere else altogether.
    if (document.querySelector("main form input[type=password]")) store({ ...kept, why: "over" });
    else if (kept.why === "sent") store(null);
    return;
  }
  if (kept.why !== "over" || kept.account !== account) return store(null);
  if (kept.place !== place) return;
  store(null);
  let isChanged = false;
  forms().forEach((form, index) => {
    for (const [name, value, isChecked] of kept.written[index] || []) {
      for (const control of typed(form).filter((one) => one.name === name)) {
        if (isChecked === null) {
          isChanged ||= control.value !== value;
          control.value = value;
        } else if (control.value === value) {
          isChanged ||= control.checked !== isChecked;
          control.checked = isChecked;
        }
      }
    }
    form.dispatchEvent(new Event("change", { bubbles: true }));
  });
  const notice = document.querySelector("template[data-session-restored]");
  if (isChanged && notice) document.querySelector("main").prepend(notice.content.cloneNode(true));
}

function stored() {
  try {
    return JSON.parse(sessionStorage.getItem(STORE));
  } catch {
    return null;
  }
}

function store(entry) {
  try {
    if (entry) sessionStorage.setItem(STORE, JSON.stringify(entry));
    else sessionStorage.removeItem(STORE);
  } catch {
    /* nothing is kept where storage is forbidden */
  }
}
